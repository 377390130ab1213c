import Type, { type Static } from 'typebox';
import { Source } from './identity.js';

const Text = Type.String();
const Count = Type.Integer();
const Instant = Type.String({ format: 'date-time' });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** The ledger: received = stored + rejected; unparsed ones are stored. */
const Ledger = { received: Count, stored: Count, rejected: Count, unparsed: Count };

/** How regularly a source sends, learned from its pauses; only of sources that are matched to a target object. */
export const SourceRhythmView = Type.Object({
  longest_ms: Type.Integer({ description: 'longest pause; an old one fades' }),
  told_after_ms: orNull(
    Type.Integer({ description: 'silence from which on an alert is raised; null: still being learned' }),
  ),
  silent: Type.Boolean({ description: 'it is silent for longer than that' }),
});
export type SourceRhythmView = Static<typeof SourceRhythmView>;

/** A host or sender with all that the ledger counts of it. */
export const SourceSummary = Type.Object({
  tenant: Text,
  name: Type.String({ description: 'host name in lower case, or address of the sender' }),
  addresses: Type.Array(Text),
  transports: Type.Array(Text),
  datasets: Type.Array(Text),
  collectors: Type.Array(Text),
  ...Ledger,
  first_seen: Instant,
  last_seen: Instant,
  hours: Type.Array(Count, {
    description: 'received in each of the last 24 hours, the current one last',
    minItems: 24,
    maxItems: 24,
  }),
  rhythm: orNull(SourceRhythmView),
});
export type SourceSummary = Static<typeof SourceSummary>;

/** What came in an hour of receipt. */
export const SourceHour = Type.Object({ hour: Instant, ...Ledger });
export type SourceHour = Static<typeof SourceHour>;

/** One source with its history. */
export const SourceDetail = Type.Object({
  ...SourceSummary.properties,
  parts: Type.Array(Source, { description: 'the counters of the ledger, the last heard first' }),
  rejections: Type.Array(
    Type.Object({ reason: orNull(Text), transport: Text, count: Count, last_seen: Instant }),
    { description: 'rejected records by reason; null: it was not recorded' },
  ),
  history: Type.Array(SourceHour, { description: 'hours of the last two weeks in which something came' }),
  gaps: Type.Array(Type.Object({ from: Instant, to: Instant }), {
    description: 'whole hours without a record between others, the latest first',
  }),
  collector_losses: Type.Array(
    Type.Object({
      collector: Text,
      at: Instant,
      dropped: Type.Record(Text, Count),
      rejected: Count,
      waiting_bytes: Count,
      clock_skew_ms: orNull(Type.Integer()),
    }),
    {
      description:
        'what collectors of its records tell that they lost themselves, of all their sources together',
    },
  ),
});
export type SourceDetail = Static<typeof SourceDetail>;

/** How far a host's clock is off: receipt less event time; negative: the clock is ahead. */
export const SourceSkew = Type.Object({
  name: Text,
  events: Count,
  skewed: Type.Integer({ description: 'of these, off by five minutes or more' }),
  median_ms: Type.Number(),
  worst_ms: Type.Number(),
});
export type SourceSkew = Static<typeof SourceSkew>;
