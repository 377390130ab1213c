import { type AlertDraft, draftAlert } from '../alert/alert.js';
import type { Match, RuleProblem } from '../contract/detection.js';
import type { Envelope } from '../contract/envelope.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Event } from '../contract/event.js';
import type { IndicatorState } from '../contract/indicator-state.js';
import type { PolicyState } from '../contract/policy-state.js';
import type { NewPseudonym, PseudonymState } from '../contract/pseudonym-state.js';
import type { RestoreReport } from '../detect/correlate/snapshot.js';
import { createEngine, type Engine } from '../detect/engine.js';
import type { LoadedRules } from '../detect/rules.js';
import { indicatorMatch } from '../indicators/alerting.js';
import { Matcher } from '../indicators/matcher.js';
import { decodeEntry } from '../ingest/entry.js';
import { eventId } from '../normalise/event-id.js';
import { joinAudit } from '../normalise/linux/audit-join.js';
import { normalise } from '../normalise/normalise.js';
import { Pseudonymiser } from '../pseudonym/pseudonymiser.js';
import { RowEncoder } from '../store/events/event-rows.js';
import type { Correlated, ExamineRequest, FedEvent, Findings, RuleFault } from './protocol.js';
import { rawEvent } from './raw-event.js';
import { countRejected } from './rejected-counts.js';
import type { SharedGuard } from './shared-guard.js';
import { SourceCounts } from './source-counts.js';

export interface ExaminerOptions {
  /** IANA zone of records that carry none. */
  zone: string;
  /** See EngineOptions. */
  recentEvents: number;
  guard: SharedGuard;
}

/** The work on one journal record from its bytes to alerts' drafts; plain data in, plain data out. */
export class Examiner {
  readonly #engine: Engine;
  readonly #infos: LoadedRules['infos'];
  readonly #options: ExaminerOptions;
  readonly #rows = new RowEncoder();
  /** By tenant; undefined while there is no list, so that it costs nothing then. */
  #indicators: ReadonlyMap<string, Matcher> | undefined;
  /** By tenant, or why a tenant's events must wait; undefined while no tenant has pseudonymised monitoring. */
  #pseudonyms: ReadonlyMap<string, Pseudonymiser | string> | undefined;

  constructor(loaded: LoadedRules, options: ExaminerOptions) {
    this.#engine = createEngine(loaded, { recentEvents: options.recentEvents, guard: options.guard });
    this.#infos = loaded.infos;
    this.#options = options;
  }

  /** @throws GrundwachtError JOURNAL_CORRUPT, BATCH_MALFORMED, PSEUDONYM_KEY_UNAVAILABLE */
  examine(request: ExamineRequest): Findings {
    const { payload, position, next } = request;
    const { meta, batch } = decodeEntry(Buffer.from(payload.buffer, payload.byteOffset, payload.length));
    const matches: Match[] = [];
    const found = { undetected: 0, undetectedReason: undefined as string | undefined, fed: [] as FedEvent[] };
    const pseudonyms = this.#pseudonymiserOf(meta.tenant);
    const joined = joinAudit(batch.records);
    const counts = new SourceCounts();
    this.#rows.reset();
    let errors = 0;
    let received = meta.received;
    // Each event is done with before the next is made: those of a whole batch would outgrow the young generation.
    for (const [index, envelope] of joined.records.entries()) {
      const id = eventId(envelope.received, position, joined.places?.[index] ?? index);
      const event = this.#eventOf(envelope, { tenant: meta.tenant, collector: meta.collector, id }, request);
      // Before anything looks at it: rules, correlations, alerts and the store see pseudonyms.
      pseudonyms?.replace(event);
      try {
        this.#detect(event, request, matches, found.fed);
      } catch (error) {
        found.undetected++;
        found.undetectedReason = error instanceof Error ? error.message : String(error);
      }
      if (event['event.kind'] === 'pipeline_error') errors++;
      received = event['event.ingested'];
      if (request.results) {
        this.#rows.add(event);
        counts.add(envelope.transport, event, joined.counts?.[index] ?? 1);
      }
      this.#options.guard.step();
    }
    if (request.detect && request.care !== 'full') found.undetected = joined.records.length;
    return {
      ...found,
      tenant: meta.tenant,
      count: batch.records.length,
      errors,
      received,
      rows: request.results ? this.#rows.take() : undefined,
      drafts: request.results ? this.#drafts(matches, next) : [],
      counts: request.results ? [...countRejected(meta), ...counts.all] : [],
      pseudonyms: this.#newPseudonyms(pseudonyms, request),
      faults: this.#takeFaults(),
    };
  }

