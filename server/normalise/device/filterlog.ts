import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { setDataset, setEnd, setKind, setPair } from './columns.js';
import { splitCsv } from './csv.js';

/** Names of pfSense's "Raw Filter Log Format"; OPNsense writes the same, with the rule's UUID as tracker. */
const start = [
  'rulenr',
  'subrulenr',
  'anchor',
  'tracker',
  'interface',
  'reason',
  'action',
  'dir',
  'ipversion',
];
const four = [
  'tos',
  'ecn',
  'ttl',
  'id',
  'offset',
  'ipflags',
  'protonum',
  'protoname',
  'length',
  'src',
  'dst',
];
const six = ['class', 'flow', 'hoplimit', 'protoname', 'protonum', 'length', 'src', 'dst'];
const ends: Record<string, readonly string[]> = {
  tcp: ['srcport', 'dstport', 'datalen', 'tcpflags', 'seq', 'ack', 'window', 'urg', 'options'],
  udp: ['srcport', 'dstport', 'datalen'],
};

/**
 * Reads a line of pf's filterlog as OPNsense and pfSense send it.
 * @throws Unparsable when it ends before source and destination
 */
export function filterlog(event: Event, text: string): void {
  setDataset(event, 'opnsense', 'filterlog');
  const values = splitCsv(text, 40);
  name(event, start, values, 0);
  const version = values[8];
  if (version !== '4' && version !== '6')
    throw new Unparsable('filterlog: field 9 is no IP version', columnOf(values, 8));
  const layout = version === '4' ? four : six;
  name(event, layout, values, start.length);
  const at = start.length + layout.length;
  if (values.length < at) throw new Unparsable(`filterlog: ${values.length} of ${at} fields`, text.length);
  const protocol = values[start.length + layout.indexOf('protoname')]!.toLowerCase();
  const rest = Object.hasOwn(ends, protocol) ? ends[protocol]! : [];
  name(event, rest, values, at);
  setEnd(event, 'source', values[at - 2], rest.length > 0 ? values[at] : undefined);
  setEnd(event, 'destination', values[at - 1], rest.length > 0 ? values[at + 1] : undefined);
  setKind(event, 'connection', values[6] === 'pass');
}

/** @returns where a field begins; filterlog quotes nothing */
const columnOf = (values: readonly string[], index: number): number =>
  values.slice(0, index).reduce((sum, value) => sum + value.length + 1, 0);

function name(event: Event, names: readonly string[], values: readonly string[], at: number): void {
  for (let i = 0; i < names.length && at + i < values.length; i++) setPair(event, names[i]!, values[at + i]!);
}

/** `/index.php: Web GUI authentication error for 'root' from 203.0.113.5` and pfSense's wording of it. */
const failed =
  /^\/\S{0,64}: (?:Web GUI|webConfigurator) authentication error for (?:user )?'([^']{0,128})' from:? ([\da-fA-F.:]{2,45})/;
const succeeded = /^\/\S{0,64}: Successful login for user '([^']{0,128})' from:? ([\da-fA-F.:]{2,45})/;

/** Whether the text tells of a logon to the web interface of OPNsense or pfSense. */
export function isOpnsenseLogin(text: string): boolean {
  return text.charCodeAt(0) === 47 && (failed.test(text) || succeeded.test(text));
}

/** Reads a logon to the web interface of OPNsense or pfSense. */
export function opnsenseLogin(event: Event, text: string): void {
  const match = failed.exec(text) ?? succeeded.exec(text);
  if (match === null) return;
  setDataset(event, 'opnsense', 'audit');
  setKind(event, 'adminLogin', match[0].includes('Successful'));
  if (match[1] !== '') event['user.name'] = match[1]!;
  setEnd(event, 'source', match[2]);
}
