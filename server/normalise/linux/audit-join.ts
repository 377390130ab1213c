import type { Envelope } from '../../contract/envelope.js';

/** Records of which those that belong to one event have become one record. */
export interface Joined {
  records: readonly Envelope[];
  /** For each, the place that its first record had; undefined when nothing was joined. */
  places: readonly number[] | undefined;
  /** For each, how many it was made of; undefined when nothing was joined. */
  counts: readonly number[] | undefined;
}

const needle = Buffer.from('audit(');
const lineEnd = Buffer.from('\n');
/** The beginning of a record in which its header stands. */
const headBytes = 512;
/** An event has few records; more are the work of somebody who repeats a number. */
const mostRecords = 64;
const mostBytes = 256 * 1024;

/**
 * Makes one record of those that the Linux audit system wrote of one event: same source, host and
 * `audit(time:serial)`. Their bytes follow each other as lines, at the place of the first. Order, other records and
 * what is not joined stay as they are; the same records always give the same result.
 * @param records that were received together: of one batch
 */
export function joinAudit(records: readonly Envelope[]): Joined {
  let groups: Map<string, number[]> | undefined;
  let joins = 0;
  for (let index = 0; index < records.length; index++) {
    const record = records[index]!;
    if (record.format !== 'syslog' && record.format !== 'line') continue;
    const key = auditKey(record);
    if (key === undefined) continue;
    groups ??= new Map();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else {
      group.push(index);
      joins++;
    }
  }
  if (groups === undefined || joins === 0) return { records, places: undefined, counts: undefined };
  return assemble(records, groups);
}

function assemble(records: readonly Envelope[], groups: ReadonlyMap<string, readonly number[]>): Joined {
  const rest = new Map<number, readonly number[]>();
  const joined = new Set<number>();
  for (const all of groups.values()) {
    for (const group of within(records, all)) {
      if (group.length === 1) continue;
      rest.set(group[0]!, group);
      for (const index of group.slice(1)) joined.add(index);
    }
  }
  const out: Envelope[] = [];
  const places: number[] = [];
  const counts: number[] = [];
  records.forEach((record, index) => {
    if (joined.has(index)) return;
    const group = rest.get(index);
    out.push(group === undefined ? record : merge(group.map((at) => records[at]!)));
    places.push(index);
    counts.push(group?.length ?? 1);
  });
  return { records: out, places, counts };
}

/** Parts a group where it exceeds what one event may have. */
function within(records: readonly Envelope[], group: readonly number[]): number[][] {
  const parts: number[][] = [];
  let bytes = mostBytes + 1;
  for (const index of group) {
    const { length } = records[index]!.raw;
    const last = parts.at(-1);
    if (last === undefined || last.length >= mostRecords || bytes + length > mostBytes) {
      parts.push([index]);
      bytes = length;
    } else {
      last.push(index);
      bytes += length;
    }
  }
  return parts;
}

function merge(group: readonly Envelope[]): Envelope {
  const parts = group.flatMap(({ raw }, index) => (index === 0 ? [raw] : [lineEnd, raw]));
  return { ...group[0]!, truncated: group.some(({ truncated }) => truncated), raw: Buffer.concat(parts) };
}

const serial = /^audit\((\d{1,12}\.\d{3}:\d{1,20})\)/;
const typeBefore = /(?:^|[ :])type=[A-Z0-9_]{1,40} (?:msg=)?$/;
/** Programs whose messages are audit records. */
const programs = new Set(['audispd', 'audisp-syslog', 'audit', 'auditd', 'kernel']);

/**
 * @returns what records of one event have in common, or undefined when the record is none of the audit system: text
 * of others may hold `audit(...)`, too
 */
export function auditKey({ source, dataset, raw }: Envelope): string | undefined {
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  // Every record is asked: most end here.
  const at = bytes.indexOf(needle);
  if (at < 0 || at > headBytes) return undefined;
  const match = serial.exec(bytes.toString('latin1', at, at + 48));
  const before = bytes.toString('latin1', 0, at);
  if (match === null || !typeBefore.test(before)) return undefined;
  const host = hostBefore(before.slice(0, before.lastIndexOf('type=')).trim());
  return host === undefined ? undefined : `${source}\n${dataset}\n${host}\n${match[1]}`;
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
