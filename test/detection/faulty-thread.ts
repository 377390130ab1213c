import { runThread } from '../../server/detection/run-thread.js';
import { SharedGuard } from '../../server/detection/shared-guard.js';

/** A detection thread in which rules misbehave by their id, whenever they are evaluated. */
class FaultyGuard extends SharedGuard {
  readonly #ids: readonly string[];

  constructor(cells: Int32Array, ids: readonly string[]) {
    super(cells, ids.length);
    this.#ids = ids;
  }

  /** No rule is being evaluated yet: nothing but the record tells what is to blame. */
  override isOut(rule: number): boolean {
    if (this.#ids[rule] === 'poison') process.exit(3);
    return super.isOut(rule);
  }

  override begin(rule: number): void {
    super.begin(rule);
    const id = this.#ids[rule]!;
    if (id.startsWith('throws')) throw new Error('thrown by a rule');
    if (id.startsWith('crashes')) process.exit(3);
    if (id.startsWith('hangs')) for (;;);
    if (id.startsWith('slow')) for (const end = performance.now() + 20; performance.now() < end; );
  }
}

runThread((cells, ids) => new FaultyGuard(cells, ids));
