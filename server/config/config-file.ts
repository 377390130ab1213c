import { existsSync, readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { didYouMean } from '../contract/did-you-mean.js';
import { GrundwachtError } from '../contract/errors.js';

/** A key that something else than the file sets: where it goes, its value, and where that comes from. */
export type Override = [path: readonly string[], value: unknown, place: string];

/**
 * Reads a configuration: the file where it exists, then what wins over it, then the schema's defaults.
 * @param file path of a YAML file
 * @throws GrundwachtError CONFIG_INVALID with every fault, each with file, line and key
 */
export function readConfigFile<T>(
  file: string,
  overrides: readonly Override[],
  check: ValidateFunction<T>,
): T {
  const { value, lineOf } = existsSync(file) ? readFile(file) : { value: {}, lineOf: () => 0 };
  const placeOf = new Map<string, string>();
  for (const [path, setting, place] of overrides) {
    set(value, path, setting);
    placeOf.set(`/${path.join('/')}`, place);
  }
  if (check(value)) return value;
  const faults = (check.errors ?? []).filter((error) => !['const', 'if'].includes(error.keyword));
  throw invalid(
    faults.map((error) => {
      const place =
        placeOf.get(error.instancePath) ?? `${file}, line ${lineOf(error.instancePath, unknownKey(error))}`;
      return `${place}: ${describe(error)}`;
    }),
  );
}

function readFile(file: string): {
  value: Record<string, unknown>;
  lineOf: (pointer: string, key?: string) => number;
} {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw invalid(
      document.errors.map((e) => `${file}, line ${e.linePos?.[0].line ?? 1}: ${e.message.split('\n')[0]}`),
    );
  }
  const value: unknown = document.toJS() ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid([`${file}: expected keys and values.`]);
  const lineOf = (pointer: string, key?: string) => {
    const path = pointer.split('/').slice(1);
    const parent = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const node = (key === undefined ? parent : pair?.key) as { range?: [number, number, number] } | undefined;
    return node?.range ? lines.linePos(node.range[0]).line : 1;
  };
  return { value: value as Record<string, unknown>, lineOf };
}

function set(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = target;
  for (const key of path.slice(0, -1)) {
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  at[path.at(-1)!] = value;
}

const unknownKey = (error: ErrorObject): string | undefined =>
  error.keyword === 'additionalProperties'
    ? (error.params as { additionalProperty: string }).additionalProperty
    : undefined;

/** @returns what is wrong and what is possible, for a person */
export function describe(error: ErrorObject): string {
  const where = error.instancePath.slice(1).replaceAll('/', '.');
  const key = unknownKey(error);
  if (key !== undefined) {
    const known = Object.keys((error.parentSchema as { properties: object }).properties);
    const near = didYouMean(key, known);
    const name = where ? `${where}.${key}` : key;
    return `there is no key "${name}". ${near ? `Did you mean "${near}"?` : `Known here: ${known.join(', ')}.`}`;
  }
  if (error.keyword === 'anyOf') {
    const options = (error.schema as { const: string }[]).map((option) => option.const);
    return `"${where}" has to be one of ${options.join(', ')}.`;
  }
  return `"${where}" ${error.message}.`;
}

export const invalid = (faults: string[]) => new GrundwachtError('CONFIG_INVALID', faults.join('\n'));
