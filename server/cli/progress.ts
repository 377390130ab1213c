import { SingleBar } from 'cli-progress';

/** Progress on a terminal; nothing where standard error goes elsewhere. */
export class Progress {
  #bar: SingleBar | undefined;
  #step = '';

  show(step: string, done: number, of: number): void {
    if (!process.stderr.isTTY || of === 0) return;
    if (this.#step !== step) {
      this.end();
      this.#step = step;
      this.#bar = new SingleBar({
        format: `${step.padEnd(9)} {bar} {percentage} %`,
        hideCursor: true,
        stream: process.stderr,
      });
      this.#bar.start(of, done);
    }
    this.#bar?.update(done);
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
