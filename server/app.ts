import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Collector } from '../collectors/collector.js';
import { openLiveHub } from './api/live-hub.js';
import { Closers } from './closers.js';
import { startComplianceWatch } from './compliance-watch.js';
import type { Config } from './config/config.js';
import { version } from './contract/version.js';
import { claimDataFolder } from './data-folder.js';
import { openDatabases } from './databases.js';
import { Detection } from './detection/detection.js';
import type { ReloadReport } from './detection/options.js';
import { threadsFor } from './detection/threads.js';
import { evidenceFolder, openEvidenceKey } from './evidence-key.js';
import { startEvidenceWatch } from './evidence-watch.js';
import { serveHttp } from './http.js';
import { openIncoming } from './incoming.js';
import { startIndicatorWatch } from './indicator-watch.js';
import { countersOf, liveFacts } from './live-facts.js';
import { rulesFor } from './loaded-rules.js';
import { describeReceivers, startLocalCollector } from './local-collector.js';
import { localUrl } from './local-url.js';
import { timeAnswers } from './metrics/http-durations.js';
import { timedStore } from './metrics/timed-store.js';
import { startNotifications } from './notification-service.js';
import { openOidc } from './oidc.js';
import { startOperations } from './operations.js';
import { OwnRules } from './own-rules.js';
import { Pipeline } from './pipeline.js';
import { startPseudonymWatch } from './pseudonym-watch.js';
import { quarantineNotices } from './quarantine-notice.js';
import { startReminders } from './reminders.js';
import { RuleImports } from './rule-imports.js';
import { startRulePolicies } from './rule-policies.js';
import { readRuleTexts } from './rule-set.js';
import { watchRules } from './rule-watch.js';
import { openInstallationKey } from './secret-key.js';
import { startSignalWatch } from './signal-watch.js';
import { openEventStore } from './store/events/event-store.js';

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
  /** The configuration's file, which belongs into backups. */
  configFile?: string | undefined;
}

const drainMs = 15_000;
/** Events held to be shown with a correlation's match: more would cost the memory that a small server has not. */
const recentEvents = 5000;

/**
 * Starts the whole program: this function is the architecture, in the order in which events flow.
 * @throws GrundwachtError CONFLICT, PORT_IN_USE, DATABASE_UNAVAILABLE, JOURNAL_CORRUPT ...; nothing is left running then
 */
export async function startApp(
  config: Config,
  { logger, adminPassword, configFile }: AppOptions,
): Promise<App> {
  const closers = new Closers(logger);
  try {
    closers.add('data folder', await claimDataFolder(config.data));

    // Rule files are read while the database starts.
    const own = new OwnRules();
    const unwatch = await watchRules({
      paths: [join(config.data, 'rules'), ...config.rules.paths],
      reload: async () => (await opening).reload({ keeps: true }),
      logger,
    });
    const opening = Detection.open({
      readRules: async () => own.joinTo(await readRuleTexts(config.data, config.rules.paths)),
      zone: config.zone,
      threads: threadsFor(config.detection.workers),
      recentEvents,
      folder: config.data,
      logger,
    });
    const opened = opening.catch(() => undefined);
    closers.add('detection', async () => (await opened)?.close());
    closers.add('watch on rules', unwatch);

    const { url, db, apiDb, firstLogin } = await openDatabases(config, {
      closers,
      logger,
      configFile,
      adminPassword,
    });
    closers.add('reminders', startReminders(db, logger));
    closers.add('figures of the day', startComplianceWatch(db, logger));
    const signer = openEvidenceKey(config);
    const secretKey = await openInstallationKey(config, db, logger);
    const login = openOidc(config, secretKey);
    closers.add(
      'evidence',
      startEvidenceWatch(db, { signer, timestamps: config.evidence.timestamps, logger }),
    );

    const { ingestJournal, disk, ingestor, intake, records } = await openIncoming(config, db, {
      closers,
      logger,
    });
    const notice = quarantineNotices(records);

    const events = await openEventStore({
      dir: join(config.data, 'events'),
      db,
      logger,
      maintenanceMs: 60_000,
    });
    closers.add('event store', () => events.close());

    const detection = await opening;
    if (await own.open(db)) await detection.reload();
    detection.onQuarantine = (entry) =>
      notice(entry).catch((err: unknown) => logger.error({ err, rule: entry.rule }, 'notice_not_stored'));
    const hub = await openLiveHub(db, (err) => logger.error({ err }, 'live_hub_failed'));
    closers.add('live hub', async () => hub.close());
    const policies = await startRulePolicies(db, config.rules.disabled, detection, logger);
    const indicators = await startIndicatorWatch(db, detection);
    const pseudonyms = await startPseudonymWatch({
      db,
      secretKey,
      target: detection,
      logger,
      everyMs: 60_000,
    });
    closers.add('pseudonyms', async () => pseudonyms.close());
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
    const notifications = startNotifications({
      db,
      hub,
      rules,
      key: secretKey,
      records,
      allowed: config.outgoing.allowed,
      origin: config.http.origin,
      logger,
    });
    closers.add('notifications', () => notifications.close());

    let ready = false;
    let collector: Collector | undefined;
    const facts = () => ({
      journal: ingestJournal.journal.state,
      disk: disk.status,
      pipeline: pipeline.stats(),
      detection: detection.status,
      collector: collector && countersOf(collector),
      shippers: intake.counters,
    });
    const operations = await startOperations({
      config,
      configFile,
      databaseUrl: url,
      db,
      events,
      records,
      logger,
      facts: () => liveFacts(facts(), ingestor, ingestJournal.journal),
    });
    closers.add('operations', () => operations.close());
    const http = await serveHttp(config, {
      db: apiDb,
      system: db,
      events: timedStore(events, operations.searches),
      hub,
      rules,
      signals,
      notifications,
      evidence: {
        dir: evidenceFolder(config),
        limit: config.evidence.max_file_mb * 2 ** 20,
        signer,
        stamps: config.evidence.timestamps !== '',
      },
      dataFolder: config.data,
      reloadRules: () => detection.reload(),
      ruleImports: new RuleImports({
        data: config.data,
        reload: () => detection.reload({ keeps: true }),
        now: () => Date.now(),
      }),
      ownRulesChanged: async () => void (await detection.reload({ keeps: true })),
      policiesChanged: () => policies.refresh(),
      indicatorsChanged: () => indicators.refresh(),
      secretKey,
      ...login,
      pseudonymsChanged: () => pseudonyms.refresh(),
      requireSecondFactor: config.identity.require_second_factor,
      sessionLimits: {
        absolute: config.identity.session_hours * 3_600_000,
        idle: config.identity.session_idle_minutes * 60_000,
      },
      origin: config.http.origin,
      version,
      ready: () => ready && pipeline.working,
      health: () => ({ ...facts(), ...operations.summary() }),
      installation: operations,
      onServer: (app) => timeAnswers(app, operations.answers),
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
