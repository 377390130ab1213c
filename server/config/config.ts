import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { invalid, type Override, readConfigFile } from './config-file.js';
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
  const { file, named } = configFile(options);
  if (named && !existsSync(file)) throw invalid([`${file}: there is no such file.`]);
  const overrides = readEnvironment(options.env).map(
    ([path, setting, name]): Override => [path, setting, `Environment, ${name}`],
  );
  const value = readConfigFile(file, overrides, check);
  checkZone(value.zone);
  return { ...value, data: resolve(options.cwd, value.data) };
}

/** @returns path of the configuration file, whether or not it exists, and whether somebody named it */
export function configFile({ file, env, cwd }: Parameters<typeof loadConfig>[0]): {
  file: string;
  named: boolean;
} {
  const named = file ?? env['GRUNDWACHT_CONFIG'];
  return { file: resolve(cwd, named ?? 'grundwacht.yaml'), named: named !== undefined };
}

/** @returns the configuration without its secrets, to be shown */
export function withoutSecrets(config: Config): Config {
  const { url, app_url } = config.database;
  const database = { url: withoutPassword(url), app_url: withoutPassword(app_url) };
  return masked({ ...config, database }) as Config;
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^:@/]*):[^/]*@/, '$1:***@').replace(/(password=)[^&]*/i, '$1***');
}

/** Whatever is named like a secret is one. */
const secretName = /(?:password|secret|token|passphrase)$/i;

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) =>
      typeof held === 'string' && held !== '' && secretName.test(name) ? [name, '***'] : [name, masked(held)],
    ),
  );
}

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw invalid([`"zone" is "${zone}", which is no IANA time zone (such as Europe/Berlin).`]);
  }
}
