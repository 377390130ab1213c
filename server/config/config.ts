import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { didYouMean } from '../contract/did-you-mean.js';
import { GrundwachtError } from '../contract/errors.js';
import { readEnvironment } from './environment.js';
import { type Config, ConfigSchema } from './schema.js';

export type { Config } from './schema.js';

// The schema itself is held by a test: checking it again would cost every start.
const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, validateSchema: false });
const check = ajv.compile<Config>(ConfigSchema);

/**
 * Reads the configuration: defaults, then the file, then the environment.
 * @param options.file path of the YAML file; otherwise $GRUNDWACHT_CONFIG, otherwise ./grundwacht.yaml where it exists
 * @throws GrundwachtError CONFIG_INVALID with every fault, each with file, line and key
 */
export function loadConfig(options: {
  file?: string | undefined;
  env: NodeJS.ProcessEnv;
  cwd: string;
}): Config {
  const named = options.file ?? options.env['GRUNDWACHT_CONFIG'];
  const file = resolve(options.cwd, named ?? 'grundwacht.yaml');
  if (named !== undefined && !existsSync(file)) throw invalid([`${file}: there is no such file.`]);
  const { value, lineOf } = existsSync(file) ? readFile(file) : { value: {}, lineOf: () => 0 };

  const fromEnvironment = new Map<string, string>();
  for (const [path, setting, name] of readEnvironment(options.env)) {
    set(value, path, setting);
    fromEnvironment.set(`/${path.join('/')}`, name);
  }
  if (!check(value)) {
    const faults = (check.errors ?? []).filter((error) => !['const', 'if'].includes(error.keyword));
    throw invalid(
      faults.map((error) => {
        const variable = fromEnvironment.get(error.instancePath);
        const place = variable
          ? `Environment, ${variable}`
          : `${file}, line ${lineOf(error.instancePath, unknownKey(error))}`;
        return `${place}: ${describe(error)}`;
      }),
    );
  }
  checkZone(value.zone);
  return { ...value, data: resolve(options.cwd, value.data) };
}

/** @returns the configuration without its secrets, to be shown */
export function withoutSecrets(config: Config): Config {
  const url = config.database.url
    .replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, '$1:***@')
    .replace(/(password=)[^&]*/i, '$1***');
  return { ...config, database: { ...config.database, url } };
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

function describe(error: ErrorObject): string {
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

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw invalid([`"zone" is "${zone}", which is no IANA time zone (such as Europe/Berlin).`]);
  }
}

const invalid = (faults: string[]) => new GrundwachtError('CONFIG_INVALID', faults.join('\n'));
