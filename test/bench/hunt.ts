/**
 * The questions of an investigation over many events: `node build/test/bench/hunt.js [EVENTS [DAYS]]`. Real Windows
 * events and sshd lines with other times, hosts and addresses are stored, sealed and merged in a folder of /tmp;
 * a new process asks, first with the files out of the page cache, then again.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event, EventQuery } from '../../server/contract/event.js';
import type { EventStore } from '../../server/contract/event-store.js';
import { openDatabase } from '../../server/store/database.js';
import { openEngine } from '../../server/store/events/duckdb.js';
import { encodeRows } from '../../server/store/events/event-rows.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import { listSegments } from '../../server/store/events/manifest.js';
import { parquetSource } from '../../server/store/events/sources.js';
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
  const segments = await listSegments(db);
  for (const name of readdirSync(join(dir, 'stadt'))) {
    // Out of the page cache; coreutils, "dd invocation": nocache.
    execFileSync('dd', [`if=${join(dir, 'stadt', name)}`, 'iflag=nocache', 'count=0', 'status=none']);
  }
  const store = await openEventStore({ dir, db, logger });
  const engine = await openEngine({
    temporary: join(dir, '.spill-ask'),
    memoryLimit: '128MB',
    threads: 2,
    searches: 1,
  });
  const source = parquetSource(segments.map(({ path }) => join(dir, path)));
  const sql = (text: string) => () => engine.query(text, [], new AbortController().signal);
  const answers: Record<string, object> = {};
  for (const [name, question] of Object.entries({
    ...questionsOf(store, begin + (days * dayMs) / 2),
    histogram_by_severity: sql(`select "event.severity", count(*) from ${source} group by 1`),
    top_users_failed_logons: sql(
      `select "user.name", count(*) from ${source} where "event.outcome" = 'failure' and "event.category" = 'authentication'
       group by 1 order by 2 desc limit 20`,
    ),
  })) {
    answers[name] = await twice(question).catch((error: Error) => ({ error: error.message.slice(0, 60) }));
  }
  engine.close();
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
  };
}

async function twice(question: () => Promise<unknown>): Promise<object> {
  const first = await timed(question);
  return { first, again: Math.min(await timed(question), await timed(question)) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

async function inChild(name: 'fill' | 'ask', task: Task): Promise<unknown> {
  const child = fork(fileURLToPath(import.meta.url), [name], { execArgv: ['--max-semi-space-size=4'] });
  child.send(task);
  const [answer] = await once(child, 'message');
  await once(child, 'exit');
  return answer;
}

async function main(): Promise<void> {
  const teardowns: (() => Promise<void> | void)[] = [];
  const { url } = await startMigratedDatabase({ teardown: (fn) => void teardowns.unshift(fn) });
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-hunt-'));
  teardowns.unshift(() => rmSync(dir, { recursive: true }));
  const task = {
    dir,
    url,
    events: Number(process.argv[2] ?? 5_000_000),
    days: Number(process.argv[3] ?? 10),
  };
  try {
    const filled = await inChild('fill', task);
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
