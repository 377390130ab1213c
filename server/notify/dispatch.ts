import type { Kysely } from 'kysely';
import type { ChannelSecrets, ChannelSettings } from '../contract/notification-channels.js';
import type { LetterContent, LetterKind } from '../contract/notification-letters.js';
import { alertEvents } from '../store/alerts.js';
import type { ChannelRow } from '../store/notification-channels.js';
import { readPlan } from '../store/notification-plans.js';
import type { Database } from '../store/tables.js';
import { composeMessage, withDetail } from './message/message.js';
import { type Delivery, DeliveryError, type Sending, type Taken } from './send/delivery.js';
import { sendEmail } from './send/email.js';
import { sendSyslog } from './send/syslog.js';
import { sendWebhook } from './send/webhook.js';

/** What sending takes from the program. */
export interface Dispatching extends Sending {
  db: Kysely<Database>;
  /** Where people open the dashboard, without a slash at its end; empty: no links. */
  origin: string;
  /** Opens what a channel keeps sealed. */
  openSecrets(sealed: Buffer, channel: string): ChannelSecrets;
}

/** What is sent, of a stored message or of a test. */
export interface Sendable {
  id: string;
  kind: LetterKind;
  recipients: readonly string[];
  content: LetterContent;
}

/** Columns of an event that say what happened to what; never the record itself or its free text. */
const toldFields = [
  'host.name',
  'user.name',
  'source.ip',
  'destination.ip',
  'process.name',
  'event.action',
  'event.outcome',
] as const;

/**
 * Puts a message into words and sends it over its channel.
 * @throws DeliveryError
 */
export async function dispatch(letter: Sendable, channel: ChannelRow, options: Dispatching): Promise<Taken> {
  const { db, origin } = options;
  const { detail, language, tenant_id } = channel;
  const [{ plan }, tenant, fields] = await Promise.all([
    readPlan(db, tenant_id),
    db.selectFrom('tenant').select(['id', 'title']).where('id', '=', tenant_id).executeTakeFirstOrThrow(),
    fieldsOf(letter, channel, db),
  ]);
  const content = {
    ...letter.content,
    notices: letter.content.notices.map((notice) => withDetail(notice, detail)),
  };
  const wording = { language, zone: plan.calendar.zone, origin, detail, fields };
  const message = composeMessage(letter.kind, content, wording);
  const { id, kind, recipients } = letter;
  const secrets = openedSecrets(channel, options);
  return send(channel.settings, { id, kind, tenant, recipients, content, message, secrets }, options);
}

function openedSecrets({ secrets, id }: ChannelRow, options: Dispatching): ChannelSecrets {
  if (secrets === null) return {};
  try {
    return options.openSecrets(secrets, id);
  } catch (error) {
    throw new DeliveryError((error as Error).message, true, error);
  }
}

function send(settings: ChannelSettings, delivery: Delivery, sending: Sending): Promise<Taken> {
  switch (settings.kind) {
    case 'email':
      return sendEmail(settings, delivery, sending);
    case 'webhook':
      return sendWebhook(settings, delivery, sending);
    case 'syslog':
      return sendSyslog(settings, delivery, sending);
  }
}

async function fieldsOf(
  { kind, content }: Sendable,
  { detail }: ChannelRow,
  db: Kysely<Database>,
): Promise<[string, string][]> {
  const alert = content.notices[0]?.alert;
  if (detail !== 'fields' || kind !== 'single' || !alert) return [];
  const latest = (await alertEvents(db, alert)).at(-1) as Record<string, unknown> | undefined;
  return toldFields.flatMap((name): [string, string][] => {
    const value = latest?.[name];
    return typeof value === 'string' && value !== '' ? [[name, value]] : [];
  });
}
