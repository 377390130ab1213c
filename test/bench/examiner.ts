/**
 * What one journal record costs on its way from bytes to rows, drafts and counts, in one thread and without the store:
 * `node --expose-gc build/test/bench/examiner.js [EVENTS [RECORDS_A_BATCH [RULES]]]`, RULES a folder or archive beside the
 * shipped rules. Prints one JSON object.
 */
import { encodeBatch } from '../../server/contract/envelope.js';
import { newCells } from '../../server/detection/cells.js';
import { Examiner } from '../../server/detection/examiner.js';
import { SharedGuard } from '../../server/detection/shared-guard.js';
import { encodeEntry } from '../../server/ingest/entry.js';
import { loadRuleSets } from '../../server/rule-set.js';
import { benignLine } from './latency.js';

const [events = 200_000, batchSize = 500] = process.argv.slice(2, 4).map(Number);
const loaded = await loadRuleSets('/nonexistent', process.argv.slice(4));
const guard = new SharedGuard(newCells(), loaded.infos.length);
const examiner = new Examiner(loaded, { zone: 'Europe/Berlin', recentEvents: 5000, guard });

let position = 1;
function examine(from: number): void {
  const records = Array.from({ length: batchSize }, (_, n) => ({
    source: '192.0.2.9',
    transport: 'tcp' as const,
    format: 'syslog' as const,
    dataset: '',
    received: Date.now(),
    truncated: false,
    raw: Buffer.from(benignLine(from + n).trimEnd()),
  }));
  const batch = encodeBatch({ collector: 'local', epoch: 'e', sequence: position, records });
  const meta = {
    tenant: 'default',
    collector: 'local',
    epoch: 'e',
    sequence: position,
    received: Date.now(),
  };
  const payload = encodeEntry(meta, batch);
  const next = position + payload.length;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  examiner.examine({
    type: 'examine',
    position,
    next,
    payload,
    care: 'full',
    detect: true,
    results: true,
    correlate: true,
  });
  wall += performance.now() - begin;
  const used = process.cpuUsage(cpu);
  cpuUs += used.user + used.system;
  position = next;
}

let wall = 0;
let cpuUs = 0;
for (let n = 0; n < events / 4; n += batchSize) examine(n);
wall = 0;
cpuUs = 0;
for (let n = 0; n < events; n += batchSize) examine(n);
const result = {
  events,
  batch: batchSize,
  rules: loaded.infos.length,
  us_an_event: Math.round((wall * 10_000) / events) / 10,
  cpu_us_an_event: Math.round((cpuUs * 10) / events) / 10,
  rss_mb: Math.round(process.memoryUsage.rss() / 2 ** 20),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
