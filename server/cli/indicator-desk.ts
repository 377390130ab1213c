import type { Kysely } from 'kysely';
import { importIndicators } from '../api/indicator-import.js';
import { checkTenant } from '../api/rule-facts.js';
import type { Config } from '../config/config.js';
import type {
  Hunt,
  HuntRequest,
  IndicatorImportReport,
  IndicatorImportRequest,
  IndicatorList,
} from '../contract/indicator.js';
import type { Permission } from '../identity/roles.js';
import { createHunt, getHunt } from '../store/indicator-hunts.js';
import { listIndicatorLists, removeIndicatorList } from '../store/indicator-lists.js';
import type { Database } from '../store/tables.js';
import { atDatabase } from './at-database.js';
import { accountThatMay, type Call, inNameOf } from './server-session.js';

/** Where lists of indicators are kept, and hunts ordered. */
export interface IndicatorDesk {
  /** Whether a server runs: without one a hunt waits for it. */
  running: boolean;
  lists(): Promise<IndicatorList[]>;
  import(request: IndicatorImportRequest): Promise<IndicatorImportReport>;
  remove(list: string): Promise<void>;
  hunt(list: string, request: HuntRequest): Promise<Hunt>;
  /** A hunt as far as it has come. */
  progress(hunt: Hunt): Promise<Hunt>;
}

export interface IndicatorDeskRequest {
  config: Config;
  tenant: string;
  /** In whose name; undefined: of the only account that may. */
  user: string | undefined;
  permission: Permission;
}

/**
 * Opens the desk at the running server; without one at its database.
 * @throws GrundwachtError as `accountThatMay` and `atDatabase`
 */
export function atIndicatorDesk<T>(
  { config, tenant, user, permission }: IndicatorDeskRequest,
  work: (desk: IndicatorDesk) => Promise<T>,
): Promise<T> {
  return atDatabase(config, async (db, url) => {
    const account = await accountThatMay(db, permission, user);
    if (url === undefined) {
      await checkTenant({ db }, tenant);
      return work(functions(db, tenant, account.username));
    }
    return inNameOf({ db, url }, account, (call) => work(calls(call, tenant)));
  });
}

function calls(call: Call, tenant: string): IndicatorDesk {
  const path = (name: string): string => `/indicators${name}?${new URLSearchParams({ tenant })}`;
  const of = (list: string, name = ''): string => path(`/${encodeURIComponent(list)}${name}`);
  return {
    running: true,
    lists: async () => (await call<{ items: IndicatorList[] }>('GET', path(''))).items,
    import: (request) => call('POST', path('/import'), request),
    remove: (list) => call('DELETE', of(list)),
    hunt: (list, request) => call('POST', of(list, '/hunts'), request),
    async progress(hunt) {
      const { items } = await call<{ items: Hunt[] }>('GET', of(hunt.list, '/hunts'));
      return items.find(({ id }) => id === hunt.id) ?? hunt;
    },
  };
}

function functions(db: Kysely<Database>, tenant: string, by: string): IndicatorDesk {
  const author = () => ({ by, now: Date.now() });
  return {
    running: false,
    lists: () => listIndicatorLists(db, tenant),
    import: (request) => importIndicators(db, tenant, request, author()),
    remove: (list) => removeIndicatorList(db, { tenant, list }),
    hunt: (list, request) => createHunt(db, { tenant, list }, request, author()),
    progress: ({ id: hunt }) => getHunt(db, { tenant, hunt }),
  };
}
