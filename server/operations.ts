import { performance } from 'node:perf_hooks';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { SystemService } from './api/deps.js';
import { startBackupSchedule } from './backup-schedule.js';
import { certificatesOf, type ServerCertificate } from './certificates.js';
import type { Config } from './config/config.js';
import type { EventStore } from './contract/event-store.js';
import type { SystemHealth } from './contract/system.js';
import { version } from './contract/version.js';
import { collectMetrics, type MetricFacts } from './metrics/collect.js';
import { exposition } from './metrics/exposition.js';
import { Histogram } from './metrics/histogram.js';
import { serveMetrics } from './metrics/metrics-server.js';
import type { OwnRecords } from './own-records.js';
import { caseDeadline } from './self-monitoring/case-deadline.js';
import {
  backupFailed,
  backupOverdue,
  certificateExpiring,
  clockWrong,
  databaseUnreachable,
  queueGrowing,
  sourceSilent,
} from './self-monitoring/conditions.js';
import { Monitor } from './self-monitoring/monitor.js';
import { type BackupRun, lastGoodBackup, listBackups } from './store/backup-runs.js';
import { noteEscalations, pressingClocks } from './store/case-escalations.js';
import { connectionsOf } from './store/database.js';
import { listVersions } from './store/program-versions.js';
import { followRhythms } from './store/source-rhythms.js';
import { openConditions, pastConditions, type SystemCondition } from './store/system-conditions.js';
import { systemFigures } from './store/system-figures.js';
import type { Database } from './store/tables.js';
import { listTenants } from './store/tenants.js';

/** What is asked of the running parts. */
export type LiveFacts = Pick<MetricFacts, 'pipeline' | 'detection' | 'collector' | 'shippers' | 'ingest'> & {
  journal: { status: string; bytes: number };
  disk: Pick<SystemHealth['disk'], 'state' | 'free_bytes'>;
  threads: number;
};

export interface OperationsOptions {
  config: Config;
  configFile: string | undefined;
  databaseUrl: string;
  db: Kysely<Database>;
  events: EventStore;
  records: OwnRecords;
  facts(): LiveFacts;
  logger: Logger;
}

export interface Operations extends SystemService {
  searches: Histogram;
  answers: Histogram;
  /** For the public health answer. */
  summary(): {
    conditions: number;
    backup: { last: string | null };
    /** As it was when it was asked last, at most half a minute ago. */
    database: { status: 'ok' | 'unreachable' };
  };
  /** Port of /metrics; undefined: it is not served. */
  metricsPort: number | undefined;
  close(): Promise<void>;
}

/**
 * What looks after the program itself: backups by schedule, self-monitoring, figures.
 * @throws GrundwachtError CONFIG_INVALID, PORT_IN_USE
 */
