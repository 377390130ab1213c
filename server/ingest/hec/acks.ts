/** Channels that are remembered, over all collectors. */
const channelLimit = 10_000;

/**
 * Indexer acknowledgement: numbers that were given out for requests, by collector and channel. A number is given out
 * only when the request's events are durable, so that one which was given out is acknowledged, and any other is not.
 * The numbers are forgotten at a restart: a client that has not asked by then sends again.
 */
export class Acknowledgements {
  /** Next number of each channel, those used last at the end. */
  readonly #next = new Map<string, number>();

  /** @returns the number of a request whose events are durable */
  give(collector: string, channel: string): number {
    const key = keyOf(collector, channel);
    const number = this.#next.get(key) ?? 0;
    this.#next.delete(key);
    this.#next.set(key, number + 1);
    if (this.#next.size > channelLimit) this.#next.delete(this.#next.keys().next().value!);
    return number;
  }

  /** @returns of each number whether it was given out in this channel */
  ask(collector: string, channel: string, numbers: readonly number[]): Record<string, boolean> {
    const next = this.#next.get(keyOf(collector, channel)) ?? 0;
    return Object.fromEntries(
      numbers.map((number) => [number, Number.isInteger(number) && number >= 0 && number < next]),
    );
  }
}

const keyOf = (collector: string, channel: string): string => `${collector}\0${channel}`;
