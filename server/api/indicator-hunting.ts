import { setTimeout as sleep } from 'node:timers/promises';
import { draftAlert } from '../alert/alert.js';
import { storableText } from '../alert/storable-text.js';
import { type EventDocument, fromDocument } from '../contract/event.js';
import type { HuntRange, TenantContents } from '../contract/event-store.js';
import type { Hunt, HuntRequest } from '../contract/indicator.js';
import { indicatorMatch } from '../indicators/alerting.js';
import { Matcher } from '../indicators/matcher.js';
import { quarryOf } from '../indicators/quarry.js';
import { type ListKey, mostHits } from '../store/indicator-hits.js';
import {
  advanceHunt,
  beginHunt,
  createHunt,
  endHunt,
  getHunt,
  type HuntKey,
  huntedSegments,
  openHunts,
} from '../store/indicator-hunts.js';
import { getIndicatorList } from '../store/indicator-lists.js';
import { readLiveList } from '../store/indicator-state.js';
import { recordFound } from '../store/record-matches.js';
import type { RouteDeps } from './deps.js';

/** `db` is the program's own: hunts of all tenants go one after the other, and find alerts. */
type HuntDeps = Pick<RouteDeps, 'db' | 'events' | 'hub' | 'now'>;
type OpenHunt = Hunt & { tenant: string };

/** Hits of one hunt: an indicator that so many events have tells nothing. */
const mostHuntHits = 20_000;
/** Between two segments: whatever else the server does goes first. */
const pauseMs = 5;
/** Until the database is asked again. */
const retryMs = 5000;
/** Hits of an indicator at one host are one alert, however far apart in time. */
const alertWindow = 366 * 24 * 3_600_000;

/** There are too many hits for the hunt to go on. */
class TooManyHits extends Error {}

/** Hunts for indicators in stored events, one after the other; a restart goes on where the last run ended. */
export class Hunts {
  readonly #deps: HuntDeps;
  readonly #closing = new AbortController();
  #running: { id: string; stop: AbortController } | undefined;
  #wanted = false;
  #working: Promise<void> | undefined;

  constructor(deps: HuntDeps) {
    this.#deps = deps;
  }