export async function startOperations(options: OperationsOptions): Promise<Operations> {
  const { config, db, records, logger, facts } = options;
  const startedAt = Date.now();
  const [searches, answers] = [new Histogram(), new Histogram()];
  const backups = startBackupSchedule(options);
  const certificates = certificatesOf(config);
  let databaseAnswers = true;
  let newest: BackupRun | undefined = (await lastGoodBackup(db)) ?? undefined;
  const lastGood = async (): Promise<number | undefined> => {
    newest = await lastGoodBackup(db);
    return newest && Date.parse(newest.started_at);
  };
  const monitor = new Monitor({
    db,
    records,
    logger,
    conditions: [
      queueGrowing(() => facts().pipeline.behindBytes),
      clockWrong({ wall: Date.now, even: () => performance.now(), skews: () => skewsOf(options) }),
      certificateExpiring(certificates),
      backupFailed(async () => {
        await lastGood();
        return (await listBackups(db, 1))[0];
      }),
      ...(config.backup.target === ''
        ? []
        : [backupOverdue(config.backup.max_age_hours * 3_600_000, lastGood, startedAt)]),
      databaseUnreachable(async () => {
        try {
          await listTenants(db);
          databaseAnswers = true;
        } catch (error) {
          databaseAnswers = false;
          throw error;
        }
      }),
      sourceSilent((now) => followRhythms(db, now), startedAt),
      caseDeadline(async (now) => {
        const pressing = await pressingClocks(db, now);
        await noteEscalations(db, pressing, now);
        return pressing;
      }),
    ],
  });
  await monitor.start(15_000);
  const write = async (): Promise<string> => {
    const figures = await systemFigures(db, Date.now()).catch(() => undefined);
    const { journal, ...live } = facts();
    return exposition(
      collectMetrics({
        ...live,
        version,
        startedAt: startedAt / 1000,
        journal: { ok: journal.status === 'ok', bytes: journal.bytes },
        store: options.events.stats(),
        ledger: figures?.ledger,
        databaseBytes: figures?.bytes,
        connections: connectionsOf(db),
        lastBackup: (await lastGood().catch(() => undefined)) ?? (newest && Date.parse(newest.started_at)),
        conditions: monitor.counts,
        searches,
        answers,
      }),
    );
  };
  const metrics = await serveMetrics(config.metrics, write);
  return {
    searches,
    answers,
    metricsPort: metrics?.port,
    backUp: () => backups.make(),
    health: () => systemHealth(options, { startedAt, next: backups.next, certificates }),
    summary: () => ({
      conditions: Object.values(monitor.counts).reduce((sum, count) => sum + count, 0),
      backup: { last: newest?.started_at ?? null },
      database: { status: databaseAnswers ? 'ok' : 'unreachable' },
    }),
    async close() {
      await metrics?.close();
      await monitor.close();
      await backups.close();
    },
  };
}

/** Of the last hour, by host; a host is skewed from five minutes on. */
async function skewsOf({ db, events }: OperationsOptions) {
  const tenants = await listTenants(db);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  return events.clockSkew({ tenants, from: since, limitMs: 300_000 });
}

async function systemHealth(
  { config, db, events, facts }: OperationsOptions,
  running: {
    startedAt: number;
    next: number | null;
    certificates: ServerCertificate[];
  },
): Promise<SystemHealth> {
  const [figures, open, past, runs, versions] = await Promise.all([
    systemFigures(db, Date.now()),
    openConditions(db),
    pastConditions(db, 20),
    listBackups(db, 20),
    listVersions(db, 10),
  ]);
  const { journal, disk, pipeline, detection, threads } = facts();
  const { segmentEvents, hotEvents, segments, segmentBytes } = events.stats();
  const perDay = Math.round(figures.weekBytes / 7);
  const { target, schedule, keep } = config.backup;
  return {
    version,
    started_at: new Date(running.startedAt).toISOString(),
    node: process.version,
    database: { version: figures.version, embedded: config.database.url === '', bytes: figures.bytes },
    // What is about one tenant, such as its sources, is an alert there and nobody else's business.
    conditions: open.filter(({ tenant }) => tenant === null).map(conditionView),
    past: past.map(conditionView),
    disk: {
      ...disk,
      bytes_a_day: perDay,
      days_left: perDay === 0 ? null : Math.floor(disk.free_bytes / perDay),
    },
    events: { stored: segmentEvents + hotEvents, segments, bytes: segmentBytes },
    journal: { state: journal.status, bytes: journal.bytes, waiting_bytes: pipeline.behindBytes },
    ledger: figures.ledger,
    detection: { rules: detection.rules, quarantined: detection.quarantined, threads },
    backup: {
      target: target === '' ? null : target,
      schedule,
      next: running.next === null ? null : new Date(running.next).toISOString(),
      keep,
      runs: runs.map(({ target: _, ...run }) => run),
    },
    certificates: await Promise.all(
      running.certificates.map(async ({ use, path, validUntil }) => {
        const until = await validUntil().catch(() => undefined);
        return { use, path, valid_until: until === undefined ? null : new Date(until).toISOString() };
      }),
    ),
    versions: versions.map(({ migrations, ...row }) => ({ ...row, migrations: migrations.length })),
  };
}

function conditionView({ name, subject, began_at, ended_at, message }: SystemCondition) {
  return { name, subject, began_at, ended_at, message };
}
