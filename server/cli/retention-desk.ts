import type { Kysely } from 'kysely';
import { checkTenant } from '../api/rule-facts.js';
import type { Config } from '../config/config.js';
import type {
  DeletionPage,
  LegalHold,
  LegalHoldInput,
  RetentionChange,
  RetentionOverview,
  RetentionState,
} from '../contract/retention.js';
import type { Permission } from '../identity/roles.js';
import { listDeletions } from '../store/events/deletions.js';
import { listSegments } from '../store/events/manifest.js';
import { changeRetention, liftHold, setHold } from '../store/retention.js';
import { readRetentionOverview } from '../store/retention-overview.js';
import type { Database } from '../store/tables.js';
import { atDatabase } from './at-database.js';
import { accountThatMay, inNameOf } from './server-session.js';

/** Where it is read and decided how long a tenant's events stay. */
export interface RetentionDesk {
  /** User name under which decisions are noted. */
  by: string;
  read(): Promise<RetentionOverview>;
  change(change: RetentionChange): Promise<RetentionState>;
  hold(input: LegalHoldInput): Promise<LegalHold>;
  lift(id: string, reason: string): Promise<LegalHold>;
  deletions(limit: number): Promise<DeletionPage>;
}

export interface RetentionRequest {
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
export function atRetentionDesk<T>(
  { config, tenant, user, permission }: RetentionRequest,
  work: (desk: RetentionDesk) => Promise<T>,
): Promise<T> {
  return atDatabase(config, async (db, url) => {
    const account = await accountThatMay(db, permission, user);
    const by = account.username;
    if (url === undefined) {
      await checkTenant({ db }, tenant);
      return work({ by, ...functions(db, tenant, by) });
    }
    const path = (name: string, more: Record<string, string> = {}): string =>
      `/retention${name}?${new URLSearchParams({ tenant, ...more })}`;
    return inNameOf({ db, url }, account, (call) =>
      work({
        by,
        read: () => call('GET', path('')),
        change: (change) => call('PUT', path('/policy'), change),
        hold: (input) => call('POST', path('/holds'), input),
        lift: (id, reason) => call('POST', path(`/holds/${encodeURIComponent(id)}/lift`), { reason }),
        deletions: (limit) => call('GET', path('/deletions', { limit: String(limit) })),
      }),
    );
  });
}

/** Without a server everything is sealed that will be: the rest is in the journal. */
function functions(db: Kysely<Database>, tenant: string, by: string): Omit<RetentionDesk, 'by'> {
  const now = (): { by: string; now: number } => ({ by, now: Date.now() });
  return {
    async read() {
      const segments = (await listSegments(db)).filter((segment) => segment.tenant === tenant);
      return readRetentionOverview(db, tenant, { segments, unsealed: 0 });
    },
    change: (change) => changeRetention(db, tenant, change, now()),
    hold: (input) => setHold(db, tenant, input, now()),
    lift: (id, reason) => liftHold(db, tenant, id, { ...now(), reason }),
    deletions: (limit) => listDeletions(db, tenant, { limit }),
  };
}
