import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { GrundwachtError } from './contract/errors.js';
import type { OwnRecords } from './own-records.js';

/** `low`: an alarm is due. `full`: nothing is taken in any more, so that what was acknowledged can be stored. */
export type DiskState = 'ok' | 'low' | 'full';

/** Space of the file system that holds the data, bytes. */
export interface DiskSpace {
  free: number;
  size: number;
}

interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const everyMs = 5000;
const gigabyte = 2 ** 30;

/**
 * @param before a state is left only when there is a tenth more room than it begins with
 * @returns what the space left means; on small disks shares of it count instead of sizes
 */
export function diskState({ free, size }: DiskSpace, before: DiskState): DiskState {
  const limit = (most: number, share: number, state: DiskState): number =>
    Math.min(most, size * share) * (before === state ? 1.1 : 1);
  if (free < limit(gigabyte / 4, 0.02, 'full')) return 'full';
  return free < limit(10 * gigabyte, 0.1, before === 'full' ? 'full' : 'low') ? 'low' : 'ok';
}

async function spaceOf(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize };
}

/** Where records come in: of collectors, of foreign shippers. */
interface Entrance<Args extends unknown[], Reply, Counters> {
  submit(...args: Args): Promise<Reply>;
  readonly counters: Counters;
}

/** Tells before the disk is full, and keeps the rest of it for what was acknowledged already. */
export class DiskWatch {
  readonly #folder: string;
  readonly #log: Log;
  readonly #space: (folder: string) => Promise<DiskSpace>;
  #state: DiskState = 'ok';
  #free = 0;
  #timer: NodeJS.Timeout | undefined;
  #records: OwnRecords | undefined;

  /** @param space asks for the space left */
  constructor(folder: string, log: Log, space: (folder: string) => Promise<DiskSpace> = spaceOf) {
    this.#folder = folder;
    this.#log = log;
    this.#space = space;
  }

  get status(): { state: DiskState; free_bytes: number } {
    return { state: this.#state, free_bytes: this.#free };
  }

  /** Looks from now on. @param records hears of a disk that becomes full, for the alert */
  async start(records: OwnRecords): Promise<void> {
    this.#records = records;
    await this.look();
    this.#timer = setInterval(() => void this.look(), everyMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** @returns the entrance, which lets nothing in while the disk is full: whoever sends waits and sends again */
  guard<Args extends unknown[], Reply, Counters>(
    entrance: Entrance<Args, Reply, Counters>,
  ): Entrance<Args, Reply, Counters> {
    return {
      submit: async (...args) => {
        if (this.#state === 'full') {
          throw new GrundwachtError('STORAGE_STALLED', 'the disk is full: free space on it', {
            retryAfterSeconds: 10,
          });
        }
        return entrance.submit(...args);
      },
      get counters() {
        return entrance.counters;
      },
    };
  }

  /** Compares the space left with the limits. */
  async look(): Promise<void> {
    try {
      const space = await this.#space(this.#folder);
      const state = diskState(space, this.#state);
      const before = this.#state;
      this.#free = space.free;
      this.#state = state;
      if (state === before) return;
      const fields = { state, free: space.free, size: space.size };
      if (state === 'full') this.#log.error(fields, 'disk_full');
      else this.#log.warn(fields, `disk_${state}`);
      if (state === 'low') await this.#records?.(documentOf(space, before === 'full'), Date.now());
    } catch (err) {
      this.#log.warn({ err }, 'disk_space_unknown');
    }
  }
}

/** @param waited whether records were refused before */
function documentOf({ free, size }: DiskSpace, waited: boolean): Record<string, string> {
  const left = `${(free / gigabyte).toFixed(1)} of ${(size / gigabyte).toFixed(1)} GiB`;
  return {
    '@timestamp': new Date().toISOString(),
    'event.module': 'grundwacht',
    'event.dataset': 'grundwacht.storage',
    'event.action': 'disk_space_low',
    'host.name': hostname(),
    'disk.free': String(free),
    'disk.size': String(size),
    message: waited
      ? `The disk was full, and collectors had to wait; ${left} are free now`
      : `The disk of the stored events is nearly full: ${left} are free`,
  };
}
