/**
 * The questions of an investigation over many events: `node build/test/bench/hunt.js [EVENTS [DAYS [FOLDER]]]`. Real
 * Windows events and sshd lines with other times, hosts and addresses are stored, sealed and merged in a folder of /tmp;
 * a new process asks, first with the files out of the page cache, then again. A folder that is named is kept, and asked
 * again the next time.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event, EventQuery } from '../../server/contract/event.js';
import type { EventStore } from '../../server/contract/event-store.js';
import { openDatabase } from '../../server/store/database.js';
import { encodeRows } from '../../server/store/events/event-rows.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import { listSegments, recordSeal } from '../../server/store/events/manifest.js';
import type { Segment } from '../../server/store/events/segment.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { eventOfLine, readLines } from './recordings.js';
import { randomNumbers, sampleEvent } from './sample-events.js';

const begin = Date.parse('2026-03-01T00:00:00Z');
const dayMs = 86_400_000;
const poolSize = 21_000;
const batch = 1000;
/** In every hundred-thousandth event. */
const rareIp = '198.51.100.77';
const rareText = 'wartungsfenster-4711';
const rareLogon = '0x7e57ab1e';
const every = 100_000;
const say = (fields: object, what: string): void => console.error(what, fields);
const logger = { info: say, warn: say, error: say };

interface Task {
  dir: string;
  url: string;
  events: number;
  days: number;
}

/** @returns events to vary: two thirds real Windows events, one third sshd lines */
async function readPool(): Promise<Event[]> {
  const random = randomNumbers(11);
  const windows = (await readLines((poolSize * 2) / 3)).map(eventOfLine);
  const lines = Array.from({ length: poolSize / 3 }, (_, n) => sampleEvent(random, n * 2, begin));
  const pool: Event[] = [];
  for (let n = 0; n < windows.length + lines.length; n++) {
    pool.push(n % 3 === 2 ? lines[n % lines.length]! : windows[n % windows.length]!);
  }
  return pool;
}

async function fill({ dir, url, events, days }: Task): Promise<object> {
  const db = openDatabase(url);
  const store = await openEventStore({ dir, db, logger, now: () => begin + (days + 1) * dayMs });
  const pool = await readPool();
  const random = randomNumbers(5);
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let n = 0; n < events; n += batch) {
    const some = Array.from({ length: batch }, (_, k) =>
      varied(pool, random, n + k, (days * dayMs) / events),
    );
    await store.append(encodeRows(some), n + batch);
  }
  await store.seal();
  const stored = (performance.now() - start) / 1000;
  const sealed = store.stats();
  const merged = await store.merge();
  const { segments, segmentBytes, segmentEvents } = store.stats();
  const used = process.cpuUsage(cpu);
  await store.close();
  await keepManifest(db, dir);
  await db.destroy();
  const perEvent = (bytes: number): number => Number((bytes / segmentEvents).toFixed(1));
  return {
    events_per_second: Math.round(events / stored),
    cpu_seconds_of_the_main_process_per_million: Number(((used.user + used.system) / events).toFixed(1)),
    sealed: { segments: sealed.segments, bytes_per_event: perEvent(sealed.segmentBytes) },
    merged: {
      segments,
      bytes_per_event: perEvent(segmentBytes),
      of: merged,
      seconds: Math.round((performance.now() - start) / 1000 - stored),
    },
  };
}

interface StoredSegment extends Omit<Segment, 'sha256'> {
  sha256: string;
}

const manifestPath = (dir: string): string => join(dir, 'manifest.json');

/** Beside the segments, for another run with another database. */
async function keepManifest(db: ReturnType<typeof openDatabase>, dir: string): Promise<void> {
  const segments: StoredSegment[] = (await listSegments(db)).map((segment) => ({
    ...segment,
    sha256: Buffer.from(segment.sha256).toString('hex'),
  }));
  writeFileSync(manifestPath(dir), JSON.stringify(segments));
}

async function restoreManifest({ dir, url }: Task): Promise<object> {
  const stored = JSON.parse(readFileSync(manifestPath(dir), 'utf8')) as StoredSegment[];
  const segments = stored.map((segment) => ({ ...segment, sha256: Buffer.from(segment.sha256, 'hex') }));
  const db = openDatabase(url);
  await recordSeal(db, segments, Math.max(...segments.map(({ positionTo }) => positionTo)), begin);
  await db.destroy();
  const sum = (of: (segment: Segment) => number): number => segments.reduce((n, each) => n + of(each), 0);
  const bytes = sum(({ bytes, filterBytes = 0 }) => bytes + filterBytes);
  const rows = sum(({ rows }) => rows);
  return { segments: segments.length, bytes_per_event: Number((bytes / rows).toFixed(1)) };
}

