import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Collector } from '../collectors/collector.js';
import type { ApiDeps } from './api/deps.js';
import { openLiveHub } from './api/live-hub.js';
import type { Config } from './config/config.js';
import { version } from './contract/version.js';
import { claimDataFolder } from './data-folder.js';
import { filtersAmong } from './detect/needed-rules.js';
import { Detection } from './detection/detection.js';
import type { ReloadReport } from './detection/options.js';
import { threadsFor } from './detection/threads.js';
import { DiskWatch } from './disk-watch.js';
import { evidenceFolder, openEvidenceKey } from './evidence-key.js';
import { startEvidenceWatch } from './evidence-watch.js';
import { serveHttp } from './http.js';
import { createFirstAdministrator } from './identity/first-administrator.js';
import { startIndicatorWatch } from './indicator-watch.js';
import { openIngestJournal } from './ingest/ingest-journal.js';
import { createIngestor } from './ingest/ingestor.js';
import { createIntake } from './ingest/intake.js';
import { describeReceivers, startLocalCollector } from './local-collector.js';
import { localUrl } from './local-url.js';
import { ownRecords } from './own-records.js';
import { Pipeline } from './pipeline.js';
import { startPostgres } from './postgres/supervisor.js';
import { quarantineNotices } from './quarantine-notice.js';
import { startReminders } from './reminders.js';
import { startRulePolicies } from './rule-policies.js';
import { countSets, type RuleTexts, readRuleTexts } from './rule-set.js';
import { watchRules } from './rule-watch.js';
import { installShippedCatalogs } from './shipped-catalogs.js';
import { startSignalWatch } from './signal-watch.js';
import { openDatabase } from './store/database.js';
import { openEventStore } from './store/events/event-store.js';
import { migrate } from './store/migrations/index.js';
import { getPipelinePosition } from './store/pipeline-positions.js';
import type { Database } from './store/tables.js';

export interface App {
  url: string;
  /** Addresses of the syslog receivers with their transports, to be shown. */
  syslog: string;
  rules: { loaded: number; refused: number };
  /** Present on the very first start; with a password only when one was made up. */
  firstLogin: { username: string; password?: string } | undefined;
  /**
   * Takes the rules as they are now, without losing state or events.
   * @throws GrundwachtError FILE_UNREADABLE; the old rules stay then
   */
  reload(): Promise<ReloadReport>;
  /** Stops in the reverse order of the flow; everything acknowledged is on disk afterwards. */
  stop(): Promise<void>;
}

export interface AppOptions {
  logger: Logger;
  /** Password of the first administrator; otherwise a one-time password is made up. */
  adminPassword?: string | undefined;
}

const drainMs = 15_000;
/** Events held to be shown with a correlation's match: more would cost the memory that a small server has not. */
const recentEvents = 5000;

/**
 * Starts the whole program: this function is the architecture, in the order in which events flow.
 * @throws GrundwachtError CONFLICT, PORT_IN_USE, DATABASE_UNAVAILABLE, JOURNAL_CORRUPT ...; nothing is left running then
 */
