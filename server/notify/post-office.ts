import { type ChannelRow, channelsById, noteHealth } from '../store/notification-channels.js';
import {
  dueLetters,
  type LetterRow,
  type Outcome,
  settleLetter,
  storeRefused,
} from '../store/notification-letters.js';
import { nextAttempt } from './backoff.js';
import { type Dispatching, dispatch } from './dispatch.js';
import { deliveryError } from './send/delivery.js';

export interface PostOfficeOptions extends Dispatching {
  /** Hears of messages that are given up. */
  onDead(letter: LetterRow, channel: ChannelRow, error: string): void;
  /** Hears of faults of the program's own, such as a database that is away. */
  onError(error: unknown): void;
}

/** Channels that send at once, and messages that one takes in a row. */
const channelsAtOnce = 8;
const lettersInARow = 20;

/**
 * Sends what is due, at most one message at a time over each channel: a channel that hangs keeps no other one waiting.
 * A message is sent before that is noted, so that a crash can make it come twice, under the same id, but never lose it.
 */
export class PostOffice {
  readonly #options: PostOfficeOptions;
  readonly #busy = new Map<string, Promise<void>>();
  /** Channels that failed, and until when nothing is tried over them. */
  readonly #resting = new Map<string, number>();

  constructor(options: PostOfficeOptions) {
    this.#options = options;
  }

  /** Begins to send what is due; does not wait for it. */
  async deliver(): Promise<void> {
    const { db, now } = this.#options;
    for (const [channel, until] of this.#resting) if (until <= now()) this.#resting.delete(channel);
    const shut = [...this.#busy.keys(), ...this.#resting.keys()];
    const letters = await dueLetters(db, now(), shut, channelsAtOnce * lettersInARow);
    const channels = await channelsById(db, [...new Set(letters.map(({ channel_id }) => channel_id))]);
    for (const [id, channel] of channels) {
      if (this.#busy.size >= channelsAtOnce) return;
      const own = letters.filter(({ channel_id }) => channel_id === id).slice(0, lettersInARow);
      const work = this.#sendAll(own, channel)
        .catch((error: unknown) => this.#options.onError(error))
        .finally(() => this.#busy.delete(id));
      this.#busy.set(id, work);
    }
  }

  /** A channel was changed: it is tried at once. */
  retry(channel: string): void {
    this.#resting.delete(channel);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  async #sendAll(letters: readonly LetterRow[], channel: ChannelRow): Promise<void> {
    for (const letter of letters) {
      const outcome = await this.#send(letter, channel);
      if (outcome.state !== 'queued') continue;
      // The next one would fail like this one, after as long a wait.
      this.#resting.set(channel.id, outcome.next);
      return;
    }
  }

  async #send(letter: LetterRow, channel: ChannelRow): Promise<Outcome> {
    const { db, now } = this.#options;
    const outcome = await this.#attempt(letter, channel);
    await settleLetter(db, letter.id, outcome, now());
    const error = outcome.state === 'sent' ? outcome.note : outcome.error;
    await noteHealth(db, channel.id, error, now());
    if (outcome.state === 'dead') this.#options.onDead(letter, channel, outcome.error);
    return outcome;
  }

  async #attempt(letter: LetterRow, channel: ChannelRow): Promise<Outcome> {
    const { db, now, onDead } = this.#options;
    try {
      const { refused } = await dispatch(letter, channel, this.#options);
      if (refused.length === 0) return { state: 'sent', note: undefined };
      const note = `the other side refused ${refused.join(', ')}`;
      await storeRefused(db, letter, refused, note);
      onDead(letter, channel, note);
      return { state: 'sent', note };
    } catch (cause) {
      const { message, permanent } = deliveryError(cause);
      const next = permanent
        ? undefined
        : nextAttempt(letter.attempts + 1, letter.created_at.getTime(), now(), Math.random());
      return next === undefined
        ? { state: 'dead', error: message }
        : { state: 'queued', error: message, next };
    }
  }
}
