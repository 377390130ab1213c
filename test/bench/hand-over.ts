// What it costs that events are examined in a thread: CPU of the whole process, and time of the main thread, an event.
// Prints one JSON object.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBatch } from '../../server/contract/envelope.js';
import { noPolicyState } from '../../server/contract/policy-state.js';
import { loadRules } from '../../server/detect/rules.js';
import { newCells } from '../../server/detection/cells.js';
import { Crew } from '../../server/detection/crew.js';
import { Examiner } from '../../server/detection/examiner.js';
import { SharedGuard } from '../../server/detection/shared-guard.js';
import { encodeEntry } from '../../server/ingest/entry.js';
import { readRuleTexts } from '../../server/rule-set.js';
import { randomNumbers } from './sample-events.js';

const entries = 1000;
const perEntry = 50;
const events = entries * perEntry;
const rounds = 5;
const setup = { zone: 'UTC', recentEvents: 5000 };
const how = { care: 'full', detect: true, results: true } as const;
const random = randomNumbers(1);

function entry(sequence: number): Buffer {
  const received = Date.now();
  const records = Array.from({ length: perEntry }, (_, n) => ({
    source: '192.0.2.1',
    transport: 'tcp' as const,
    format: 'syslog' as const,
    dataset: '',
    received,
    truncated: false,
    raw: Buffer.from(
      `<38>1 ${new Date(received).toISOString()} srv${random(60)} sshd ${n} - - Accepted password for user${random(500)} from 10.0.${random(256)}.${random(256)} port ${random(65_536)} ssh2`,
    ),
  }));
  const from = { collector: 'bench', epoch: 'e', sequence };
  return encodeEntry({ ...from, tenant: 'default', received }, encodeBatch({ ...from, records }));
}

/** @returns microseconds an event, of the process and of the main thread */
async function measure(work: () => void | Promise<void>): Promise<{ cpu: number; main: number }> {
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const { active } = performance.eventLoopUtilization(loop);
  return { cpu: (user + system) / events, main: (active * 1000) / events };
}

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]! * 10) / 10;

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-bench-'));
const { sources, pipelines } = await readRuleTexts(folder);
rmSync(folder, { recursive: true });
const records = Array.from({ length: entries }, (_, n) => ({
  position: n * 10_000,
  next: (n + 1) * 10_000,
  payload: entry(n),
}));

const loaded = loadRules(sources, { pipelines });
const guard = new SharedGuard(newCells(), loaded.infos.length);
const examiner = new Examiner(loaded, { ...setup, guard });
const crew = await Crew.start(
  { ...setup, sources, pipelines, quarantined: [], policies: noPolicyState, indicators: [], pseudonyms: [] },
  {
    threads: 1,
    file: new URL('../../server/detection/thread-main.js', import.meta.url),
    startMs: 60_000,
  },
);
const here: { cpu: number; main: number }[] = [];
const there: { cpu: number; main: number }[] = [];
for (let round = 0; round < rounds; round++) {
  here.push(
    await measure(() => {
      for (const record of records)
        examiner.examine({
          type: 'examine',
          ...record,
          payload: new Uint8Array(record.payload),
          correlate: true,
          ...how,
        });
    }),
  );
  there.push(
    await measure(async () => {
      const asked: Promise<unknown>[] = [];
      for (const record of records) {
        asked.push(crew.examine(record, how));
        if (asked.length >= 8) await asked.shift();
      }
      await Promise.all(asked);
    }),
  );
}
await crew.close();
console.log(
  JSON.stringify({
    events,
    events_per_record: perEntry,
    same_thread_cpu_us: median(here.map(({ cpu }) => cpu)),
    thread_cpu_us: median(there.map(({ cpu }) => cpu)),
    main_thread_us: median(there.map(({ main }) => main)),
  }),
);