  /** Goes on with what was not over when the server ended, and with what has come since. */
  resume(): void {
    this.#wanted = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** @throws GrundwachtError NOT_FOUND, CONFLICT, RATE_LIMITED */
  async start(key: ListKey, request: HuntRequest, by: string): Promise<Hunt> {
    const hunt = await createHunt(this.#deps.db, key, request, { by, now: this.#deps.now() });
    this.resume();
    return hunt;
  }

  /** What it has found so far stays. @throws GrundwachtError NOT_FOUND */
  async cancel(key: HuntKey): Promise<Hunt> {
    const { db, now } = this.#deps;
    await getHunt(db, key);
    await endHunt(db, key, { state: 'cancelled' }, now());
    if (this.#running?.id === key.hunt) this.#running.stop.abort();
    return getHunt(db, key);
  }

  /** Ends the work; what is not over stays so. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#wanted && !signal.aborted) {
      this.#wanted = false;
      try {
        for (let [next] = await this.#open(); next && !signal.aborted; [next] = await this.#open()) {
          await this.#run(next);
        }
      } catch {
        // The database does not answer; the hunt goes on when it does.
        this.#wanted = true;
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #open(): Promise<OpenHunt[]> {
    return openHunts(this.#deps.db);
  }

  /** @throws what the database throws when the end of the hunt cannot be noted */
  async #run(hunt: OpenHunt): Promise<void> {
    const { db, now } = this.#deps;
    const key = { tenant: hunt.tenant, hunt: hunt.id };
    const stop = new AbortController();
    this.#running = { id: hunt.id, stop };
    try {
      await this.#hunt(hunt, AbortSignal.any([stop.signal, this.#closing.signal]));
      await endHunt(db, key, { state: 'done' }, now());
    } catch (error) {
      if (stop.signal.aborted || this.#closing.signal.aborted) return;
      if (error instanceof TooManyHits) await endHunt(db, key, { state: 'done', limited: true }, now());
      else {
        const reason = error instanceof Error ? error.message : String(error);
        await endHunt(db, key, { state: 'failed', error: storableText(reason).slice(0, 500) }, now());
      }
    } finally {
      this.#running = undefined;
    }
  }

  /** Looks at the newest segments first. Segments that are merged meanwhile are looked at again: hits count once. */
  async #hunt(hunt: OpenHunt, signal: AbortSignal): Promise<void> {
    const { db, events } = this.#deps;
    const { tenant, list } = hunt;
    const key = { tenant, hunt: hunt.id };
    const live = await readLiveList(db, { tenant, list });
    if (live === undefined) return;
    if ((await getIndicatorList(db, { tenant, list })).hits >= mostHits) throw new TooManyHits();
    const matcher = new Matcher([live]);
    const quarry = quarryOf(live, matcher);
    const range = rangeOf(hunt);
    const done = await huntedSegments(db, key);
    const tally = { hits: hunt.hits, events: hunt.events_done, segments: hunt.segments_done };
    const onEvents = async (found: EventDocument[]): Promise<void> => {
      signal.throwIfAborted();
      tally.hits += await this.#record(key, found, matcher);
      if (tally.hits >= mostHuntHits) throw new TooManyHits();
    };
    await events.seal();
    for (;;) {
      signal.throwIfAborted();
      const left = segmentsOf(events.contents(tenant).segments, range).filter(({ id }) => !done.has(id));
      await beginHunt(db, key, {
        segments: tally.segments + left.length,
        events: tally.events + left.reduce((sum, { rows }) => sum + rows, 0),
      });
      const [segment] = left;
      if (segment === undefined) return;
      const { id, rows } = segment;
      const result = await events.hunt({ tenant, id }, quarry, range, { onEvents, signal });
      done.add(id);
      if (result === 'gone') continue;
      const skipped = result === 'skipped';
      await advanceHunt(db, key, { hits: 0, segment: { id, events: rows, skipped } });
      tally.segments++;
      tally.events += rows;
      await sleep(pauseMs);
    }
  }

  /** @returns how many hits were not known before */
  async #record(key: HuntKey, found: readonly EventDocument[], matcher: Matcher): Promise<number> {
    const { db, hub, now } = this.#deps;
    const drafts = found.flatMap((document) => {
      const hits = matcher.match(document);
      if (hits.length === 0) return [];
      const event = fromDocument(document);
      return hits.map((hit) => draftAlert(indicatorMatch(hit, event), 0));
    });
    if (drafts.length === 0) return 0;
    const { alerts, recorded } = await db.transaction().execute(async (trx) => {
      const result = await recordFound(trx, drafts, now(), alertWindow);
      if (result.recorded > 0) await advanceHunt(trx, key, { hits: result.recorded });
      return result;
    });
    hub.publishAlerts(alerts);
    return recorded;
  }
}

function rangeOf({ from, to, started_at }: OpenHunt): HuntRange {
  return {
    from: from === null ? undefined : Date.parse(from),
    to: to === null ? undefined : Date.parse(to),
    // What comes later is compared as it comes.
    receivedBefore: Date.parse(started_at) + 1,
  };
}

type Segments = TenantContents['segments'];

/** @returns those that can hold events of the range, the newest first */
function segmentsOf(segments: Segments, { from, to, receivedBefore }: HuntRange): Segments[number][] {
  return segments
    .filter(
      ({ timeFrom, timeTo, receivedFrom }) =>
        receivedFrom < receivedBefore &&
        (from === undefined || timeTo >= from) &&
        (to === undefined || timeFrom < to),
    )
    .toSorted((a, b) => b.timeTo - a.timeTo);
}
