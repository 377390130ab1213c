import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { readProtobuf } from '../../../server/ingest/otlp/protobuf.js';
import { BodyRefused } from '../../../server/ingest/shipper/body-refused.js';
import { startShippers } from '../shipper-server.js';
import { keyValue, logsRequest, message } from './messages.js';

const protobuf = { 'content-type': 'application/x-protobuf' };
const json = { 'content-type': 'application/json' };

const text = (value: string) => message([1, value]);
const resource = message(
  [1, keyValue('host.name', text('web1'))],
  [1, keyValue('process.pid', message([3, 4711n]))],
  [2, 0],
);
const scope = message([1, 'lib'], [2, '1.2'], [3, keyValue('k', text('v'))]);
const record = message(
  [1, { fixed64: 1_780_000_000_123_456_789n }],
  [99, 'a field that is not known yet'],
  [98, { fixed64: 7n }],
  [97, { fixed32: 7 }],
  [96, 300],
  [2, 17],
  [3, 'ERROR'],
  [5, text('Grüße')],
  [6, keyValue('int', message([3, -5n]))],
  [6, keyValue('double', message([4, { double: 1.5 }]))],
  [6, keyValue('nan', message([4, { double: Number.NaN }]))],
  [6, keyValue('bool', message([2, 1]))],
  [6, keyValue('bytes', message([7, Buffer.from([1, 2, 255])]))],
  [6, keyValue('list', message([5, message([1, text('a')], [1, message([3, 2n])])]))],
  [6, keyValue('map', message([6, message([1, keyValue('x', text('y'))])]))],
  [6, keyValue('empty', message())],
  [8, { fixed32: 1 }],
  [9, Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex')],
  [10, Buffer.from('b7ad6b7169203331', 'hex')],
  [11, { fixed64: 1_780_000_001_000_000_000n }],
  [12, 'device.login'],
);
/** The same in OTLP's JSON encoding. */
const inJson = {
  resource: {
    attributes: [
      { key: 'host.name', value: { stringValue: 'web1' } },
      { key: 'process.pid', value: { intValue: '4711' } },
    ],
  },
  scope: { name: 'lib', version: '1.2', attributes: [{ key: 'k', value: { stringValue: 'v' } }] },
  logRecord: {
    timeUnixNano: '1780000000123456789',
    severityNumber: 17,
    severityText: 'ERROR',
    body: { stringValue: 'Grüße' },
    flags: 1,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    observedTimeUnixNano: '1780000001000000000',
    eventName: 'device.login',
    attributes: [
      { key: 'int', value: { intValue: '-5' } },
      { key: 'double', value: { doubleValue: 1.5 } },
      { key: 'nan', value: { doubleValue: 'NaN' } },
      { key: 'bool', value: { boolValue: true } },
      { key: 'bytes', value: { bytesValue: 'AQL/' } },
      { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'x', value: { stringValue: 'y' } }] } } },
      { key: 'empty', value: {} },
    ],
  },
};

t.test('protobuf: every kind of value; what is not known is skipped', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const reply = await server.send(
    'POST',
    '/v1/logs',
    gzipSync(logsRequest(resource, scope, record, message())),
    {
      ...protobuf,
      'content-encoding': 'gzip',
    },
  );
  t.equal(reply.statusCode, 200);
  t.equal(reply.headers['content-type'], 'application/x-protobuf');
  t.equal(reply.rawPayload.length, 0);
  const [first, second] = await server.texts();
  t.same(JSON.parse(first!), inJson);
  t.same(JSON.parse(second!), { ...inJson, logRecord: {} });
  t.ok((await server.stored()).records.every(({ dataset }) => dataset === 'otlp.log'));
});

