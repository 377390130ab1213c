import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { encodeBatch } from '../../server/contract/envelope.js';
import { openIngestJournal } from '../../server/ingest/ingest-journal.js';
import { createIngestor } from '../../server/ingest/ingestor.js';
import { randomNumbers } from '../bench/sample-events.js';
import { nodeCommand } from '../helpers/node.js';
import { openPlaces, outcomeOf, type Place } from './flow-places.js';
import { batchesOf, rules } from './flow-records.js';

const program = fileURLToPath(new URL('flow-process.js', import.meta.url));
/** The long form: more kills, and with another seed other records and moments. */
const kills = Number(process.env['GRUNDWACHT_KILLS'] ?? 4);
const seed = Number(process.env['GRUNDWACHT_SEED'] ?? 20_261_122);
const batches = 30 * kills;

const newPlace = await openPlaces(t);
const ruleFile = join(t.testdir(), 'rules.yml');
writeFileSync(ruleFile, rules);

async function fillJournal(folder: string): Promise<number> {
  const store = await openIngestJournal({ dir: join(folder, 'journal') });
  const ingestor = createIngestor(store);
  for (const batch of batchesOf(seed, batches))
    await ingestor.submit({ collector: 'test', tenant: 'default' }, encodeBatch(batch));
  const bytes = store.journal.head - store.journal.start;
  await store.journal.close();
  return bytes;
}

/**
 * Processes what is in the journal.
 * @param kill journal bytes left at which it is killed, and how many milliseconds later
 * @returns events in the store when it came to its end; undefined when it was killed
 */
async function run(
  { folder, url }: Place,
  kill?: { left: number; later: number },
): Promise<number | undefined> {
  const child = spawn(...nodeCommand(program, folder, url, ruleFile), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let events: number | undefined;
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('events ')) events = Number(line.slice(7));
    else if (kill !== undefined && Number(line) <= kill.left) {
      await sleep(kill.later);
      child.kill('SIGKILL');
      break;
    }
  }
  const [code] = await ended;
  if (code !== (kill === undefined ? 0 : null)) throw new Error(`the process ended with ${code}`);
  return events;
}

/**
 * Moments to kill at, as journal bytes left: going forward, and each second one while what came before the last kill is
 * replayed.
 */
function momentsOf(random: (limit: number) => number, bytes: number): number[] {
  const forward = Array.from({ length: Math.ceil(kills / 2) }, () => random(bytes)).sort((a, b) => b - a);
  return forward.flatMap((left) => [left, left + random(bytes - left)]).slice(0, kills);
}

t.test(`${kills} times kill -9 at random moments: alerts, counts and windows as without`, async (t) => {
  const calm = await newPlace('calm');
  const killed = await newPlace('killed');
  const bytes = await fillJournal(calm.folder);
  cpSync(calm.folder, killed.folder, { recursive: true });
  t.equal(await run(calm), batches * 20);
  const expected = await outcomeOf(calm);
  t.same(
    new Set(expected.alerts.map((alert) => alert.rule_id)),
    new Set(['single', 'count', 'values', 'chained']),
    'the records are such that every rule fires',
  );

  const random = randomNumbers(seed);
  const moments = momentsOf(random, bytes);
  for (const left of moments) {
    const later = random(20);
    t.comment(`killed ${later} ms after ${left} of ${bytes} bytes were left`);
    t.equal(await run(killed, { left, later }), undefined);
  }
  t.equal(await run(killed), batches * 20, 'every event once');
  const actual = await outcomeOf(killed);
  t.same(actual.sources, expected.sources);
  t.same(actual.alerts, expected.alerts);
});
