import { readFileSync } from 'node:fs';
import { GrundwachtError } from '../contract/errors.js';

/** Variables with secrets: each can name a file instead, `<name>_FILE`, as systemd and container engines give them. */
export const secretVariables = [
  'DATABASE_URL',
  'GRUNDWACHT_DATABASE_APP_URL',
  'GRUNDWACHT_OIDC_CLIENT_SECRET',
  'GRUNDWACHT_ADMIN_PASSWORD',
  'GRUNDWACHT_TOKEN',
] as const;
export type SecretVariable = (typeof secretVariables)[number];

/**
 * @param env the process's environment
 * @returns the secret, from the variable or the file that `<name>_FILE` names, without a line end behind it
 * @throws GrundwachtError CONFIG_INVALID when both are set, or the file cannot be read or is empty
 */
export function secretOf(env: NodeJS.ProcessEnv, name: SecretVariable): string | undefined {
  const path = env[`${name}_FILE`];
  if (path === undefined || path === '') return env[name] || undefined;
  const refuse = (why: string): never => {
    throw new GrundwachtError('CONFIG_INVALID', `Environment: ${name}_FILE: ${why}`);
  };
  if (env[name]) refuse(`${name} is set, too; keep one of them.`);
  let text = '';
  try {
    text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    refuse((error as Error).message);
  }
  return text === '' ? refuse(`${path} is empty.`) : text;
}
