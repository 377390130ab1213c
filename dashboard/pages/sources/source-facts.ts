import type { LogSource } from '../../../server/contract/signal.js';
import type { SourceDetail, SourceSkew, SourceSummary } from '../../../server/contract/source.js';
import type { Messages } from '../../i18n/messages.js';
import { presetMs } from '../events/search-state.js';

/** A source with what else is known of it, as far as the user may read it. */
export interface KnownSource extends SourceSummary {
  match: LogSource | undefined;
  skew: SourceSkew | undefined;
}

export const views = ['all', 'silent', 'rejected', 'unparsed', 'unmatched', 'skewed'] as const;
export type View = (typeof views)[number];

/** A clock that is off by so much makes correlation and evidence doubtful. */
const skewedMs = 5 * 60_000;

export const isSkewed = ({ skew }: Pick<KnownSource, 'skew'>): boolean =>
  skew !== undefined && Math.abs(skew.median_ms) >= skewedMs;

const shows: Record<View, (source: KnownSource) => boolean> = {
  all: () => true,
  silent: ({ rhythm }) => rhythm?.silent === true,
  rejected: ({ rejected }) => rejected > 0,
  unparsed: ({ unparsed }) => unparsed > 0,
  unmatched: ({ match }) => match?.state === 'unknown' || match?.state === 'ambiguous',
  skewed: isSkewed,
};

/** @returns the sources of a view that hold the text in a name, an address, a dataset or their target object */
export function narrowed(sources: readonly KnownSource[], view: View, text: string): KnownSource[] {
  const wanted = text.trim().toLowerCase();
  return sources.filter(
    (source) =>
      shows[view](source) &&
      [
        source.name,
        ...source.addresses,
        ...source.datasets,
        ...source.collectors,
        ...(source.match?.objects.flatMap(({ key, name }) => [key, name]) ?? []),
      ].some((each) => each.toLowerCase().includes(wanted)),
  );
}

export const perDay = ({ hours }: Pick<SourceSummary, 'hours'>): number =>
  hours.reduce((sum, count) => sum + count, 0);

/** @returns a time span in its largest unit, such as `3 min` */
export function spanText(ms: number, { number, measure }: Pick<Messages, 'number' | 'measure'>): string {
  const units: [string, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
  ];
  const size = Math.abs(ms);
  const [unit, length] = units.find(([, each]) => size >= each) ?? ['millisecond', 1];
  const digits = size / length < 10 && unit !== 'millisecond' ? 1 : 0;
  return size === 0 ? number(0) : measure(size / length, unit, digits);
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
const oneOf = (field: string, values: readonly string[]): string =>
  `${field}:${values.length === 1 ? quoted(values[0]!) : `(${values.map(quoted).join(' or ')})`}`;
/** Ranges that end now, the shortest first. */
const eventRanges = ['24h', '7d', '30d'] as const;
/** What was received last need not be what happened last. */
const rangeMargin = 60 * 60_000;
/** Names of one kind in a query; the language allows longer ones, people do not read them. */
const mostNames = 20;

/** @returns the search that finds a source's events: by host, and by sender where records name no host */
export function sourceQuery(parts: SourceDetail['parts']): string {
  const hosts = [...new Set(parts.flatMap(({ host }) => host ?? []))].slice(0, mostNames);
  const senders = [...new Set(parts.filter(({ host }) => host === null).map(({ source }) => source))];
  const terms = [
    ...(hosts.length > 0 ? [oneOf('host.name', hosts)] : []),
    ...(senders.length > 0
      ? [`(${oneOf('log.source', senders.slice(0, mostNames))} and not host.name:*)`]
      : []),
  ];
  return terms.length === 1 ? terms[0]! : `(${terms.join(' or ')})`;
}

/**
 * Address of the events page with a source's latest events. A source that has been silent for days or whose clock is
 * off has none in the last day, so the range is chosen by when the last one says it happened.
 * @param skew of its host; undefined: not known
 * @param now milliseconds since the epoch
 */
export function sourceEvents(
  { last_seen, parts }: Pick<SourceDetail, 'last_seen' | 'parts'>,
  skew: Pick<SourceSkew, 'median_ms'> | undefined,
  now: number,
): string {
  const last = Date.parse(last_seen) - (skew?.median_ms ?? 0);
  const ahead = last - now >= skewedMs;
  const preset = ahead ? undefined : eventRanges.find((each) => now - last < presetMs[each] - rangeMargin);
  const iso = (at: number): string => new Date(at).toISOString();
  const range: Record<string, string> = preset
    ? { range: preset }
    : { from: iso(last - presetMs['24h']), to: iso(last + rangeMargin) };
  return `/events?${new URLSearchParams({ ...range, q: sourceQuery(parts) })}`;
}

/** @returns reasons without the place in the record, the most frequent first */
export function reasonCounts(
  values: readonly { value: string; count: number }[],
): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { value, count } of values) {
    const reason = value.replace(/ \(column \d+\)$/, '');
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
