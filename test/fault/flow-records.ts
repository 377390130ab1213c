import type { Batch } from '../../server/contract/envelope.js';
import { randomNumbers } from '../bench/sample-events.js';

const rule = (id: string, text: string) => `title: ${id}
id: ${id}
logsource: { product: linux, service: syslog }
detection:
  selection: { message|contains: '${text}' }
  condition: selection
level: medium
`;

const correlation = (id: string, body: string) => `title: ${id}
id: ${id}
correlation:
  group-by: [host.name]
${body.replaceAll(/^/gm, '  ')}
level: high
`;

/** A single rule, and a correlation of each kind of state. */
export const rules = [
  rule('single', 'squirrel'),
  rule('failed', 'failed'),
  rule('accepted', 'accepted'),
  correlation('count', 'type: event_count\nrules: [failed]\ntimespan: 10m\ncondition: { gte: 6 }'),
  correlation(
    'values',
    'type: value_count\nrules: [failed]\ntimespan: 15m\ncondition: { field: process.name, gte: 4 }',
  ),
  correlation('ordered', 'type: temporal_ordered\nrules: [failed, accepted]\ntimespan: 2m'),
  correlation('chained', 'type: event_count\nrules: [ordered]\ntimespan: 1h\ncondition: { gte: 3 }'),
].join('---\n');

const words = ['failed', 'failed', 'failed', 'accepted', 'a squirrel', 'quiet', 'quiet', 'quiet'];
const hosts = 12;
const perBatch = 20;
const stepMs = 2000;

/**
 * Records of some hosts, two seconds apart. The last ones complete on every host what is open there, so that a window
 * that was lost or doubled shows.
 */
export function* batchesOf(seed: number, count: number): Generator<Batch> {
  const random = randomNumbers(seed);
  const received = Date.now();
  const start = received - count * perBatch * stepMs;
  for (let sequence = 0; sequence < count; sequence++) {
    const last = sequence === count - 1;
    const records = Array.from({ length: perBatch }, (_, index) => {
      const time = new Date(start + (sequence * perBatch + index) * stepMs).toISOString();
      const host = last ? index % hosts : random(hosts);
      const word = last ? 'failed and accepted' : words[random(words.length)]!;
      return {
        source: `192.0.2.${host}`,
        transport: 'tcp' as const,
        format: 'syslog' as const,
        dataset: '',
        received,
        truncated: false,
        raw: Buffer.from(`<14>1 ${time} host${host} app${random(6)} ${sequence} - - ${word} ${index}`),
      };
    });
    yield { collector: 'test', epoch: 'e', sequence, records };
  }
}
