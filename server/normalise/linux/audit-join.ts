import { auditRecord } from '../../contract/audit-record.js';
import type { Envelope } from '../../contract/envelope.js';

/** Records of which those that belong to one event have become one record. */
export interface Joined {
  records: readonly Envelope[];
  /** For each, the place that its first record had; undefined when nothing was joined. */
  places: readonly number[] | undefined;
  /** For each, how many it was made of; undefined when nothing was joined. */
  counts: readonly number[] | undefined;
}

const lineEnd = Buffer.from('\n');
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
    const key = auditRecord(records[index]!)?.key;
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
