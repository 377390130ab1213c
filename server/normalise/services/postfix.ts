import type { Event } from '../../contract/event.js';
import { setDataset, setPair } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

/** `client=mail.example.org[192.0.2.1]`: name and address of the peer. */
const peer = String.raw`(?<client>[^\s\[\]]{1,255})\[(?<source>${address})\](?::(?<sourcePort>\d{1,5}))?`;
const queueId = `(?<queue_id>[0-9A-Za-z]{6,20})`;

const forms = [
  form(
    `^(?:warning: )?${peer}: SASL (?<sasl_method>[A-Z0-9-]{1,20}) authentication failed: (?<reason>.{0,200})`,
    'login',
    false,
  ),
  form(
    `^${queueId}: client=${peer}, sasl_method=(?<sasl_method>[A-Z0-9-]{1,20}), sasl_username=(?<user>[^\\s,]{1,128})`,
    'login',
    true,
  ),
  form(`^${queueId}: client=${peer}`, 'mailReceived', true),
  form(
    `^(?:${queueId}|NOQUEUE): (?:reject|discard|milter-reject): (?<stage>[A-Z-]{2,20}) from ${peer}: (?<reason>[^;]{0,500});(?: from=<(?<from>[^>]{0,320})>)?(?: to=<(?<to>[^>]{0,320})>)?`,
    'mailRejected',
    false,
  ),
  form(`^${queueId}: from=<(?<from>[^>]{0,320})>, size=(?<size>\\d{1,12}), nrcpt=(?<recipients>\\d{1,6})`),
  form(
    `^${queueId}: to=<(?<to>[^>]{0,320})>,(?: orig_to=<[^>]{0,320}>,)? relay=(?<relay>[^\\s,]{1,255}), .{0,200}?dsn=(?<dsn>\\d\\.\\d{1,3}\\.\\d{1,3}), status=(?<status>sent|deferred|bounced|expired)(?: \\((?<reason>.{0,500})\\))?`,
    'mailDelivered',
  ),
  form(`^${queueId}: message-id=<(?<message_id>[^>]{0,500})>`),
  form(
    `^(?:lost connection|timeout|too many errors|improper command pipelining) after (?<stage>[A-Z-]{2,20})[^\\[]{0,60} from ${peer}`,
  ),
  form(`^(?:connect|disconnect) from ${peer}`),
];

/** Reads a message of Postfix: logons to send mail, mail that came, left or was refused. */
export function postfix(event: Event, text: string): void {
  setDataset(event, 'postfix', 'log');
  if (!readMessage(event, text, forms)) return;
  const { status, relay } = event.fields;
  if (status === 'sent') event['event.outcome'] = 'success';
  else if (status === 'bounced' || status === 'expired') event['event.outcome'] = 'failure';
  const to = typeof relay === 'string' ? /\[([\da-fA-F.:]{2,45})\]:(\d{1,5})$/.exec(relay) : null;
  if (to !== null) {
    event['destination.ip'] = to[1]!;
    event['destination.port'] = Number(to[2]);
  }
  const appname = event['log.syslog.appname'] ?? '';
  setPair(event, 'service', appname.slice(appname.indexOf('/') + 1));
}
