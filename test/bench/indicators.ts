// What it costs that events are compared with lists of indicators: CPU of normalising, rules and encoding, an event,
// without a list and with one of 100,000 indicators. Prints one JSON object.
import { encodeBatch } from '../../server/contract/envelope.js';
import type { IndicatorState, LiveIndicator } from '../../server/contract/indicator-state.js';
import { loadRules } from '../../server/detect/rules.js';
import { newCells } from '../../server/detection/cells.js';
import { Examiner } from '../../server/detection/examiner.js';
import { SharedGuard } from '../../server/detection/shared-guard.js';
import { encodeEntry } from '../../server/ingest/entry.js';
import { readRuleTexts } from '../../server/rule-set.js';
import { randomNumbers } from './sample-events.js';

const entries = 400;
const perEntry = 50;
const rounds = 7;
const indicators = 100_000;
const random = randomNumbers(1);
const hex = (digits: number): string =>
  Array.from({ length: digits }, () => random(16).toString(16)).join('');

const sysmon = (): string =>
  JSON.stringify({
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    EventID: 1,
    Hostname: `srv${random(60)}`,
    Image: 'C:\\Windows\\System32\\svchost.exe',
    CommandLine: `svchost.exe -k netsvcs -p -s Schedule ${random(9999)}`,
    ParentImage: 'C:\\Windows\\System32\\services.exe',
    User: `CITY\\user${random(500)}`,
    Hashes: `MD5=${hex(32)},SHA256=${hex(64)},IMPHASH=${hex(32)}`,
  });
const squid = (): string =>
  `<134>1 2026-11-22T08:00:00Z proxy squid 1 - - 1790000000.${random(900) + 100} 12 10.0.${random(256)}.${random(256)} TCP_MISS/200 ${random(9999)} GET http://www${random(999)}.site${random(9999)}.example/path/${random(9999)}.html - HIER_DIRECT/198.51.100.${random(256)} text/html`;

function entry(sequence: number, record: () => string, format: 'json' | 'syslog'): Uint8Array {
  const records = Array.from({ length: perEntry }, () => ({
    source: '192.0.2.1',
    transport: 'tcp' as const,
    format,
    dataset: '',
    received: 1_790_000_000_000,
    truncated: false,
    raw: Buffer.from(record()),
  }));
  const from = { collector: 'bench', epoch: 'e', sequence };
  return new Uint8Array(
    encodeEntry(
      { ...from, tenant: 'default', received: 1_790_000_000_000 },
      encodeBatch({ ...from, records }),
    ),
  );
}

const many = (n: number): LiveIndicator => {
  switch (n % 4) {
    case 0:
      return ['ip', `${1 + random(200)}.${random(256)}.${random(256)}.${random(256)}`, null, null];
    case 1:
      return ['domain', `bad${n}.site${random(9999)}.example`, null, null];
    case 2:
      return ['sha256', hex(64), null, null];
    default:
      return ['url', `http://bad${n}.example/${random(9999)}`, null, null];
  }
};
const list: IndicatorState = [
  {
    tenant: 'default',
    lists: [
      {
        id: 'a',
        name: 'a',
        level: 'high',
        tlp: 'amber',
        source: '',
        expires: null,
        indicators: [
          ...Array.from({ length: indicators - 1 }, (_, n) => many(n)),
          ['network', '203.0.113.0/24', null, null],
        ],
      },
    ],
  },
];

const { sources, pipelines } = await readRuleTexts('/nonexistent');
const loaded = loadRules(sources, { pipelines });
const examiner = new Examiner(loaded, {
  zone: 'UTC',
  recentEvents: 1000,
  guard: new SharedGuard(newCells(), loaded.infos.length),
});

/** @returns microseconds of CPU an event */
function measure(payloads: readonly Uint8Array[]): number {
  const before = process.cpuUsage();
  for (const [n, payload] of payloads.entries()) {
    examiner.examine({
      type: 'examine',
      position: n,
      next: n + 1,
      payload,
      correlate: true,
      care: 'full',
      detect: true,
      results: true,
    });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (payloads.length * perEntry);
}

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[values.length >> 1]! * 100) / 100;

const result: Record<string, unknown> = { indicators };
for (const [name, record, format] of [
  ['sysmon', sysmon, 'json'],
  ['squid', squid, 'syslog'],
] as const) {
  const payloads = Array.from({ length: entries }, (_, n) => entry(n, record, format));
  const times = { none: [] as number[], list: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    examiner.setIndicators([]);
    times.none.push(measure(payloads));
    examiner.setIndicators(list);
    times.list.push(measure(payloads));
  }
  result[name] = { without_us: median(times.none), with_us: median(times.list) };
}
console.log(JSON.stringify(result));