t.test('JSON: the parts are kept byte for byte, in whatever order they come', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[ {"body": {"stringValue":"a"}},{"n":1}],"scope":{"name":"s"}},
    {"logRecords":[{"n":2}]}],"schemaUrl":"x","resource":{"attributes":[]}},{"scopeLogs":[{"logRecords":[]}]}],"more":1}`;
  const reply = await server.send('POST', '/v1/logs', body, json);
  t.equal(reply.statusCode, 200);
  t.equal(reply.body, '{}');
  t.same(await server.texts(), [
    '{"resource":{"attributes":[]},"scope":{"name":"s"},"logRecord":{"body": {"stringValue":"a"}}}',
    '{"resource":{"attributes":[]},"scope":{"name":"s"},"logRecord":{"n":1}}',
    '{"resource":{"attributes":[]},"logRecord":{"n":2}}',
  ]);
  t.equal((await server.send('POST', '/v1/logs', '{}', json)).body, '{}', 'an empty request is none');
  t.equal((await server.send('POST', '/v1/logs', Buffer.alloc(0), protobuf)).statusCode, 200);
});

t.test('records that cannot be taken are told as a partial success', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() }, limits: { recordBytes: 300 } });
  t.teardown(() => server.close());
  const large = message([5, text('x'.repeat(400))]);
  const torn = Buffer.from([0x2a, 0x7f, 0x00]);
  const reply = await server.send(
    'POST',
    '/v1/logs',
    logsRequest(message(), message(), large, torn, message([5, text('good')]), torn),
    protobuf,
  );
  t.equal(reply.statusCode, 200);
  t.same(reply.rawPayload, message([1, message([1, 3], [2, 'too-large, malformed'])]));
  const inJson = await server.send(
    'POST',
    '/v1/logs',
    `{"resourceLogs":[{"scopeLogs":[{"logRecords":[1,{"body":{"stringValue":"${'x'.repeat(400)}"}},{}]}]}]}`,
    json,
  );
  t.same(inJson.json(), {
    partialSuccess: { rejectedLogRecords: '2', errorMessage: 'malformed, too-large' },
  });
  t.same(await server.rejected(), { 'too-large': 2, malformed: 3 });
  t.equal((await server.texts()).length, 2);
});

t.test('errors have the form of the protocol', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir(), maxPendingBytes: 1000 } });
  t.teardown(() => server.close());
  const good = logsRequest(message(), message(), message([5, text('x'.repeat(500))]));
  for (const [body, headers, status, code] of [
    [good.subarray(0, -1), protobuf, 400, 3],
    [Buffer.from([0x0b]), protobuf, 400, 3],
    [Buffer.from('{"resourceLogs":[1]}'), json, 400, 3],
    [Buffer.from('{"resourceLogs":[{"scopeLogs":[{"logRecords":[tru]}]}]}'), json, 400, 3],
    [good, { 'content-type': 'text/plain' }, 415, 3],
    [good, { ...protobuf, authorization: 'Bearer bad' }, 401, 16],
  ] as const) {
    const reply = await server.send('POST', '/v1/logs', body, headers);
    t.equal(reply.statusCode, status);
    if (headers['content-type'] === 'application/x-protobuf') t.equal(reply.rawPayload[1], code);
    else t.equal(reply.json().code, code);
  }
  t.match(
    (
      await server.send('POST', '/v1/logs', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[tru]}]}]}', json)
    ).json(),
    {
      message: /resourceLogs\/0\/scopeLogs\/0\/logRecords\/0: expected a value/,
    },
  );
  const replies = await Promise.all([1, 2].map(() => server.send('POST', '/v1/logs', good, protobuf)));
  t.same(
    replies.map(({ statusCode }) => statusCode),
    [200, 503],
  );
  t.match(replies[1]!.headers, { 'retry-after': '5', 'content-type': 'application/x-protobuf' });
  t.equal((await server.texts()).length, 1);
});

t.test('no bytes make the decoder do anything but answer or refuse', async (t) => {
  const whole = logsRequest(resource, scope, record);
  const mutated = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of changes) bytes[at] = byte;
      return bytes;
    });
  const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length));
  fc.assert(
    fc.property(
      fc.oneof(
        mutated,
        cut,
        fc.uint8Array({ maxLength: 60 }).map((a) => Buffer.from(a)),
      ),
      (bytes) => {
        try {
          for (const { raw } of readProtobuf(bytes, 1 << 20).records) JSON.parse(Buffer.from(raw).toString());
        } catch (error) {
          if (!(error instanceof BodyRefused)) throw error;
        }
      },
    ),
    { numRuns: 1500 },
  );
  let deep = text('end');
  for (let n = 0; n < 5000; n++) deep = message([5, message([1, deep])]);
  const { records, rejected } = readProtobuf(logsRequest(message(), message(), message([5, deep])), 1 << 20);
  t.same([records.length, [...rejected]], [0, [['malformed', 1]]], 'nesting is bounded');
});
