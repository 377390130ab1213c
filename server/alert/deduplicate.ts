import type { Event } from '../contract/event.js';
import type { AlertDraft } from './alert.js';

/** Event time after an alert's last event in which a further match is folded into it, milliseconds. */
export const defaultWindow = 3_600_000;

/** An alert that is not closed, as far as deduplication needs to know it. */
export interface OpenAlert {
  id: string;
  key: string;
  /** Event time of the first and the last event, milliseconds since the epoch. */
  first: number;
  last: number;
}

/** What a set of drafts does to one alert. */
export interface AlertUpdate {
  /** The draft that begins the alert; undefined when the alert was there before. */
  created: AlertDraft | undefined;
  id: string;
  key: string;
  /** Matches to add. */
  count: number;
  /** Event time that the alert spans afterwards. */
  first: number;
  last: number;
  /** Events to append, each once, in the order of the drafts. */
  events: Event[];
}

/**
 * Folds matches of the same rule, tenant and entity into one alert as long as each lies within the window of
 * those before. A closed alert takes no more: it is not among the open ones, so a recurrence begins a new one.
 * @param drafts in journal order
 * @param open open alerts with the drafts' keys that lie near enough in time
 * @param window milliseconds
 * @returns one update per touched alert; the counts add up to the number of drafts
 */
export function deduplicate(
  drafts: readonly AlertDraft[],
  open: readonly OpenAlert[],
  window: number = defaultWindow,
): AlertUpdate[] {
  const byKey = new Map<string, Folding[]>();
  for (const alert of open) add(byKey, new Folding(alert, undefined));
  for (const draft of drafts) {
    let target: Folding | undefined;
    for (const candidate of byKey.get(draft.key) ?? []) {
      if (candidate.takes(draft, window) && (target === undefined || candidate.last > target.last)) {
        target = candidate;
      }
    }
    if (target === undefined) {
      target = new Folding(draft, draft);
      add(byKey, target);
    }
    target.fold(draft);
  }
  return [...byKey.values()].flat().flatMap((folding) => (folding.count > 0 ? [folding.update()] : []));
}

function add(byKey: Map<string, Folding[]>, folding: Folding): void {
  const same = byKey.get(folding.key);
  if (same === undefined) byKey.set(folding.key, [folding]);
  else same.push(folding);
}

class Folding {
  readonly id: string;
  readonly key: string;
  first: number;
  last: number;
  count = 0;
  readonly #created: AlertDraft | undefined;
  readonly #events = new Map<string, Event>();

  constructor(begin: OpenAlert, created: AlertDraft | undefined) {
    this.id = begin.id;
    this.key = begin.key;
    this.first = begin.first;
    this.last = begin.last;
    this.#created = created;
  }

  /** Records arrive out of order too, so the window reaches to both sides. */
  takes(draft: AlertDraft, window: number): boolean {
    return draft.first <= this.last + window && draft.last >= this.first - window;
  }

  fold(draft: AlertDraft): void {
    this.count++;
    this.first = Math.min(this.first, draft.first);
    this.last = Math.max(this.last, draft.last);
    for (const event of draft.events) {
      if (!this.#events.has(event.id)) this.#events.set(event.id, event);
    }
  }

  update(): AlertUpdate {
    const { id, key, count, first, last } = this;
    return { created: this.#created, id, key, count, first, last, events: [...this.#events.values()] };
  }
}
