import type { Kysely } from 'kysely';
import { decideRule, dropException, exceptFromRule } from '../api/rule-decisions.js';
import { readRuleDetail } from '../api/rule-facts.js';
import type { Config } from '../config/config.js';
import type { RuleExceptionInput, RuleState, RuleStateChange } from '../contract/rule-state.js';
import type { RuleDetail } from '../contract/rule-views.js';
import type { Permission } from '../identity/roles.js';
import type { Database } from '../store/tables.js';
import { atDatabase } from './at-database.js';
import { rulesOfConfig } from './rules-of-config.js';
import { accountThatMay, type Call, inNameOf } from './server-session.js';

/** Where decisions about one rule of a tenant are read and made. */
export interface RuleDesk {
  /** User name under which decisions are noted. */
  by: string;
  /** Whether a server runs, which then works by a decision at once. */
  running: boolean;
  read(): Promise<RuleDetail>;
  decide(change: RuleStateChange): Promise<RuleState>;
  except(input: RuleExceptionInput): Promise<RuleState>;
  drop(exception: string, change: { version: number; reason?: string | undefined }): Promise<RuleState>;
}

export interface DeskRequest {
  config: Config;
  rule: string;
  tenant: string;
  /** In whose name; undefined: of the only account that may. */
  user: string | undefined;
  permission: Permission;
}

/**
 * Opens the desk at the running server; without one at its database, which is started for the time of the work.
 * @throws GrundwachtError as `accountThatMay`, DATABASE_UNAVAILABLE, CONFLICT when a server is just starting
 */
export async function atRuleDesk<T>(request: DeskRequest, work: (desk: RuleDesk) => Promise<T>): Promise<T> {
  return atDatabase(request.config, (db, url) =>
    url === undefined ? alone(db, request, work) : atServer(db, url, request, work),
  );
}

async function atServer<T>(
  db: Kysely<Database>,
  url: string,
  { rule, tenant, user, permission }: DeskRequest,
  work: (desk: RuleDesk) => Promise<T>,
): Promise<T> {
  const account = await accountThatMay(db, permission, user);
  return inNameOf({ db, url }, account, (call) =>
    work({ by: account.username, running: true, ...calls(call, rule, tenant) }),
  );
}

function calls(call: Call, rule: string, tenant: string): Omit<RuleDesk, 'by' | 'running'> {
  const path = `/rules/${encodeURIComponent(rule)}`;
  const query = new URLSearchParams({ tenant });
  return {
    read: () => call('GET', `${path}?${query}`),
    decide: (change) => call('PATCH', `${path}/state?${query}`, change),
    except: (input) => call('POST', `${path}/exceptions?${query}`, input),
    drop: (exception, { version, reason }) => {
      const asked = new URLSearchParams({ tenant, version: String(version) });
      if (reason !== undefined) asked.set('reason', reason);
      return call('DELETE', `${path}/exceptions/${encodeURIComponent(exception)}?${asked}`);
    },
  };
}

/** Without a server: the same decisions by the same functions, in force when it starts. */
async function alone<T>(
  db: Kysely<Database>,
  { config, rule, tenant, user, permission }: DeskRequest,
  work: (desk: RuleDesk) => Promise<T>,
): Promise<T> {
  const { username: by } = await accountThatMay(db, permission, user);
  const deps = { db, rules: await rulesOfConfig(config), now: Date.now };
  const key = { tenant, rule };
  return work({
    by,
    running: false,
    read: () => readRuleDetail(deps, key),
    decide: (change) => decideRule(deps, by, key, change),
    except: (input) => exceptFromRule(deps, by, key, input),
    drop: (exception, change) => dropException(deps, by, key, exception, change),
  });
}
