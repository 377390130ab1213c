import { setTimeout as sleep } from 'node:timers/promises';
import { each } from '../store/each.js';
import { forgetTold } from '../store/notification-letters.js';
import { bundleNotices } from './bundle.js';
import { type Gathering, gatherNotices } from './gather.js';
import { PostOffice, type PostOfficeOptions } from './post-office.js';

export interface NotifierOptions extends PostOfficeOptions, Gathering {}

/** Without being told of a change: for what is due by the clock. */
const restMs = 5_000;
/** Alerts come in bursts: what follows within this time is looked at together. */
const collectMs = 300;
const housekeepingMs = 3_600_000;
/** What was sent can be looked up that long. */
const keptMs = 90 * 86_400_000;

/**
 * Tells people of alerts: looks at what has changed since the last time, makes notices, bundles them into messages and
 * sends these. Everything is in the database, so that it goes on where a crash ended it; the flow of events never
 * waits for it.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #post: PostOffice;
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;
  #asked = false;
  #running: Promise<void> | undefined;
  #housekept = 0;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#post = new PostOffice(options);
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Something has changed; returns at once. */
  poke(): void {
    this.#asked = true;
    this.#wake?.();
  }

  /** A channel was changed: what waits for it is tried at once. */
  channelChanged(channel: string): void {
    this.#post.retry(channel);
    this.poke();
  }

  /** Looks at everything once and begins to send what is due. */
  async round(): Promise<void> {
    const { db, now } = this.#options;
    // What is on its way goes on although something new cannot be told.
    await each(
      [() => gatherNotices(this.#options, now()), () => bundleNotices(db, now()), () => this.#post.deliver()],
      (step) => step(),
    );
    if (now() - this.#housekept < housekeepingMs) return;
    this.#housekept = now();
    await forgetTold(db, now() - keptMs);
  }

  /** Resolves when nothing is being sent. */
  settled(): Promise<void> {
    return this.#post.settled();
  }

  /** Ends after the attempts that are under way, `deadlineMs` at most; what was not sent is sent at the next start. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    const ended = Promise.all([this.#running, this.#post.settled()]);
    await Promise.race([ended, sleep(deadlineMs, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#asked = false;
      try {
        await this.round();
      } catch (error) {
        this.#options.onError(error);
      }
      await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    if (!this.#asked) {
      const timer = new AbortController();
      this.#wake = () => timer.abort();
      await sleep(restMs, undefined, { signal: AbortSignal.any([timer.signal, this.#stop.signal]) }).catch(
        () => undefined,
      );
      this.#wake = undefined;
    }
    await sleep(collectMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
