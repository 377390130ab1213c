import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Event, EventQuery } from '../../server/contract/event.js';
import type { EventStore } from '../../server/contract/event-store.js';
import { encodeRows } from '../../server/store/events/event-rows.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import { startEventsDatabase } from '../store/events/events-database.js';
import { randomNumbers, sampleEvent } from './sample-events.js';

export interface StoreFigures {
  paced: {
    events_per_second: number;
    seconds: number;
    rss_mb: Spread;
    /** Of the process that seals, while there is one. */
    sealing_rss_mb_max: number;
    loop_delay_ms: Spread;
  };
  load: {
    events: number;
    events_per_second: number;
    cpu_seconds_per_million: number;
    /** Of it: in the process that seals. */
    sealing_cpu_seconds_per_million: number;
    bytes_per_event: number;
    rss_mb_max: number;
  };
  search_ms: Record<string, { first: number; again: number }>;
}
interface Spread {
  median: number;
  p99: number;
  max: number;
}

const begin = Date.parse('2026-03-01T00:00:00Z');
const rss = (): number => Math.round(process.memoryUsage().rss / 1e6);

/**
 * The event store alone, with its PostgreSQL: memory at a steady rate, then a load at full speed, then the
 * questions of an investigation over everything.
 */
export async function measureStore(
  t: { teardown(fn: () => Promise<void> | void): void },
  options: { rate: number; seconds: number; events: number },
): Promise<StoreFigures> {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-bench-store-'));
  t.teardown(() => rmSync(dir, { recursive: true }));
  const db = await startEventsDatabase(t);
  const store = await openEventStore({ dir, db });
  t.teardown(() => store.close());
  const generator = new Generator(store);
  const paced = await measurePaced(generator, options.rate, options.seconds);
  const load = await measureLoad(store, generator, options.events);
  return { paced, load, search_ms: await measureSearch(store, generator.count) };
}

class Generator {
  count = 0;
  readonly #random = randomNumbers(7);
  readonly #store: EventStore;

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** Appends the next events; one event is 5 ms after the other. */
  async append(count: number): Promise<void> {
    await this.store(this.make(count));
  }

  make(count: number): Event[] {
    return Array.from({ length: count }, () => {
      const n = this.count++;
      return sampleEvent(this.#random, n, begin + n * 5);
    });
  }

  /** What the program does with events: encoding belongs to it. */
  async store(events: Event[]): Promise<void> {
    await this.#store.append(encodeRows(events), this.count);
  }
}

async function measurePaced(
  generator: Generator,
  rate: number,
  seconds: number,
): Promise<StoreFigures['paced']> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const memory: number[] = [];
  let sealing = 0;
  delay.enable();
  const start = performance.now();
  for (let tick = 0; tick < seconds * 10; tick++) {
    await generator.append(rate / 10);
    memory.push(rss());
    sealing = Math.max(sealing, childrenMemory());
    await sleep(Math.max(0, start + (tick + 1) * 100 - performance.now()));
  }
  delay.disable();
  memory.sort((a, b) => a - b);
  const ms = (nanoseconds: number) => Number((nanoseconds / 1e6 - 1).toFixed(1));
  return {
    events_per_second: rate,
    seconds,
    rss_mb: {
      median: memory[memory.length >> 1]!,
      p99: memory[Math.floor(memory.length * 0.99)]!,
      max: memory.at(-1)!,
    },
    sealing_rss_mb_max: sealing,
    loop_delay_ms: { median: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) },
  };
}

/** @returns resident memory of the processes that write segments, MB; 0 where there is no /proc */
function childrenMemory(): number {
  return sealers().reduce((sum, pid) => {
    const pages = Number(readProc(`${pid}/statm`).split(' ')[1] ?? 0);
    return sum + Math.round((pages * 4096) / 1e6);
  }, 0);
}

/** @returns CPU time of the processes that write segments, also of those that have ended, microseconds */
function childrenCpu(): number {
  const ticks = (pid: string, first: number): number => {
    const fields = readProc(`${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
    return Number(fields[first] ?? 0) + Number(fields[first + 1] ?? 0);
  };
  // proc_pid_stat(5): utime and stime, and for this process those of its ended children; after the name.
  return sealers().reduce((sum, pid) => sum + ticks(pid, 11), ticks('self', 13)) * 10_000;
}

function sealers(): string[] {
  const children = readProc(`self/task/${process.pid}/children`).trim().split(' ');
  return children.filter((pid) => pid !== '' && readProc(`${pid}/cmdline`).includes('segments/child.js'));
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}

/** @returns CPU time of this thread, microseconds; 0 where there is no /proc */
function threadCpu(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1000;
  } catch {
    return 0;
  }
}

async function measureLoad(
  store: EventStore,
  generator: Generator,
  events: number,
): Promise<StoreFigures['load']> {
  const before = process.cpuUsage();
  const sealingBefore = childrenCpu();
  const start = performance.now();
  let making = { ms: 0, cpu: 0 };
  let most = 0;
  for (let n = 0; n < events; n += 1000) {
    const begun = { ms: performance.now(), cpu: threadCpu() };
    const made = generator.make(1000);
    making = {
      ms: making.ms + performance.now() - begun.ms,
      cpu: making.cpu + threadCpu() - begun.cpu,
    };
    await generator.store(made);
    most = Math.max(most, rss());
  }
  await store.seal();
  // Making the events is left out.
  const seconds = (performance.now() - start - making.ms) / 1000;
  const total = process.cpuUsage(before);
  const user = total.user - making.cpu;
  const { system } = total;
  const sealing = childrenCpu() - sealingBefore;
  const { segmentBytes, segmentEvents } = store.stats();
  return {
    events,
    events_per_second: Math.round(events / seconds),
    cpu_seconds_per_million: Number(((user + system + sealing) / events).toFixed(1)),
    sealing_cpu_seconds_per_million: Number((sealing / events).toFixed(1)),
    bytes_per_event: Math.round(segmentBytes / segmentEvents),
    rss_mb_max: most,
  };
}

async function measureSearch(store: EventStore, count: number): Promise<StoreFigures['search_ms']> {
  const at = (n: number) => new Date(begin + n * 5).toISOString();
  const middle = { from: at(count / 2), to: at(count / 2 + 720_000) };
  const questions: Record<string, EventQuery> = {
    newest: {},
    host_one_hour: { ...middle, filter: ['host.name:srv-7'] },
    rare_ip_everything: { filter: ['source.ip:203.0.112.255'] },
    absent_ip_everything: { filter: ['source.ip:198.51.100.1'] },
    text_everything: { q: 'from 203.0.77.7 port' },
    absent_text_everything: { q: 'mimikatz' },
    field_everything: { filter: ['LogonId:0x1234567'] },
  };
  const tenants = ['stadt'];
  const figures: StoreFigures['search_ms'] = {};
  for (const [name, query] of Object.entries(questions)) {
    const ask = () => store.search({ ...query, tenants, limit: 50 });
    figures[name] = { first: await timed(ask), again: await timed(ask) };
  }
  const count_ = () => store.histogram({ tenants, buckets: 60 });
  figures['histogram_everything'] = { first: await timed(count_), again: await timed(count_) };
  return figures;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rate, seconds, events] = process.argv.slice(2).map(Number);
  const teardowns: (() => Promise<void> | void)[] = [];
  const figures = await measureStore(
    { teardown: (fn) => void teardowns.unshift(fn) },
    { rate: rate || 1000, seconds: seconds || 60, events: events || 500_000 },
  );
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  for (const fn of teardowns) await fn();
}
