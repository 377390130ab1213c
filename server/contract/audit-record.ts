import type { Envelope } from './envelope.js';

/** What a record of the Linux audit system says of itself. */
export interface AuditRecord {
  /** The same for all records of one event: source, dataset, host, `audit(time:serial)`. */
  key: string;
  /** As it stands there: `SYSCALL`, or a number from the kernel's own log. */
  type: string;
}

const needle = Buffer.from('audit(');
/** The beginning of a record in which its header stands. */
const headBytes = 512;

const serial = /^audit\((\d{1,12}\.\d{3}:\d{1,20})\)/;
const typeBefore = /(?:^|[ :])type=([A-Z0-9_]{1,40}) (?:msg=)?$/;
/** Programs whose messages are audit records. */
const programs = new Set(['audispd', 'audisp-syslog', 'audit', 'auditd', 'kernel']);

/**
 * @returns undefined when the record is none of the audit system: text of others may hold `audit(...)`, too; nor when
 * it is no line of text
 */
export function auditRecord({ source, dataset, format, raw }: Envelope): AuditRecord | undefined {
  if (format !== 'syslog' && format !== 'line') return undefined;
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  // Every record is asked: most end here.
  const at = bytes.indexOf(needle);
  if (at < 0 || at > headBytes) return undefined;
  const match = serial.exec(bytes.toString('latin1', at, at + 48));
  const before = bytes.toString('latin1', 0, at);
  const type = typeBefore.exec(before)?.[1];
  if (match === null || type === undefined) return undefined;
  const host = hostBefore(before.slice(0, before.lastIndexOf('type=')).trim());
  return host === undefined ? undefined : { key: `${source}\n${dataset}\n${host}\n${match[1]}`, type };
}

/**
 * @param prefix what stands before `type=`: nothing, `node=...`, or a syslog header
 * @returns the host named there, empty when none is; undefined when the prefix is of no audit program
 */
function hostBefore(prefix: string): string | undefined {
  if (prefix === '') return '';
  const words = prefix.split(/ +/, 16);
  const last = words.at(-1)!;
  const node = last.startsWith('node=') ? last.slice(5) : undefined;
  if (node !== undefined) words.pop();
  if (words.length === 0) return node;
  const is5424 = /^<\d{1,3}>\d$/.test(words[0]!);
  const program = is5424 ? words[3] : words.at(-1)!.replace(/(?:\[\d{0,10}\])?:$/, '');
  if (program === undefined || !programs.has(program)) return undefined;
  return node ?? (is5424 ? words[2] : hostOf3164(words)) ?? '';
}

/** `<PRI>Mmm dd hh:mm:ss host program:` or `<PRI>2026-11-21T08:14:05+01:00 host program:`. */
function hostOf3164(words: readonly string[]): string | undefined {
  const at = /^(?:<\d{1,3}>)?\d{4}-/.test(words[0]!) ? 1 : 3;
  const word = words[at];
  return word === undefined || word.endsWith(':') ? undefined : word;
}