function varied(pool: readonly Event[], random: (below: number) => number, n: number, stepMs: number): Event {
  const source = pool[random(pool.length)]!;
  const time = Math.round(begin + n * stepMs);
  const hex = time.toString(16).padStart(12, '0');
  const serial = n.toString(16).padStart(12, '0');
  const event: Event = {
    ...source,
    id: `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${serial}`,
    tenant: 'stadt',
    '@timestamp': time - random(900),
    'event.ingested': time,
    'host.name': `srv-${random(200)}`,
  };
  if (source['source.ip'] !== undefined) event['source.ip'] = `203.0.${random(113)}.${random(256)}`;
  if (n % every === every / 2) {
    event['source.ip'] = rareIp;
    event.message = `${source.message ?? ''} ${rareText}`;
    event.fields = { ...source.fields, LogonId: rareLogon };
  }
  return event;
}

async function ask({ dir, url, events, days }: Task): Promise<object> {
  const db = openDatabase(url);
  for (const name of readdirSync(join(dir, 'stadt'))) {
    // Out of the page cache; coreutils, "dd invocation": nocache.
    execFileSync('dd', [`if=${join(dir, 'stadt', name)}`, 'iflag=nocache', 'count=0', 'status=none']);
  }
  const store = await openEventStore({ dir, db, logger });
  const answers: Record<string, object> = {};
  for (const [name, question] of Object.entries(questionsOf(store, begin + (days * dayMs) / 2))) {
    answers[name] = await twice(question).catch((error: Error) => ({ error: error.message.slice(0, 60) }));
  }
  await store.close();
  await db.destroy();
  return { events, rss_mb: Math.round(process.memoryUsage().rss / 1e6), ms: answers };
}

function questionsOf(store: EventStore, middle: number): Record<string, () => Promise<unknown>> {
  const tenants = ['stadt'];
  const iso = (time: number): string => new Date(time).toISOString();
  const hour = { from: iso(middle), to: iso(middle + 3_600_000) };
  const day = { from: iso(middle), to: iso(middle + dayMs) };
  const search = (query: EventQuery) => () => store.search({ ...query, tenants, limit: 50 });
  const count = (query: EventQuery) => () => store.histogram({ ...query, tenants, buckets: 60 });
  const top = (field: string, query: EventQuery) => () =>
    store.statistics({ ...query, tenants, field, limit: 20 });
  const failedLogons = ['event.category:authentication', 'event.outcome:failure'];
  return {
    newest_page: search({}),
    host_one_hour: search({ ...hour, filter: ['host.name:srv-7'] }),
    host_one_hour_counted: count({ ...hour, filter: ['host.name:srv-7'] }),
    rare_ip_everything: search({ filter: [`source.ip:${rareIp}`] }),
    rare_text_everything: search({ q: rareText }),
    rare_text_one_day: search({ ...day, q: rareText }),
    absent_text_everything: search({ q: 'gibt-es-nicht-0815' }),
    common_text_everything_counted: count({ q: 'Failed password' }),
    value_in_fields: search({ filter: [`LogonId:${rareLogon}`] }),
    histogram_by_time: count({}),
    histogram_by_severity: top('event.severity', {}),
    top_users_failed_logons: top('user.name', { filter: failedLogons }),
  };
}

async function twice(question: () => Promise<unknown>): Promise<object> {
  const first = await timed(question);
  const again = [await timed(question), await timed(question)].sort((a, b) => a.ms - b.ms)[0]!;
  return { first: first.ms, again: again.ms, again_cpu: again.cpu };
}

/** @returns milliseconds until the answer, and of all threads: the latter can be compared on a busy machine, too */
async function timed(work: () => Promise<unknown>): Promise<{ ms: number; cpu: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: Math.round(performance.now() - start), cpu: Math.round((user + system) / 1000) };
}

async function inChild(name: 'fill' | 'ask', task: Task): Promise<unknown> {
  const child = fork(fileURLToPath(import.meta.url), [name], { execArgv: ['--max-semi-space-size=4'] });
  child.send(task);
  const [answer] = await once(child, 'message');
  await once(child, 'exit');
  return answer;
}

async function main(): Promise<void> {
  const [, , events = 5_000_000, days = 10, folder] = process.argv;
  const teardowns: (() => Promise<void> | void)[] = [];
  const { url } = await startMigratedDatabase({ teardown: (fn) => void teardowns.unshift(fn) });
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const dir = folder ?? mkdtempSync(join(tmpdir(), 'grundwacht-hunt-'));
  if (folder === undefined) teardowns.unshift(() => rmSync(dir, { recursive: true }));
  const task = { dir, url, events: Number(events), days: Number(days) };
  try {
    const filled = existsSync(manifestPath(dir)) ? await restoreManifest(task) : await inChild('fill', task);
    process.stdout.write(`${JSON.stringify({ filled, asked: await inChild('ask', task) }, null, 2)}\n`);
  } finally {
    for (const fn of teardowns) await fn();
  }
}

const works = { fill, ask };
if (process.send !== undefined) {
  process.once('message', async (task: Task) => {
    process.send!(await works[process.argv[2] as keyof typeof works](task));
    process.disconnect();
  });
} else if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
