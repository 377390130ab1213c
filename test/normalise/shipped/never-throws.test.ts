import fc from 'fast-check';
import t from 'tap';
import { numberColumns, textColumns } from '../../../server/contract/event.js';
import { event } from '../record.js';

/** Names that mean something to the readers of shippers' documents, so that odd values get into every one of them. */
const names = [
  ...[
    'time',
    'host',
    'source',
    'sourcetype',
    'event',
    'fields',
    'resource',
    'scope',
    'logRecord',
    'attributes',
  ],
  ...[
    'key',
    'value',
    'values',
    'body',
    'stringValue',
    'intValue',
    'arrayValue',
    'kvlistValue',
    'severityNumber',
  ],
  ...[
    'timeUnixNano',
    'traceId',
    'channel',
    'event_id',
    'event_data',
    'data',
    'user_data',
    'keywords',
    'provider',
  ],
  ...[
    'message',
    'log',
    'file',
    'path',
    'rawmsg',
    'original',
    'dataset',
    'System',
    'Message',
    'StringInserts',
  ],
  ...[
    'EventID',
    'Channel',
    'TimeCreated',
    'syslogtag',
    'pri',
    'facility',
    'severity',
    'MESSAGE',
    '__proto__',
  ],
];
const plain = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e99,
    4625,
    '4625',
    'Security',
    '<38>Nov 21 21:59:58 h sshd[1]: x',
    '<Event',
    '{"a":1}',
    '1795294798123456789',
  ),
  fc.constantFrom<unknown>(
    'system.auth',
    'apache.access',
    '/var/log/audit/audit.log',
    'sshd[1]:',
    '192.0.2.1',
    '0x8010000000000000',
    '',
  ),
  fc.string({ maxLength: 10 }),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    plain,
    fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 6 }),
    fc.array(tie('tree'), { maxLength: 4 }),
  ),
}));

t.test('whatever a shipper sends becomes an event whose columns have their types', async (t) => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), tree),
      fc.constantFrom('', 'splunk.hec', 'otlp.log'),
      (document, dataset) => {
        const result = event(JSON.stringify(document), { format: 'json', transport: 'http', dataset });
        for (const name of textColumns) {
          if (!['string', 'undefined'].includes(typeof result[name]))
            throw new Error(`${name}: ${typeof result[name]}`);
        }
        for (const name of numberColumns) {
          if (result[name] !== undefined && !Number.isInteger(result[name]))
            throw new Error(`${name}: ${result[name]}`);
        }
        if (!Number.isFinite(result['@timestamp'])) throw new Error('no time');
        const reason = result['error.message'] ?? '';
        if (/Cannot|is not a|undefined/.test(reason)) throw new Error(`a mistake of the reader: ${reason}`);
        for (const [name, value] of Object.entries(result.fields)) {
          if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) {
            throw new Error(`${name} is no value of a field`);
          }
        }
      },
    ),
    { numRuns: 1500 },
  );
  t.pass();
});
