/** How many sequences of a spool are remembered one by one; a collector has fewer batches unacknowledged. */
export const sequenceWindow = 256;
/** How many spools of a collector are remembered. */
const epochsPerCollector = 32;

interface Spool {
  /** Every sequence up to this counts as stored. */
  floor: number;
  /** The stored sequences above it, at most {@link sequenceWindow}. */
  recent: Set<number>;
}

/** By collector, spool; of a spool the floor (null: none) and the sequences above it. */
export interface SequenceState {
  collectors: [string, [string, number | null, number[]][]][];
}

/**
 * Which batches are in the journal, by collector, spool (epoch) and sequence. Exact for the newest
 * {@link sequenceWindow} sequences of a spool, in whatever order they came; anything older counts as stored.
 */
export class SequenceLedger {
  /** Spools in order of their last batch. */
  readonly #collectors = new Map<string, Map<string, Spool>>();

  has(collector: string, epoch: string, sequence: number): boolean {
    const spool = this.#collectors.get(collector)?.get(epoch);
    return spool !== undefined && (sequence <= spool.floor || spool.recent.has(sequence));
  }

  add(collector: string, epoch: string, sequence: number): void {
    const spools = this.#collectors.get(collector) ?? new Map<string, Spool>();
    this.#collectors.set(collector, spools);
    const spool = spools.get(epoch) ?? { floor: Number.NEGATIVE_INFINITY, recent: new Set() };
    spools.delete(epoch);
    spools.set(epoch, spool);
    if (spools.size > epochsPerCollector) spools.delete(spools.keys().next().value!);
    spool.recent.add(sequence);
    if (spool.recent.size > sequenceWindow) {
      spool.floor = Math.min(...spool.recent);
      spool.recent.delete(spool.floor);
    }
  }

  /** @returns the whole state as plain data, for the preamble of a journal segment */
  snapshot(): SequenceState {
    const collectors = [...this.#collectors].map(
      ([collector, spools]): SequenceState['collectors'][number] => [
        collector,
        [...spools].map(([epoch, { floor, recent }]) => [
          epoch,
          Number.isFinite(floor) ? floor : null,
          [...recent],
        ]),
      ],
    );
    return { collectors };
  }

  /** Takes over a state that {@link snapshot} gave. */
  restore({ collectors }: SequenceState): void {
    this.#collectors.clear();
    for (const [collector, spools] of collectors) {
      this.#collectors.set(
        collector,
        new Map(
          spools.map(([epoch, floor, recent]) => [
            epoch,
            { floor: floor ?? Number.NEGATIVE_INFINITY, recent: new Set(recent) },
          ]),
        ),
      );
    }
  }
}
