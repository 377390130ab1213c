import { performance } from 'node:perf_hooks';
import { wait } from '../../ship/backoff.js';
import { FolderWatch } from './folder-watch.js';
import { Follower, type FollowerOptions } from './follower.js';
import { multiLineOf } from './input.js';

export interface TailOptions extends Omit<FollowerOptions, 'clock' | 'scanSoon'> {
  /** How often folders are looked into that cannot be watched, milliseconds. Default 1000. */
  pollMs?: number;
  /** How often all are, whatever was told. Default 10,000. */
  scanMs?: number;
  /** Does not rely on inotify. */
  poll?: boolean;
}

const idleMs = 250;
/** Changes that come within this time are read at once, milliseconds. */
const restMs = 40;
/** Looking into the folders may take this part of the time. */
const scanShare = 0.1;

/** Follows files that grow: looks and reads when the kernel tells of changes, and from time to time. */
export class FileTail {
  private readonly options: TailOptions;
  private readonly watch: FolderWatch;
  private readonly stopping = new AbortController();
  private follower: Follower | undefined;
  private wake: (() => void) | undefined;
  private scanAt = 0;
  private scanCost = 0;
  private scanned = 0;
  private running: Promise<void> | undefined;

  /** @throws GrundwachtError CONFIG_INVALID of an input's multi_line.start */
  constructor(options: TailOptions) {
    this.options = options;
    for (const { multiLine } of options.inputs) if (multiLine) multiLineOf(multiLine);
    this.watch = new FolderWatch({
      changed: (path) => {
        if (this.follower?.changed(path)) this.wake?.();
      },
      moved: () => this.scanSoon(),
    });
  }

  /** The marks are read now: what another one handed over must be in the spool. */
  start(): void {
    const follower = new Follower({
      ...this.options,
      clock: () => performance.now(),
      scanSoon: () => this.scanSoon(),
    });
    this.follower = follower;
    this.running = this.run(follower);
  }

  /** Resolves when nothing is read any more; what was handed over is in the sink. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.follower?.abort();
    this.wake?.();
    this.watch.close();
    await this.running;
    await this.follower?.close();
  }

  private async run(follower: Follower): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      if (performance.now() >= this.scanAt) await this.scan(follower);
      const more = await follower.pass();
      if (!more) await this.rest(follower);
    }
  }

  /** Until something happens; what happens soon after is then done in one go. */
  private async rest(follower: Follower): Promise<void> {
    const { signal } = this.stopping;
    if (!follower.isBusy && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    await wait(restMs, signal);
  }

  private async scan(follower: Follower): Promise<void> {
    const { logger, poll, pollMs = 1000, scanMs = 10_000 } = this.options;
    const begun = performance.now();
    this.scanAt = Number.POSITIVE_INFINITY;
    try {
      const folders = await follower.scan();
      if (!poll && !this.stopping.signal.aborted) await this.watch.follow(folders);
    } catch (err) {
      logger.error({ err }, 'files-not-looked-for');
    }
    this.scanned = performance.now();
    this.scanCost = this.scanned - begun;
    const every = poll || this.watch.incomplete ? pollMs : scanMs;
    this.scanAt = Math.min(this.scanAt, this.scanned + Math.max(every, this.scanCost / scanShare));
  }

  private scanSoon(): void {
    this.scanAt = Math.min(
      this.scanAt,
      Math.max(performance.now(), this.scanned + this.scanCost / scanShare),
    );
    this.wake?.();
  }
}
