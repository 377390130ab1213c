import type { Figures, SignalVerdict } from '../../contract/signal.js';
import type { FactsOf, HeardObject, Observed } from '../facts.js';
import type { ParametersOf } from '../parameters.js';

export const hourMs = 3_600_000;
const listed = 8;

const lastOf = ({ sources }: HeardObject): number =>
  Math.max(-Infinity, ...sources.map(({ lastSeen }) => lastSeen));

/** @returns a time for a figure; `never` when there is none */
export const timeFigure = (time: number): string =>
  Number.isFinite(time) ? new Date(time).toISOString() : 'never';

/** @returns the first names of a list, and that there are more */
export const someOf = (names: readonly string[]): string =>
  names.length > listed ? `${names.slice(0, listed).join(', ')}, … (${names.length})` : names.join(', ');

/** OPS.1.1.5.A3: a system that is to log is heard. Without host name and address nothing can be said of it. */
export function silentAssets(
  { objects }: FactsOf<'silent-assets'>,
  { hours }: ParametersOf<'silent-assets'>,
  now: number,
): Observed[] {
  return objects.map((object) => {
    const last = lastOf(object);
    const figures: Figures = { hours, last: timeFigure(last), sources: object.sources.length };
    const heard = last >= now - hours * hourMs;
    return {
      object: object.id,
      verdict: !object.named ? 'unknown' : heard ? 'supports' : 'contradicts',
      figures,
    };
  });
}

/** Every source that logs is known to the structure analysis. */
export function unknownSources(
  { known, open }: FactsOf<'unknown-sources'>,
  { hours }: ParametersOf<'unknown-sources'>,
  now: number,
): Observed[] {
  const names = open.filter(({ lastSeen }) => lastSeen >= now - hours * hourMs).map(({ name }) => name);
  const figures: Figures = { hours, known, unknown: names.length, names: someOf(names) };
  const verdict = names.length > 0 ? 'contradicts' : known > 0 ? 'supports' : 'unknown';
  return [{ object: null, verdict, figures }];
}

/** OPS.1.1.5.A6: how many of the systems that are to log are heard centrally. */
export function coverage(
  { objects }: FactsOf<'coverage'>,
  { hours, percent }: ParametersOf<'coverage'>,
  now: number,
): Observed[] {
  const heard = objects.filter((object) => lastOf(object) >= now - hours * hourMs).length;
  const share = objects.length === 0 ? 0 : (100 * heard) / objects.length;
  const figures: Figures = { hours, percent, objects: objects.length, heard, share };
  const verdict = objects.length === 0 ? 'unknown' : share >= percent ? 'supports' : 'contradicts';
  return [{ object: null, verdict, figures }];
}

/** OPS.1.1.5.A4: event time and receipt time of a host's records agree for most of them. */
export function clockSkew(
  { objects }: FactsOf<'clock-skew'>,
  { hours, seconds, events: least }: ParametersOf<'clock-skew'>,
): Observed[] {
  return objects.map(({ id, events, skewed, typicalMs }) => {
    const figures: Figures = {
      hours,
      limit: seconds,
      events,
      skewed,
      seconds: Math.round(typicalMs / 100) / 10,
    };
    const verdict = events < least ? 'unknown' : skewed * 2 > events ? 'contradicts' : 'supports';
    return { object: id, verdict, figures };
  });
}

/** Of these nothing is known: a proxy may have encrypted http, and RELP is there with TLS and without. */
const unsure = new Set(['http', 'relp']);
const plain = new Set(['udp', 'tcp']);

/** OPS.1.1.5.A12: records do not cross the network in clear. */
export function transport(
  { objects }: FactsOf<'transport'>,
  { hours }: ParametersOf<'transport'>,
  now: number,
): Observed[] {
  return objects.flatMap((object): Observed[] => {
    const recent = object.sources.filter(({ lastSeen }) => lastSeen >= now - hours * hourMs);
    if (recent.length === 0) return [];
    const ways = [...new Set(recent.map((source) => source.transport))].sort();
    const bad = recent.filter((source) => plain.has(source.transport)).map(({ name }) => name);
    const figures: Figures = {
      hours,
      transports: ways.join(', '),
      sources: recent.length,
      plain: bad.length,
      names: someOf([...new Set(bad)]),
    };
    return [{ object: object.id, verdict: transportVerdict(ways), figures }];
  });
}

function transportVerdict(ways: readonly string[]): SignalVerdict {
  if (ways.some((way) => plain.has(way))) return 'contradicts';
  return ways.some((way) => unsure.has(way)) ? 'unknown' : 'supports';
}
