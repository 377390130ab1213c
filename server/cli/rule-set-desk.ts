import type { Kysely } from 'kysely';
import { checkTenant } from '../api/rule-facts.js';
import { decideRuleSet, type RuleSetDecision, readRuleSets } from '../api/rule-set-decisions.js';
import type { Config } from '../config/config.js';
import type { RuleList, RuleSetView } from '../contract/rule-views.js';
import type { Database } from '../store/tables.js';
import { atDatabase } from './at-database.js';
import { rulesOfConfig } from './rules-of-config.js';
import { accountThatMay, inNameOf } from './server-session.js';

/** The desk for sets: the same two things with a server and without. */
export interface SetDesk {
  by: string;
  running: boolean;
  read(): Promise<RuleSetView[]>;
  decide(set: string, change: RuleSetDecision): Promise<RuleSetView>;
}

/**
 * Opens the desk at the running server; without one at its database, which is started for the time of the work.
 * @param asked tenant, and user name of the account (default: the only one that may)
 * @throws GrundwachtError as `accountThatMay`, DATABASE_UNAVAILABLE, CONFLICT when a server is just starting
 */
export async function atSetDesk<T>(
  config: Config,
  { tenant, user }: { tenant: string; user?: string },
  permission: 'rules.read' | 'rules.manage',
  work: (desk: SetDesk) => Promise<T>,
): Promise<T> {
  const query = new URLSearchParams({ tenant });
  return atDatabase(config, async (db, url) => {
    await checkTenant({ db }, tenant);
    const account = await accountThatMay(db, permission, user);
    const by = account.username;
    if (url === undefined) {
      return work({ by, running: false, ...alone(db, await rulesOfConfig(config), by, tenant) });
    }
    return inNameOf({ db, url }, account, (call) =>
      work({
        by,
        running: true,
        read: async () => (await call<RuleList>('GET', `/rules?${query}`)).sets,
        decide: (set, change) => call('PATCH', `/rule-sets/${encodeURIComponent(set)}?${query}`, change),
      }),
    );
  });
}

function alone(
  db: Kysely<Database>,
  rules: Awaited<ReturnType<typeof rulesOfConfig>>,
  by: string,
  tenant: string,
): Pick<SetDesk, 'read' | 'decide'> {
  const deps = { db, rules, now: Date.now };
  return {
    read: () => readRuleSets(deps, tenant),
    decide: (set, change) => decideRuleSet(deps, by, { tenant, set }, change),
  };
}
