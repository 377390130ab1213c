import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { GrundwachtError } from '../../contract/errors.js';
import { ensureAppRole } from '../app-role.js';
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
import * as tenants from './0022-tenants.js';
import * as secondFactors from './0023-second-factors.js';
import * as access from './0024-access.js';
import * as pseudonyms from './0025-pseudonyms.js';
import * as auditTrail from './0026-audit-trail.js';
import * as notify from './0027-notify.js';
import * as operations from './0028-operations.js';
import * as releasesThinning from './0029-releases-thinning.js';
import * as alertBoard from './0030-alert-board.js';
import * as alertSteps from './0031-alert-steps.js';
import * as cases from './0032-cases.js';
import * as ownRules from './0033-own-rules.js';
import * as sourceHours from './0034-source-hours.js';
import * as compliance from './0035-compliance.js';
import * as measureDates from './0036-measure-dates.js';
import * as listIndexes from './0041-list-indexes.js';
import * as caseLeaves from './0043-case-leaves.js';

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
  '0022-tenants': tenants,
  '0023-second-factors': secondFactors,
  '0024-access': access,
  '0025-pseudonyms': pseudonyms,
  '0026-audit-trail': auditTrail,
  '0027-notify': notify,
  '0028-operations': operations,
  '0029-releases-thinning': releasesThinning,
  '0030-alert-board': alertBoard,
  '0031-alert-steps': alertSteps,
  '0032-cases': cases,
  '0033-own-rules': ownRules,
  '0034-source-hours': sourceHours,
  '0035-compliance': compliance,
  '0036-measure-dates': measureDates,
  '0041-list-indexes': listIndexes,
  '0043-case-leaves': caseLeaves,
};

/**
 * Brings the database to the schema of this program, in one transaction and under an advisory lock, so that two
 * processes can start at once.
 * @returns names of the migrations that were executed now
 * @throws GrundwachtError DATABASE_TOO_NEW when the database has migrations that this program does not know,
 * DATABASE_ROLE_MISSING
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  refuseUnknown(await executedMigrations(db), 'the database');
  await ensureAppRole(db);
  const { error, results } = await patiently(db, (patient) => {
    const provider = { getMigrations: async () => migrations };
    return new Migrator({ db: patient, provider }).migrateToLatest();
  });
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'before the first';
    throw new Error(`database migration failed (${failed})`, { cause: error });
  }
  return (results ?? []).map((result) => result.migrationName);
}

/** Works with a connection that no time-out ends: an index over years of records takes its time. */
function patiently<T>(db: Kysely<Database>, work: (patient: Kysely<Database>) => Promise<T>): Promise<T> {
  return db.connection().execute(async (patient) => {
    await sql`set statement_timeout = 0`.execute(patient);
    try {
      return await work(patient);
    } finally {
      await sql`reset statement_timeout`.execute(patient);
    }
  });
}

/**
 * Brings an empty database to the schema that a backup is of.
 * @param names the migrations of the backup
 * @throws GrundwachtError DATABASE_TOO_NEW when this program does not know one of them; CONFLICT: there are tables already
 */
export async function migrateAs(db: Kysely<Database>, names: readonly string[]): Promise<void> {
  refuseUnknown(names, 'the backup');
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'S')`.execute(db);
  if (rows[0]!.count > 0)
    throw new GrundwachtError(
      'CONFLICT',
      'the database is not empty: a backup is restored into an empty one',
    );
  await ensureAppRole(db);
  const known = Object.fromEntries(names.map((name) => [name, migrations[name]!]));
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('database migration failed', { cause: error });
}

/**
 * @returns migrations that the next start would execute; undefined: the database is new
 * @throws GrundwachtError DATABASE_TOO_NEW
 */
export async function pendingMigrations(db: Kysely<Database>): Promise<string[] | undefined> {
  const executed = await executedMigrations(db);
  if (executed.length === 0) return undefined;
  refuseUnknown(executed, 'the database');
  return Object.keys(migrations).filter((name) => !executed.includes(name));
}

function refuseUnknown(names: readonly string[], what: string): void {
  const unknown = names.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) return;
  throw new GrundwachtError(
    'DATABASE_TOO_NEW',
    `${what} has the migration ${unknown.join(', ')}, which this version of Grundwacht does not know; ` +
      'start the version that made it, or restore the backup from before the upgrade',
  );
}

async function executedMigrations(db: Kysely<Database>): Promise<string[]> {
  const table = await sql<{ name: string | null }>`
    select to_regclass('kysely_migration')::text as name`.execute(db);
  if (table.rows[0]?.name == null) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
