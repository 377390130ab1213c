import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { SignalParameters, SignalRun } from '../contract/signal.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/** What a tenant has set of a signal. */
export interface SignalSetting {
  enabled: boolean;
  parameters: SignalParameters;
  version: number;
}

/** A signal as shipped. */
export const asShipped: SignalSetting = { enabled: true, parameters: {}, version: 0 };

/** @returns what a tenant has set, by signal; as shipped is what is not there */
export async function signalSettings(
  db: Kysely<Database>,
  tenant: string,
): Promise<Map<string, SignalSetting>> {
  const rows = await db
    .selectFrom('signal_setting')
    .select(['signal_id', 'enabled', 'parameters', 'version'])
    .where('tenant_id', '=', tenant)
    .execute();
  return new Map(rows.map(({ signal_id, ...setting }) => [signal_id, setting]));
}

/** @throws GrundwachtError CONFLICT when somebody else has set it since */
export async function setSignalSetting(
  trx: Transaction<Database>,
  tenant: string,
  signal: string,
  { enabled, parameters, version }: SignalSetting,
  { by, now }: Author,
): Promise<void> {
  await trx.selectFrom('tenant').select('id').where('id', '=', tenant).forUpdate().execute();
  const current = (await signalSettings(trx, tenant)).get(signal) ?? asShipped;
  if (current.version !== version) {
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message: '{signal} has version {version}, the change was made from version {based_on}',
      values: { signal, version: current.version, based_on: version },
    });
  }
  const row = {
    enabled,
    parameters: JSON.stringify(parameters),
    version: version + 1,
    updated_at: new Date(now),
    updated_by: by,
  };
  await trx
    .insertInto('signal_setting')
    .values({ tenant_id: tenant, signal_id: signal, ...row })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'signal_id']).doUpdateSet(row))
    .execute();
}

/** @returns the last run of each signal */
export async function signalRuns(db: Kysely<Database>, tenant: string): Promise<Map<string, SignalRun>> {
  const rows = await db.selectFrom('signal_run').selectAll().where('tenant_id', '=', tenant).execute();
  return new Map(
    rows.map(({ tenant_id: _tenant, signal_id, started_at, ended_at, ...run }) => [
      signal_id,
      { ...run, started_at: started_at.toISOString(), ended_at: ended_at?.toISOString() ?? null },
    ]),
  );
}

/** Notes how a run goes; `observations` and `error` when it is over. */
export async function noteSignalRun(
  db: Kysely<Database>,
  tenant: string,
  signal: string,
  run: { startedAt: number; by: string; endedAt?: number; observations?: number; error?: string },
): Promise<void> {
  const row = {
    state:
      run.endedAt === undefined
        ? ('running' as const)
        : run.error === undefined
          ? ('done' as const)
          : ('failed' as const),
    started_at: new Date(run.startedAt),
    ended_at: run.endedAt === undefined ? null : new Date(run.endedAt),
    by: run.by,
    observations: run.observations ?? 0,
    error: run.error?.slice(0, 2000) ?? null,
  };
  await db
    .insertInto('signal_run')
    .values({ tenant_id: tenant, signal_id: signal, ...row })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'signal_id']).doUpdateSet(row))
    .execute();
}

/** After a start nothing runs: what a run that was ended by force left is noted as failed. */
export async function endSignalRuns(db: Kysely<Database>, now: number): Promise<void> {
  const ended = {
    state: 'failed' as const,
    ended_at: new Date(now),
    error: 'the program ended while it ran',
  };
  await db.updateTable('signal_run').set(ended).where('state', '=', 'running').execute();
  await db.updateTable('fire_drill').set(ended).where('state', '=', 'running').execute();
}
