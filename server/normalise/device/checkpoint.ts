import type { Event } from '../../contract/event.js';
import { fieldText, firstText, setDataset, setEnd, setKind, setPair, setUser } from './columns.js';
import { epochTime } from './device-time.js';
import { isKeyChar } from './pairs.js';

/** Whether the text is a record of Check Point's Log Exporter in the format "syslog": `[action:"Accept"; ...]`. */
export function isCheckPoint(text: string): boolean {
  const colon = text.indexOf(':"');
  if (text.charCodeAt(0) !== 91 || colon < 2 || colon > 65) return false;
  for (let i = 1; i < colon; i++) if (!isKeyChar(text.charCodeAt(i))) return false;
  return true;
}

/** Reads a record of the Log Exporter; the fields keep their names (`product`, `src`, `service`, `rule_name`). */
export function checkPoint(event: Event, text: string): void {
  let at = 1;
  while (at < text.length) {
    const colon = text.indexOf(':"', at);
    if (colon < 0) break;
    const end = valueEnd(text, colon + 2);
    setPair(event, text.slice(at, colon).trim(), text.slice(colon + 2, end).replaceAll('\\"', '"'));
    at = end + 2;
    while (text.charCodeAt(at) === 32) at++;
  }
  delete event.fields['sd.malformed'];
  finish(event);
}

/** A value ends at a quote before `;` or `]`, or where the record is cut off. */
function valueEnd(text: string, at: number): number {
  for (let i = text.indexOf('"', at); i >= 0; i = text.indexOf('"', i + 1)) {
    const next = text.charCodeAt(i + 1);
    if ((next === 59 || next === 93 || Number.isNaN(next)) && text.charCodeAt(i - 1) !== 92) return i;
  }
  return text.length;
}

/** Fields of the newer format, which keeps to RFC 5424: `[Fields@1.3.6.1.4.1.2620 action="Drop" ...]`. */
const prefix = 'sd.Fields@1.3.6.1.4.1.2620.';

/** Whether the structured data of a syslog message, which is all that `fields` holds so far, is Check Point's. */
export function hasCheckPointData(event: Event): boolean {
  const last = Object.keys(event.fields).at(-1);
  return last?.startsWith(prefix) ?? false;
}

/** Gives the fields of Check Point's structured data their own names. */
export function checkPointData(event: Event): void {
  for (const [name, value] of Object.entries(event.fields)) {
    if (!name.startsWith(prefix) || typeof value !== 'string') continue;
    delete event.fields[name];
    setPair(event, name.slice(prefix.length), value);
  }
  finish(event);
}

const through =
  /^(?:accept|allow|encrypt|decrypt|detect|monitor|bypass|inline|redirect|ask user|log ?in|key install)/i;
const stopped = /^(?:drop|reject|block|prevent|deny|quarantine|failed)/i;

function finish(event: Event): void {
  setDataset(event, 'checkpoint', 'log');
  if (event.message === '')
    event.message = [firstText(event, 'product'), firstText(event, 'action')].join(': ');
  const action = fieldText(event, 'action') ?? '';
  const product = firstText(event, 'product', 'ProductName') ?? '';
  const time = epochTime(fieldText(event, 'time') ?? '');
  if (time !== undefined) event['@timestamp'] = time;
  const origin = firstText(event, 'originsicname', 'origin_sic_name', 'origin');
  const [, name] = /^(?:cn=)?([\w.:-]{1,100})/i.exec(origin ?? '') ?? [];
  if (event['host.name'] === undefined && name !== undefined) event['host.name'] = name;
  setEnd(event, 'source', firstText(event, 'src', 'client_ip'), fieldText(event, 's_port'));
  setEnd(event, 'destination', fieldText(event, 'dst'), fieldText(event, 'service'));
  setUser(event, firstText(event, 'user', 'src_user_name', 'administrator'));
  classify(event, product, action, passedOf(action));
}

function passedOf(action: string): boolean | undefined {
  if (stopped.test(action)) return false;
  return through.test(action) ? true : undefined;
}

function classify(event: Event, product: string, action: string, passed: boolean | undefined): void {
  const operation = fieldText(event, 'operation');
  if (operation !== undefined && fieldText(event, 'administrator') !== undefined) {
    const good = fieldText(event, 'audit_status') !== 'Failure';
    if (/^log ?in$/i.test(operation)) setKind(event, 'adminLogin', good);
    else if (/^log ?out$/i.test(operation)) setKind(event, 'logout', good);
    else setKind(event, 'configChanged', good);
  } else if (/log ?in/i.test(action)) {
    setKind(event, /vpn|mobile access|endpoint/i.test(product) ? 'vpnLogin' : 'login', passed === true);
  } else if (/virus|threat emulation|threat extraction/i.test(product)) setKind(event, 'malware', passed);
  else if (/anti-?bot/i.test(product)) setKind(event, 'commandAndControl', passed);
  else if (/smartdefense|ips/i.test(product)) setKind(event, 'attack', passed);
  else if (event['source.ip'] !== undefined) setKind(event, 'connection', passed);
}
