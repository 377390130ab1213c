import { Ajv, type ErrorObject } from 'ajv';
import { GrundwachtError } from '../../contract/errors.js';
import type { Fault, Sentence } from '../../contract/fault.js';
import { schemaSentence } from '../../contract/schema-sentences.js';
import { type CatalogIndex, ControlIndex, KompendiumIndex } from './catalog-index.js';

// The schemas themselves are held by a test: checking them again would cost every start.
const ajv = new Ajv({ allErrors: true, strict: true, validateSchema: false });
const checks = {
  kompendium: ajv.compile<KompendiumIndex>(KompendiumIndex),
  controls: ajv.compile<ControlIndex>(ControlIndex),
};
const shownErrors = 10;

type Problem = Required<Pick<Fault, 'pointer'>> & Sentence;

/**
 * Checks a catalogue index against its JSON schema, that ids are unique and that references lead somewhere.
 * @param value parsed JSON
 * @param file where it came from, for messages
 * @returns the same value, typed
 * @throws GrundwachtError CATALOG_MALFORMED with JSON pointers
 */
export function checkIndex(value: unknown, file: string): CatalogIndex {
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (kind !== 'kompendium' && kind !== 'controls') {
    return fail(file, [{ pointer: '/kind', message: 'must be "kompendium" or "controls"' }]);
  }
  const check = checks[kind];
  if (!check(value)) return fail(file, (check.errors ?? []).map(describe));
  const problems = value.kind === 'kompendium' ? kompendiumProblems(value) : controlProblems(value);
  if (problems.length > 0) fail(file, problems);
  return value;
}

function kompendiumProblems(index: KompendiumIndex): Problem[] {
  const problems: Problem[] = [];
  const layers = unique(index.layers, '/layers', problems);
  unique(index.threats, '/threats', problems);
  unique(index.bausteine, '/bausteine', problems);
  for (const [at, baustein] of index.bausteine.entries()) {
    const pointer = `/bausteine/${at}`;
    if (!layers.has(baustein.layer)) {
      problems.push({
        pointer: `${pointer}/layer`,
        message: '{id} is not in {list}',
        values: { id: baustein.layer, list: '/layers' },
      });
    }
    unique(baustein.requirements, `${pointer}/requirements`, problems);
    for (const [n, { id }] of baustein.requirements.entries()) {
      if (!id.startsWith(`${baustein.id}.A`)) {
        problems.push({
          pointer: `${pointer}/requirements/${n}/id`,
          message: '{id} does not belong to {baustein}',
          values: { id, baustein: baustein.id },
        });
      }
    }
  }
  return problems;
}

function controlProblems(index: ControlIndex): Problem[] {
  const problems: Problem[] = [];
  const groups = unique(index.groups, '/groups', problems);
  const controls = unique(index.controls, '/controls', problems);
  const categories = unique(index.target_object_categories ?? [], '/target_object_categories', problems);
  const leads = (to: string | undefined, where: Set<string>, pointer: string, list: string): void => {
    if (to === undefined || where.has(to)) return;
    problems.push({ pointer, message: '{id} is not in {list}', values: { id: to, list } });
  };
  for (const [at, { parent }] of index.groups.entries())
    leads(parent, groups, `/groups/${at}/parent`, '/groups');
  for (const [at, { group, parent, target_objects }] of index.controls.entries()) {
    leads(group, groups, `/controls/${at}/group`, '/groups');
    leads(parent, controls, `/controls/${at}/parent`, '/controls');
    if (categories.size === 0) continue;
    for (const each of target_objects ?? []) {
      leads(each, categories, `/controls/${at}/target_objects`, '/target_object_categories');
    }
  }
  for (const [at, { parent }] of (index.target_object_categories ?? []).entries()) {
    leads(parent, categories, `/target_object_categories/${at}/parent`, '/target_object_categories');
  }
  return problems;
}

function unique(items: readonly { id: string }[], pointer: string, problems: Problem[]): Set<string> {
  const seen = new Set<string>();
  for (const [at, { id }] of items.entries()) {
    if (seen.has(id)) {
      problems.push({ pointer: `${pointer}/${at}/id`, message: '{id} occurs twice', values: { id } });
    }
    seen.add(id);
  }
  return seen;
}

function describe(error: ErrorObject): Problem {
  return { pointer: error.instancePath || '/', ...schemaSentence(error) };
}

/** @param problems with places in the document */
function fail(file: string, problems: Problem[]): never {
  const faults: Fault[] = problems
    .slice(0, shownErrors)
    .map((problem) => ({ ...problem, pointer: `${file}: ${problem.pointer}` }));
  const count = problems.length - shownErrors;
  if (count > 0) faults.push({ pointer: file, message: 'and {count} more', values: { count } });
  throw new GrundwachtError('CATALOG_MALFORMED', faults);
}