  /**
   * Runs the correlations on events that other threads have examined.
   * @param fed in journal order
   * @param next journal position behind their record
   */
  correlate(fed: readonly FedEvent[], next: number, results: boolean): Correlated {
    const matches: Match[] = [];
    for (const { event, rules } of fed) {
      matches.push(...this.#engine.correlate(event, rules));
      this.#options.guard.step();
    }
    return { drafts: results ? this.#drafts(matches, next) : [], faults: this.#takeFaults() };
  }

  snapshot(): Uint8Array {
    return this.#engine.snapshot();
  }

  /** @throws GrundwachtError SNAPSHOT_INVALID */
  restore(snapshot: Uint8Array): RestoreReport {
    return this.#engine.restore(snapshot);
  }

  /** @returns faults of exceptions, which then have no effect */
  setPolicies(state: PolicyState): RuleProblem[] {
    return this.#engine.setPolicies(state);
  }

  /** @param state what events are compared with from now on */
  setIndicators(state: IndicatorState): void {
    this.#indicators =
      state.length === 0
        ? undefined
        : new Map(state.map(({ tenant, lists }) => [tenant, new Matcher(lists)]));
  }

  /** @param state what becomes pseudonyms from now on */
  setPseudonyms(state: PseudonymState): void {
    this.#pseudonyms =
      state.length === 0
        ? undefined
        : new Map(
            state.map((of) => [of.tenant, 'unavailable' in of ? of.unavailable : new Pseudonymiser(of)]),
          );
  }

  /** @param ids of all rules that are not to be evaluated from now on */
  quarantine(ids: readonly string[]): void {
    this.#infos.forEach(({ id }, rule) => {
      this.#options.guard.setOut(rule, ids.includes(id));
    });
  }

  /** Rather no event than one with names: the record waits in the journal. */
  #pseudonymiserOf(tenant: string): Pseudonymiser | undefined {
    const of = this.#pseudonyms?.get(tenant);
    if (typeof of === 'string') throw new GrundwachtError('PSEUDONYM_KEY_UNAVAILABLE', of);
    return of;
  }

  #newPseudonyms(of: Pseudonymiser | undefined, { results }: ExamineRequest): NewPseudonym[] {
    const news = of?.takeNew() ?? [];
    return results ? news : [];
  }

  #eventOf(
    envelope: Envelope,
    context: { tenant: string; collector: string; id: string },
    { care }: ExamineRequest,
  ): Event {
    if (care === 'raw') return rawEvent(envelope, context);
    return normalise(envelope, { ...context, zone: this.#options.zone });
  }

  #detect(event: Event, request: ExamineRequest, matches: Match[], fedEvents: FedEvent[]): void {
    if (!request.detect || request.care !== 'full') return;
    const fed: number[] = [];
    const found = this.#engine.scan(event, fed);
    if (this.#indicators !== undefined) this.#compare(event, this.#indicators, found);
    // What outlives the batch must not hold on to the batch's bytes.
    if (fed.length > 0 || found.length > 0) event['event.original'] = event['event.original'].slice();
    for (const match of found) matches.push(match);
    if (fed.length === 0) return;
    if (request.correlate) matches.push(...this.#engine.correlate(event, fed));
    else fedEvents.push({ event, rules: fed });
  }

  #compare(event: Event, matchers: ReadonlyMap<string, Matcher>, matches: Match[]): void {
    const hits = matchers.get(event.tenant)?.match(event, event['event.ingested']) ?? [];
    for (const hit of hits) matches.push(indicatorMatch(hit, event));
  }

  #drafts(matches: readonly Match[], next: number): AlertDraft[] {
    return matches.map((match) => draftAlert(match, next));
  }

  #takeFaults(): RuleFault[] {
    return this.#options.guard
      .takeFaults()
      .map(({ rule, message }) => ({ rule: this.#infos[rule]!.id, message }));
  }
}
