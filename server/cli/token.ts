import { type Command, InvalidArgumentError } from 'commander';
import type { Kysely } from 'kysely';
import { type ApiToken, longestTokenDays, usualTokenDays } from '../contract/api-token.js';
import { GrundwachtError } from '../contract/errors.js';
import { dayOf } from '../contract/german-day.js';
import { issueApiToken, tokenScopes } from '../identity/api-tokens.js';
import { toUser } from '../identity/sessions.js';
import { listApiTokens, revokeApiToken } from '../store/api-tokens.js';
import type { Database } from '../store/tables.js';
import { listTenants } from '../store/tenants.js';
import { atDatabase } from './at-database.js';
import { configOf } from './config.js';
import { recordSystemAct } from './record-command.js';
import { accountThatMay } from './server-session.js';
import { jsonText, writeOut } from './write.js';

interface CreateOptions {
  user?: string;
  tenant: string;
  name: string;
  scope: string[];
  days: number;
  network: string[];
  json?: boolean;
}

/** `grundwacht token`: API tokens for machines. */
export function register(program: Command): void {
  const token = program.command('token').description('API tokens for machines: create, list, revoke');

  token
    .command('create')
    .description("make a token with some of an account's rights in a tenant; it is printed this once")
    .requiredOption('--name <text>', 'which program uses it')
    .requiredOption('--scope <right...>', `what it may do: ${tokenScopes.join(', ')}`)
    .option('--user <name>', 'in whose name (default: the only account that may)')
    .option('--tenant <name>', 'tenant', 'default')
    .option('--days <number>', `how long it is valid, ${longestTokenDays} at most`, daysOf, usualTokenDays)
    .option('--network <cidr...>', 'addresses and networks that it may be used from (default: all)', [])
    .option('--json', 'print JSON')
    .action((options: CreateOptions, command: Command) =>
      atDatabase(configOf(command), async (db) => {
        const { tenant, name, scope: scopes, days, network: networks } = options;
        const account = await accountThatMay(db, 'api-tokens.own', options.user);
        const wanted = { tenant, name, scopes, days, networks };
        const issued = await issueApiToken(db, toUser(account), wanted, Date.now());
        await recordSystemAct(db, {
          tenant,
          action: 'api-token.created',
          object: issued.api_token.id,
          details: { name, scopes, owner: account.username },
        });
        writeOut(options.json ? jsonText(issued, 2) : `${issued.token}\n`);
      }),
    );

  token
    .command('list')
    .description('all tokens')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }, command: Command) =>
      atDatabase(configOf(command), async (db) => {
        const items = await listApiTokens(db, { tenants: await listTenants(db) });
        const text = items.map((item) => format(item, Date.now())).join('') || 'no API token\n';
        writeOut(json ? jsonText(items, 2) : text);
      }),
    );

  token
    .command('revoke')
    .description('make a token worthless')
    .argument('<id>')
    .action((id: string, _options: object, command: Command) =>
      atDatabase(configOf(command), async (db) => {
        await revoke(db, id);
        writeOut(`revoked ${id}\n`);
      }),
    );
}

async function revoke(db: Kysely<Database>, id: string): Promise<void> {
  const how = { by: 'grundwacht token', now: Date.now() };
  const reach = { tenants: await listTenants(db) };
  const known = (await listApiTokens(db, reach)).find((token) => token.id === id);
  if (known === undefined || !(await revokeApiToken(db, id, reach, how)))
    throw new GrundwachtError('NOT_FOUND', `there is no API token ${id} in use`);
  const details = { name: known.name, owner: known.owner };
  await recordSystemAct(db, { tenant: known.tenant, action: 'api-token.revoked', object: id, details });
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!/^\d{1,3}$/.test(text) || days < 1 || days > longestTokenDays)
    throw new InvalidArgumentError(`expected a whole number from 1 to ${longestTokenDays}`);
  return days;
}

function format(token: ApiToken, now: number): string {
  const { id, tenant, owner, name, scopes, expires_at, revoked_at, last_used_at } = token;
  const over = Date.parse(expires_at) <= now;
  const state = revoked_at !== null ? 'revoked' : over ? 'expired' : `until ${dayOf(Date.parse(expires_at))}`;
  const used = last_used_at === null ? 'never used' : `used ${last_used_at}`;
  return `${id}  ${tenant}  ${owner}  ${JSON.stringify(name)}  ${scopes.join(',')}  ${state}, ${used}\n`;
}
