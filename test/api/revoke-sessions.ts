import type { Kysely } from 'kysely';
import { deleteSessionsBefore } from '../../server/store/sessions.js';
import type { Database } from '../../server/store/tables.js';

/** Logs everybody out. */
export const revokeAllSessions = (db: Kysely<Database>): Promise<void> =>
  deleteSessionsBefore(db, { begun: Date.now() + 1000, used: 0 });
