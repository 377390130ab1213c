import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { GrundwachtError } from '../../contract/errors.js';
import type { Database } from '../tables.js';
import * as foundation from './0001-foundation.js';
import * as eventSegment from './0002-event-segment.js';
import * as isms from './0003-isms.js';
import * as ruleState from './0004-rule-state.js';
import * as segmentFilter from './0005-segment-filter.js';
import * as retention from './0006-retention.js';
import * as savedSearch from './0007-saved-search.js';
import * as collectorInputs from './0008-collector-inputs.js';
import * as catalogs from './0010-catalogs.js';
import * as structure from './0011-structure.js';
import * as indicators from './0012-indicators.js';
import * as check from './0013-check.js';
import * as riskPlan from './0014-risk-plan.js';
import * as signals from './0015-signals.js';
import * as evidence from './0016-evidence.js';
import * as reports from './0017-reports.js';
import * as scans from './0018-scans.js';
import * as controlCheck from './0020-control-check.js';
import * as auditRoom from './0021-audit-room.js';

/** In order; a released migration is never altered or renamed. */
const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
  '0002-event-segment': eventSegment,
  '0003-isms': isms,
  '0004-rule-state': ruleState,
  '0005-segment-filter': segmentFilter,
  '0006-retention': retention,
  '0007-saved-search': savedSearch,
  '0008-collector-inputs': collectorInputs,
  '0010-catalogs': catalogs,
  '0011-structure': structure,
  '0012-indicators': indicators,
  '0013-check': check,
  '0014-risk-plan': riskPlan,
  '0015-signals': signals,
  '0016-evidence': evidence,
  '0017-reports': reports,
  '0018-scans': scans,
  '0020-control-check': controlCheck,
  '0021-audit-room': auditRoom,
};

/**
 * Brings the database to the schema of this program, in one transaction and under an advisory lock, so that two
 * processes can start at once.
 * @returns names of the migrations that were executed now
 * @throws GrundwachtError DATABASE_TOO_NEW when the database has migrations that this program does not know
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  const unknown = (await executedMigrations(db)).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new GrundwachtError(
      'DATABASE_TOO_NEW',
      `the database has the migration ${unknown.join(', ')}, which this version of Grundwacht does not know; ` +
        'start the version that made it, or restore the backup from before the upgrade',
    );
  }
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'before the first';
    throw new Error(`database migration failed (${failed})`, { cause: error });
  }
  return (results ?? []).map((result) => result.migrationName);
}

async function executedMigrations(db: Kysely<Database>): Promise<string[]> {
  const table = await sql<{ name: string | null }>`
    select to_regclass('kysely_migration')::text as name`.execute(db);
  if (table.rows[0]?.name == null) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