export async function startApp(config: Config, { logger, adminPassword }: AppOptions): Promise<App> {
  const closers = new Closers(logger);
  try {
    closers.add('data folder', await claimDataFolder(config.data));

    // Rules are read while the database starts.
    const unwatch = await watchRules({
      paths: [join(config.data, 'rules'), ...config.rules.paths],
      reload: async () => (await opening).reload({ keeps: true }),
      logger,
    });
    const opening = Detection.open({
      readRules: () => readRuleTexts(config.data, config.rules.paths),
      zone: config.zone,
      threads: threadsFor(config.detection.workers),
      recentEvents,
      folder: config.data,
      logger,
    });
    const opened = opening.catch(() => undefined);
    closers.add('detection', async () => (await opened)?.close());
    closers.add('watch on rules', unwatch);

    const url = config.database.url || (await embeddedDatabase(config, closers));
    const db = openDatabase(url, {
      onConnectionError: (err) => logger.warn({ err }, 'database_connection_lost'),
    });
    closers.add('database', () => db.destroy());
    await migrate(db);
    const firstLogin = await createFirstAdministrator(db, { password: adminPassword });
    await installShippedCatalogs(db);
    closers.add('reminders', startReminders(db, logger));
    const signer = openEvidenceKey(config);
    closers.add(
      'evidence',
      startEvidenceWatch(db, { signer, timestamps: config.evidence.timestamps, logger }),
    );

    const ingestJournal = await openIngestJournal({
      dir: join(config.data, 'journal'),
      firstPosition: await furthestPosition(db),
      onState: (state) => logger.warn({ state }, 'journal_state'),
    });
    closers.add('journal', () => ingestJournal.journal.close());
    const disk = new DiskWatch(config.data, logger);
    closers.add('watch on the disk', async () => disk.close());
    const ingestor = disk.guard(createIngestor(ingestJournal));
    const intake = disk.guard(createIntake(ingestJournal));
    const records = ownRecords(ingestor, db);
    const notice = quarantineNotices(records);
    const { recovery } = ingestJournal.journal;
    if (recovery) logger.warn({ recovery }, 'journal_recovered');

    const events = await openEventStore({
      dir: join(config.data, 'events'),
      db,
      logger,
      maintenanceMs: 60_000,
    });
    closers.add('event store', () => events.close());

    const detection = await opening;
    detection.onQuarantine = (entry) =>
      notice(entry).catch((err: unknown) => logger.error({ err, rule: entry.rule }, 'notice_not_stored'));
    const hub = await openLiveHub(db, (err) => logger.error({ err }, 'live_hub_failed'));
    closers.add('live hub', async () => hub.close());
    const policies = await startRulePolicies(db, config.rules.disabled, detection, logger);
    const indicators = await startIndicatorWatch(db, detection);
    const pipeline = new Pipeline({
      journal: ingestJournal.journal,
      detection,
      events,
      db,
      hub,
      logger,
      alertWindow: config.alerts.window_minutes * 60_000,
    });
    await pipeline.start();
    await disk.start(records);
    closers.add('pipeline', () => pipeline.stop(drainMs));

    const rules = rulesFor(detection, config);
    const signals = await startSignalWatch({
      db,
      events,
      eventsDir: join(config.data, 'events'),
      rules,
      ingestor,
      waitMs: 60_000,
      logger,
    });
    closers.add('signals', () => signals.close());

    let ready = false;
    let collector: Collector | undefined;
    const http = await serveHttp(config, {
      db,
      events,
      hub,
      rules,
      signals,
      evidence: {
        dir: evidenceFolder(config),
        limit: config.evidence.max_file_mb * 2 ** 20,
        signer,
        stamps: config.evidence.timestamps !== '',
      },
      dataFolder: config.data,
      reloadRules: () => detection.reload(),
      policiesChanged: () => policies.refresh(),
      indicatorsChanged: () => indicators.refresh(),
      version,
      ready: () => ready && pipeline.working,
      health: () => ({
        journal: ingestJournal.journal.state,
        disk: disk.status,
        pipeline: pipeline.stats(),
        detection: detection.status,
        collector: collector && countersOf(collector),
        shippers: intake.counters,
      }),
      tenantRemoved: (tenant) => pipeline.tenantRemoved(tenant),
      ingestor,
      intake,
      logger,
    });
    closers.add('http', () => http.close());
    const httpPort = (http.server.address() as { port: number }).port;

    collector = await startLocalCollector(config, db, ingestor, logger);
    const local = collector;
    closers.add('local collector', () => local.stop(drainMs));
    ready = true;
    closers.add('readiness', async () => {
      ready = false;
    });

    const syslog = describeReceivers(collector);
    logger.info({ version, http: httpPort, syslog, rules: detection.rules.length }, 'ready');
    return {
      url: localUrl(config.http, httpPort),
      syslog,
      rules: {
        loaded: detection.rules.length,
        refused: detection.problems.filter((p) => p.severity === 'error').length,
      },
      firstLogin,
      reload: () => detection.reload(),
      stop: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** What the API tells of the rules: always of those that run now. */
function rulesFor(detection: Detection<RuleTexts>, config: Config): ApiDeps['rules'] {
  return {
    get rules() {
      return detection.rules;
    },
    get problems() {
      return detection.problems;
    },
    get sets() {
      const { sets, sources } = detection.texts;
      return countSets(sets, sources, { infos: [...detection.rules], problems: [...detection.problems] });
    },
    get pipelines() {
      return detection.texts.pipelines;
    },
    get filters() {
      return filtersAmong(detection.texts.sources);
    },
    disabled: config.rules.disabled,
    get quarantined() {
      return detection.quarantined;
    },
    release: (rule) => detection.release(rule),
  };
}

/** What the syslog receivers took and lost; sums only, because the health answer is public. */
function countersOf(collector: Collector) {
  const { receivers, ...shipping } = collector.counters();
  const { received, truncated, dropped, connections } = receivers;
  return { ...shipping, received, truncated, dropped, connections };
}

/** A journal that is new while the database is not begins behind every position that the database knows. */
async function furthestPosition(db: Kysely<Database>): Promise<number> {
  const positions = await Promise.all(
    ['alerted', 'counted', 'sealed'].map((name) => getPipelinePosition(db, name)),
  );
  return Math.max(...positions);
}

async function embeddedDatabase(config: Config, closers: Closers): Promise<string> {
  const postgres = await startPostgres({ dataDir: config.data });
  closers.add('embedded PostgreSQL', () => postgres.stop());
  return postgres.url;
}

/** What was opened, closed in the reverse order; a part that fails to close does not keep the others open. */
class Closers {
  readonly #logger: Logger;
  readonly #open: { name: string; close: () => Promise<unknown> }[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(name: string, close: () => Promise<unknown>): void {
    this.#open.push({ name, close });
  }

  async close(): Promise<void> {
    for (let part = this.#open.pop(); part; part = this.#open.pop()) {
      try {
        await part.close();
      } catch (err) {
        this.#logger.error({ err, part: part.name }, 'close_failed');
      }
    }
  }
}
