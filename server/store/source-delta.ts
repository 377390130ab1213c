/** What was counted of one source since the last time; received = stored + rejected. */
export interface SourceDelta {
  tenant: string;
  collector: string;
  source: string;
  transport: string;
  dataset: string;
  /** Empty when the records name none. */
  host: string;
  received: number;
  stored: number;
  rejected: number;
  unparsed: number;
  /** Receipt time of the first and the last record, milliseconds since the epoch. */
  first: number;
  last: number;
}

/** Stands before the reason in the dataset of what was rejected. */
const rejectedPrefix = 'rejected.';

/** @returns the dataset under which records are counted that were rejected for a reason */
export const rejectedDataset = (reason: string): string => `${rejectedPrefix}${reason}`;

/** @returns why records of the dataset were rejected; undefined: they were not, or it is not known */
export const rejectedReason = (dataset: string): string | undefined =>
  dataset.startsWith(rejectedPrefix) ? dataset.slice(rejectedPrefix.length) : undefined;

/** Adds the counts of a further part of the same source to a total. */
export function addCounts(total: SourceDelta, delta: SourceDelta): void {
  total.received += delta.received;
  total.stored += delta.stored;
  total.rejected += delta.rejected;
  total.unparsed += delta.unparsed;
  total.first = Math.min(total.first, delta.first);
  total.last = Math.max(total.last, delta.last);
}

/** Adds a delta, which is then owned by the sums, to the sum of the same source. */
export function addDelta(sums: Map<string, SourceDelta>, delta: SourceDelta): void {
  const key = `${delta.tenant}\0${delta.collector}\0${delta.source}\0${delta.transport}\0${delta.dataset}\0${delta.host}`;
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, delta);
  else addCounts(sum, delta);
}
