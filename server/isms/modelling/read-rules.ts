import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { GrundwachtError } from '../../contract/errors.js';
import { TargetObjectType } from '../../contract/isms.js';
import { packageRoot } from '../../contract/package-root.js';
import { type ModellingRule, type ObjectCondition, wordTest } from './rule.js';

const strict = { additionalProperties: false };
const Words = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });
const condition = {
  types: Type.Optional(Type.Array(TargetObjectType, { minItems: 1 })),
  words: Type.Optional(Words),
  unless: Type.Optional(Words),
};
const rule = {
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
  bausteine: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  why: Type.Object({ de: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, strict),
};
const RuleFile = Type.Union([
  Type.Object(
    {
      catalog: Type.String(),
      scope: Type.Literal('domain'),
      rules: Type.Array(
        Type.Object({ ...rule, when: Type.Optional(Type.Object(condition, strict)) }, strict),
      ),
    },
    strict,
  ),
  Type.Object(
    {
      catalog: Type.String(),
      scope: Type.Literal('object'),
      rules: Type.Array(Type.Object({ ...rule, ...condition }, strict)),
    },
    strict,
  ),
]);
type RuleFile = Static<typeof RuleFile>;
type Condition = Partial<Record<'words' | 'unless', string[]>> & { types?: ModellingObjectType[] };
type ModellingObjectType = ObjectCondition['types'][number];

let shipped: readonly ModellingRule[] | undefined;

/** @returns the rules in `grundschutz-catalog/modelling/`, read once */
export function modellingRules(): readonly ModellingRule[] {
  if (shipped !== undefined) return shipped;
  const folder = join(packageRoot(), 'grundschutz-catalog', 'modelling');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  shipped = files.sort().flatMap((name) => parseRules(readFileSync(join(folder, name), 'utf8'), name));
  return shipped;
}

/**
 * @param text of a YAML file of rules
 * @param name of the file, for errors
 * @throws GrundwachtError CATALOG_MALFORMED
 */
export function parseRules(text: string, name: string): ModellingRule[] {
  let file: unknown;
  try {
    file = parse(text);
  } catch (cause) {
    throw new GrundwachtError('CATALOG_MALFORMED', `${name}: ${(cause as Error).message}`, { cause });
  }
  if (!Value.Check(RuleFile, file)) {
    const [first] = Value.Errors(RuleFile, file);
    throw new GrundwachtError(
      'CATALOG_MALFORMED',
      `${name}${first?.instancePath ?? ''}: ${first?.message ?? 'is no file of modelling rules'}`,
    );
  }
  return toRules(file);
}

function toRules(file: RuleFile): ModellingRule[] {
  const { catalog } = file;
  if (file.scope === 'object') {
    return file.rules.map(({ id, bausteine, why, ...condition }) => {
      return { id, catalog, bausteine, why, scope: 'object', condition: toCondition(condition) };
    });
  }
  return file.rules.map(({ id, bausteine, why, when }) => {
    const condition = when === undefined ? undefined : toCondition(when);
    return { id, catalog, bausteine, why, scope: 'domain', condition };
  });
}

const toCondition = ({ types = [], words = [], unless = [] }: Condition): ObjectCondition => ({
  types,
  words: words.map(wordTest),
  unless: unless.map(wordTest),
});
