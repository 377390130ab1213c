import { didYouMean } from '../contract/did-you-mean.js';
import { GrundwachtError } from '../contract/errors.js';
import { type SecretVariable, secretOf, secretVariables } from './secret-files.js';

interface Variable {
  /** Where the value goes in the configuration. */
  path: readonly string[];
  kind: 'text' | 'number';
}

/** Environment variables that set a key of the configuration; they win over the file. */
export const variables = {
  GRUNDWACHT_DATA: { path: ['data'], kind: 'text' },
  GRUNDWACHT_ZONE: { path: ['zone'], kind: 'text' },
  GRUNDWACHT_HTTP_HOST: { path: ['http', 'host'], kind: 'text' },
  GRUNDWACHT_HTTP_PORT: { path: ['http', 'port'], kind: 'number' },
  GRUNDWACHT_TLS_CERT: { path: ['http', 'tls', 'certificate'], kind: 'text' },
  GRUNDWACHT_TLS_KEY: { path: ['http', 'tls', 'key'], kind: 'text' },
  GRUNDWACHT_SYSLOG_HOST: { path: ['syslog', 'host'], kind: 'text' },
  GRUNDWACHT_SYSLOG_PORT: { path: ['syslog', 'port'], kind: 'number' },
  GRUNDWACHT_OIDC_CLIENT_SECRET: { path: ['identity', 'oidc', 'client_secret'], kind: 'text' },
  GRUNDWACHT_LOG_LEVEL: { path: ['log', 'level'], kind: 'text' },
  GRUNDWACHT_DATABASE_APP_URL: { path: ['database', 'app_url'], kind: 'text' },
  DATABASE_URL: { path: ['database', 'url'], kind: 'text' },
} as const satisfies Record<string, Variable>;

/** A key that the environment sets: where it goes, its value, and the variable's name. */
export type Setting = [path: readonly string[], value: unknown, name: string];

/** Variables that are read elsewhere and never become part of the configuration. */
const others = ['GRUNDWACHT_CONFIG', 'GRUNDWACHT_ADMIN_PASSWORD', 'GRUNDWACHT_TOKEN', 'GRUNDWACHT_URL'];

/**
 * @param env the process's environment
 * @returns the keys that it sets
 * @throws GrundwachtError CONFIG_INVALID for a number that is none, or an unknown GRUNDWACHT_ variable
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Setting[] {
  const known = [...Object.keys(variables), ...others, ...secretVariables.map((name) => `${name}_FILE`)];
  for (const name of Object.keys(env)) {
    if (!name.startsWith('GRUNDWACHT_') || known.includes(name)) continue;
    const near = didYouMean(name, known);
    throw new GrundwachtError(
      'CONFIG_INVALID',
      `Environment: there is no variable ${name}.${near ? ` Did you mean ${near}?` : ` Known: ${known.join(', ')}.`}`,
    );
  }
  return Object.entries<Variable>(variables).flatMap<Setting>(([name, variable]) => {
    const text = isSecret(name) ? secretOf(env, name) : env[name];
    if (text === undefined || text === '') return [];
    if (variable.kind === 'text') return [[variable.path, text, name]];
    const value = Number(text);
    if (!/^\d+$/.test(text)) {
      throw new GrundwachtError(
        'CONFIG_INVALID',
        `Environment: ${name} is "${text}", expected a whole number.`,
      );
    }
    return [[variable.path, value, name]];
  });
}

const isSecret = (name: string): name is SecretVariable => secretVariables.some((secret) => secret === name);
