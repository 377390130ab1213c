import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Journal, openJournal } from '../../server/journal/journal.js';
import type { HeldBatch, ShipBuffer } from './buffer.js';

export interface SpoolOptions {
  /** Folder of the spool; created when it is absent. */
  dir: string;
  /** Unacknowledged bytes at which the spool says that it is full: TCP senders then wait, UDP is dropped. */
  maxBytes: number;
  logger: Logger;
}

/** How often the acknowledged position is written down, milliseconds. */
const noteMs = 1000;

interface Note {
  epoch: string;
  /** Everything before this position is acknowledged; may lag behind, the service recognises what is resent. */
  acknowledged: number;
}

/**
 * Opens the spool on disk: a journal of batches, and a note of what is acknowledged. A batch's sequence is its
 * position in the journal, so the same batch is sent under the same sequence after a restart.
 * @throws GrundwachtError JOURNAL_CORRUPT, CONFLICT (another collector uses the folder)
 */
export async function openSpool(options: SpoolOptions): Promise<ShipBuffer> {
  await mkdir(options.dir, { recursive: true });
  const journal = await openJournal({
    dir: join(options.dir, 'journal'),
    onState: (state) => {
      if (state.status === 'stalled') options.logger.error({ reason: state.reason }, 'spool-stalled');
      else options.logger.info('spool-works-again');
    },
  });
  const notePath = join(options.dir, 'spool.json');
  let note = await readNote(notePath);
  // An emptied or shortened journal gives positions out again: under the old epoch the service would take
  // new batches for duplicates.
  if (note === undefined || journal.head === 0 || note.acknowledged > journal.head) {
    note = { epoch: randomUUID(), acknowledged: journal.start };
    await writeNote(notePath, note);
  }
  return new Spool(journal, options, notePath, note.epoch, Math.max(note.acknowledged, journal.start));
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    const note = JSON.parse(await readFile(path, 'utf8')) as Partial<Note>;
    if (typeof note.epoch !== 'string' || !Number.isSafeInteger(note.acknowledged)) return undefined;
    return { epoch: note.epoch, acknowledged: note.acknowledged! };
  } catch {
    return undefined;
  }
}

async function writeNote(path: string, note: Note): Promise<void> {
  await writeFile(`${path}.tmp`, JSON.stringify(note));
  await rename(`${path}.tmp`, path);
}

class Spool implements ShipBuffer {
  readonly epoch: string;
  readonly durable = true;
  private readonly journal: Journal;
  private readonly options: SpoolOptions;
  private readonly notePath: string;
  private acknowledged: number;
  private timer: NodeJS.Timeout | undefined;
  private noting: Promise<void> = Promise.resolve();

  constructor(
    journal: Journal,
    options: SpoolOptions,
    notePath: string,
    epoch: string,
    acknowledged: number,
  ) {
    this.journal = journal;
    this.options = options;
    this.notePath = notePath;
    this.epoch = epoch;
    this.acknowledged = acknowledged;
  }

  get bytes(): number {
    return this.journal.head - this.acknowledged;
  }

  get full(): boolean {
    return this.bytes >= this.options.maxBytes || this.journal.state.status !== 'ok';
  }

  async append(payload: Buffer): Promise<void> {
    await this.journal.append(payload);
  }

  async *follow(signal: AbortSignal): AsyncIterable<HeldBatch> {
    for await (const { position, next, payload } of this.journal.follow(this.acknowledged, signal)) {
      yield { sequence: position, payload, after: next };
    }
  }

  acknowledge(after: number): void {
    this.acknowledged = after;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.noting = this.note();
    }, noteMs);
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.noting;
    await this.note();
    await this.journal.close();
  }

  private async note(): Promise<void> {
    try {
      const { epoch, acknowledged } = this;
      await writeNote(this.notePath, { epoch, acknowledged });
      await this.journal.truncateBefore(acknowledged);
    } catch (error) {
      // Worst case: batches are sent again after a restart and recognised as duplicates.
      this.options.logger.warn({ err: error }, 'spool-note-failed');
    }
  }
}
