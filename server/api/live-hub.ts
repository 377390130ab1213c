import type { Kysely } from 'kysely';
import type { Static } from 'typebox';
import type { Alert } from '../contract/alert.js';
import type { LiveMessage } from '../contract/live.js';
import { latestRevision } from '../store/alert-revision.js';
import { alertsAfter } from '../store/alerts.js';
import type { Database } from '../store/tables.js';

export type EventRate = Omit<Extract<Static<typeof LiveMessage>, { type: 'rate' }>, 'type'>;

/** Gets every message with its text, which is the same for all listeners and made once. */
export type LiveListener = (message: LiveMessage, text: string) => void;

/** Where the hub finds changes that it was not told of in order. */
export interface AlertChanges {
  /** Changes after a revision, in order. */
  after(revision: number, limit: number): Promise<Alert[]>;
}

const pageSize = 500;
const retryDelay = 1000;

/**
 * Hands changed alerts to all live connections of this process, strictly in the order of their revisions: then a
 * client that has seen revision N has seen all before it, and can go on from N after a break. Two transactions can
 * commit in one order and be published in the other; such a gap is filled from the database.
 */
export class LiveHub {
  readonly #changes: AlertChanges;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<LiveListener>();
  /** The latest revision handed out, and the latest that is known to exist. */
  #sent: number;
  #known: number;
  #filling: Promise<void> | undefined;
  #closed = false;
  #rate: EventRate | undefined;

  /** @param revision the latest one when the hub began: none after it was missed */
  constructor(changes: AlertChanges, revision: number, onError: (error: unknown) => void = () => {}) {
    this.#changes = changes;
    this.#sent = revision;
    this.#known = revision;
    this.#onError = onError;
  }

  /** The latest rate of events; undefined before the first. */
  get rate(): EventRate | undefined {
    return this.#rate;
  }

  /**
   * @param listener called in the order of revisions; must not throw
   * @returns ends the subscription
   */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Call after the transaction that changed the alerts has committed; the order of the calls does not matter. */
  publishAlerts(alerts: readonly Alert[]): void {
    const fresh = alerts
      .filter((alert) => alert.revision > this.#sent)
      .toSorted((a, b) => a.revision - b.revision);
    if (fresh.length === 0) return;
    this.#known = Math.max(this.#known, fresh.at(-1)!.revision);
    const gapless = fresh.every((alert, index) => alert.revision === this.#sent + index + 1);
    if (gapless && this.#filling === undefined) for (const alert of fresh) this.#send(alert);
    else this.#filling ??= this.#fillGap();
  }

  /** Call about once a second; connections get the latest one once a second. */
  publishRate(rate: EventRate): void {
    this.#rate = rate;
  }

  /** A tenant was removed with all its alerts. */
  publishRemoved(tenant: string): void {
    this.#emit({ type: 'removed', tenant });
  }

  /** Resolves when everything that was published has been handed out. */
  async settled(): Promise<void> {
    await this.#filling;
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }

  async #fillGap(): Promise<void> {
    while (this.#sent < this.#known && !this.#closed) {
      const target = this.#known;
      try {
        const alerts = await this.#changes.after(this.#sent, pageSize);
        for (const alert of alerts) this.#send(alert);
        // A revision that is no longer there was overtaken by a later change or removed with its tenant.
        if (alerts.length < pageSize) this.#sent = Math.max(this.#sent, target);
      } catch (error) {
        this.#onError(error);
        await new Promise((resolve) => setTimeout(resolve, retryDelay).unref());
      }
    }
    this.#filling = undefined;
  }

  #send(alert: Alert): void {
    this.#sent = alert.revision;
    this.#emit({ type: 'alert', cursor: alert.revision, alert });
  }

  #emit(message: LiveMessage): void {
    if (this.#listeners.size === 0) return;
    const text = JSON.stringify(message);
    for (const listener of this.#listeners) listener(message, text);
  }
}

/**
 * Opens the hub of this process; do so before anything in it changes alerts.
 * @param onError hears of failing look-ups, which are tried again
 */
export async function openLiveHub(
  db: Kysely<Database>,
  onError?: (error: unknown) => void,
): Promise<LiveHub> {
  const changes = { after: (revision: number, limit: number) => alertsAfter(db, revision, limit) };
  return new LiveHub(changes, await latestRevision(db), onError);
}
