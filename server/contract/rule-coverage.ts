import Type, { type Static } from 'typebox';

/** How a technique is looked for. */
export const coverageStates = ['covered', 'no_source', 'no_rule', 'none'] as const;
export type CoverageState = (typeof coverageStates)[number];

const count = (description: string) => Type.Integer({ description });

/** A technique of MITRE ATT&CK with its sub-techniques folded in. */
export const TechniqueCoverage = Type.Object({
  id: Type.String(),
  name: Type.String(),
  tactics: Type.Array(Type.String()),
  state: Type.Enum(coverageStates, {
    description:
      'covered: a rule in force looks at what a source delivers; no_source: rules are in force, and no source ' +
      'delivers what they look at; no_rule: a source delivers what published rules look at, and no rule is in force; ' +
      'none: neither',
  }),
  rules: count('that name it'),
  in_force: count('of these'),
  effective: count('in force, and a source delivers their log source'),
  sub_techniques: Type.Array(
    Type.Object({ id: Type.String(), in_force: Type.Integer(), effective: Type.Integer() }),
  ),
});
export type TechniqueCoverage = Static<typeof TechniqueCoverage>;

/** The matrix of ATT&CK with what a tenant's rules and sources cover of it. */
export const RuleCoverage = Type.Object({
  attack_version: Type.String(),
  licence: Type.String(),
  tactics: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  techniques: Type.Array(TechniqueCoverage),
  untagged: count('rules in force that name no technique'),
});
export type RuleCoverage = Static<typeof RuleCoverage>;
