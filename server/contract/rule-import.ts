import Type, { type Static } from 'typebox';
import { Level } from './detection.js';
import { RuleProblemView } from './rule-views.js';

const Instant = Type.String({ format: 'date-time' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const pair = <T extends Type.TSchema>(schema: T) =>
  Type.Object({ before: nullable(schema), after: nullable(schema) });

/** A rule that another edition of a set adds, changes or leaves out. */
export const ReviewedRule = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['added', 'changed', 'removed']),
  title: Type.String(),
  level: pair(Level),
  status: pair(Type.String()),
  changes: Type.Array(Type.Enum(['detection', 'logsource', 'level', 'status', 'title', 'text']), {
    description: 'of a changed rule; `text`: nothing that decides what it finds',
  }),
});
export type ReviewedRule = Static<typeof ReviewedRule>;

/** An edition of a set that was read, compared with the one in use, and is not taken over yet. */
export const RuleImport = Type.Object({
  id: Type.String({ format: 'uuid' }),
  set: Type.String(),
  archive: Type.String({ description: 'file or folder that it was read from' }),
  at: Instant,
  by: Type.String(),
  licence: Type.String(),
  sha256: Type.String(),
  installed: Type.Boolean({ description: 'an edition is in use already' }),
  usable: Type.Integer({ description: 'rules of the new edition' }),
  unchanged: Type.Integer(),
  rules: Type.Array(ReviewedRule),
  problems: Type.Array(RuleProblemView, { description: 'of rules that are not supported or faulty' }),
});
export type RuleImport = Static<typeof RuleImport>;

/** The texts of a rule in both editions. */
export const RuleTextPair = pair(Type.String());
export type RuleTextPair = Static<typeof RuleTextPair>;

/** Which differences are taken over. */
export const RuleImportChoice = Type.Object(
  { accepted: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 100_000 }) },
  { additionalProperties: false },
);
export type RuleImportChoice = Static<typeof RuleImportChoice>;

/** What was taken over, or taken back. */
export const RuleImportResult = Type.Object({
  set: Type.String(),
  rules: Type.Integer({ description: 'usable rules of the set as it is now' }),
  undoable: Type.Boolean(),
});
export type RuleImportResult = Static<typeof RuleImportResult>;
