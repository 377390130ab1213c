import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { LoadedRules, NotificationService } from './api/deps.js';
import type { LiveHub } from './api/live-hub.js';
import type { ChannelSecrets } from './contract/notification-channels.js';
import type { LetterContent } from './contract/notification-letters.js';
import { version } from './contract/version.js';
import { sealedWords } from './identity/sealed-words.js';
import { openSecret, type SecretKey, sealSecret } from './identity/secret-box.js';
import { dispatch } from './notify/dispatch.js';
import { Notifier, type NotifierOptions } from './notify/notifier.js';
import { deliveryError } from './notify/send/delivery.js';
import type { OwnRecords } from './own-records.js';
import { type ChannelRow, noteHealth } from './store/notification-channels.js';
import type { LetterRow } from './store/notification-letters.js';
import type { Database } from './store/tables.js';

export interface NotificationServiceOptions {
  db: Kysely<Database>;
  hub: LiveHub;
  rules: LoadedRules;
  /** Seals what channels keep secret. */
  key: SecretKey;
  /** Writes the record of a message that was given up, on which a shipped rule raises an alert. */
  records: OwnRecords;
  /** The configuration's `outgoing.allowed`. */
  allowed: readonly string[];
  /** The configuration's `http.origin`. */
  origin: string;
  logger: Logger;
}

const attemptMs = 20_000;
const stopMs = 5_000;

/**
 * Tells people of alerts from now on; see {@link Notifier}.
 * @returns what the API needs of it, and its end
 */
export function startNotifications(
  options: NotificationServiceOptions,
): NotificationService & { close(): Promise<void> } {
  const { db, hub, key, logger } = options;
  const open = (sealed: Buffer, channel: string) =>
    JSON.parse(openSecret(key, sealed, sealedWords.channel(channel)).toString()) as ChannelSecrets;
  const sending: NotifierOptions = {
    db,
    origin: options.origin,
    allowPrivate: options.allowed,
    version,
    host: hostname(),
    timeoutMs: attemptMs,
    now: Date.now,
    openSecrets: open,
    isOwnRule: (id) =>
      options.rules.rules.find((rule) => rule.id === id)?.logsource?.product === 'grundwacht',
    onDead: (letter, channel, error) => reportDead(options, letter, channel, error),
    onError: (err) => logger.error({ err }, 'notifications_failed'),
  };
  const notifier = new Notifier(sending);
  const unsubscribe = hub.subscribe(({ type }) => type === 'alert' && notifier.poke());
  notifier.start();
  return {
    open,
    seal: (secrets, channel) => sealSecret(key, JSON.stringify(secrets), sealedWords.channel(channel)),
    changed: (channel) => notifier.channelChanged(channel),
    async test(channel) {
      const letter = { id: randomUUID(), kind: 'test' as const, recipients: [], content: testContent };
      const result = await dispatch(letter, channel, sending).then(
        ({ detail, refused }) =>
          refused.length === 0
            ? { ok: true, detail }
            : { ok: false, detail: `${detail}; refused: ${refused.join(', ')}` },
        (error: unknown) => ({ ok: false, detail: deliveryError(error).message }),
      );
      await noteHealth(db, channel.id, result.ok ? undefined : result.detail, Date.now());
      return result;
    },
    close() {
      unsubscribe();
      return notifier.stop(stopMs);
    },
  };
}

const testContent: LetterContent = { notices: [], total: 0, levels: {}, from: null, to: null };

function reportDead(
  { records, logger }: NotificationServiceOptions,
  { id, kind, tenant_id }: LetterRow,
  channel: ChannelRow,
  error: string,
): void {
  logger.warn({ letter: id, channel: channel.id, error }, 'notification_dead');
  const document = {
    'event.module': 'grundwacht',
    'event.dataset': 'grundwacht.notifications',
    'event.action': 'notification_dead',
    'event.outcome': 'failure',
    'host.name': hostname(),
    'notification.channel': channel.name,
    'notification.kind': kind,
    'error.detail': error,
    message: `A message over the channel "${channel.name}" was given up: ${error}`,
  };
  const now = Date.now();
  records({ '@timestamp': new Date(now).toISOString(), ...document }, now, tenant_id).catch((err: unknown) =>
    logger.error({ err }, 'notice_not_stored'),
  );
}
