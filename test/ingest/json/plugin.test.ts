import t from 'tap';
import { startShippers } from '../shipper-server.js';

const url = '/api/v1/ingest/json';
const ndjson = { 'content-type': 'application/x-ndjson' };
const json = { 'content-type': 'application/json' };
const text = { 'content-type': 'text/plain; charset=utf-8' };

t.test('NDJSON, arrays, objects, lines: each record as it was sent', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const accepted = async (body: string, headers: Record<string, string>, query = '') => {
    const reply = await server.send('POST', `${url}${query}`, body, headers);
    t.equal(reply.statusCode, 200, reply.body);
    return reply.json<{ accepted: number }>().accepted;
  };
  t.equal(await accepted('{"n": 1}\r\n\n  {"n":2}  \n{"n":3}', ndjson), 3);
  t.equal(await accepted('[{"n": 4}, "<13>Nov 22 10:00:00 h p: Grüße \\"x\\"", {"n":5}]', json), 3);
  t.equal(await accepted(' {"n":6}', json), 1);
  t.equal(await accepted('{"n":7} {"n":8}\n{"n":9}', json), 3);
  t.equal(await accepted('plain\n{"n":10}\n{ not json\n', text, '?dataset=apache.access'), 3);
  const { records } = await server.stored();
  t.same(
    records.map(({ raw, format, dataset }) => [Buffer.from(raw).toString(), format, dataset]),
    [
      ['{"n": 1}', 'json', ''],
      ['{"n":2}', 'json', ''],
      ['{"n":3}', 'json', ''],
      ['{"n": 4}', 'json', ''],
      ['<13>Nov 22 10:00:00 h p: Grüße "x"', 'line', ''],
      ['{"n":5}', 'json', ''],
      ['{"n":6}', 'json', ''],
      ['{"n":7}', 'json', ''],
      ['{"n":8}', 'json', ''],
      ['{"n":9}', 'json', ''],
      ['plain', 'line', 'apache.access'],
      ['{"n":10}', 'json', ''],
      ['{ not json', 'line', 'apache.access'],
    ],
  );
});

t.test('each refused record has its place and reason; the others are stored', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() }, limits: { recordBytes: 100 } });
  t.teardown(() => server.close());
  const lines = await server.send(
    'POST',
    url,
    `{"a":1}\n{"b":{"c":[1,tru]}}\n[1]\n{"x":"${'x'.repeat(99)}"}\n{"d":2}\n`,
    ndjson,
  );
  t.equal(lines.statusCode, 200);
  t.same(lines.json(), {
    accepted: 2,
    duplicates: 0,
    rejected: 3,
    errors: [
      { index: 1, pointer: '/b/c/1', reason: 'expected a value (byte 13 of the line)' },
      { index: 2, pointer: '', reason: 'the line is no JSON object' },
      { index: 3, pointer: '', reason: 'has more than 100 bytes' },
    ],
  });
  const array = await server.send('POST', url, '[{"a":1}, 7, "", null]', json);
  t.match(array.json(), {
    accepted: 1,
    rejected: 3,
    errors: [
      { index: 1, pointer: '/1' },
      { index: 2, pointer: '/2' },
      { index: 3, pointer: '/3' },
    ],
  });
  const nothing = await server.send('POST', url, '[1,2]', json);
  t.equal(nothing.statusCode, 400, 'when nothing could be taken');
  t.match(nothing.json(), { accepted: 0, rejected: 2 });
  t.same(await server.rejected(), { 'no-json': 1, 'no-object': 6, 'too-large': 1 });
  t.equal((await server.texts()).length, 3);
});

t.test('a body that is no JSON is refused as a whole, with the place', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  for (const [body, headers, status, reason] of [
    ['[{"a":1},{"b":[1,}]', json, 400, /\/1\/b\/1: expected a value \(byte 17\)/],
    ['[{"a":1}] x', json, 400, /more behind/],
    ['', json, 400, /holds no records/],
    ['[]', json, 400, /holds no records/],
    ['a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 400, /use application\/x-ndjson/],
    ['{"a":1}', { ...json, authorization: 'Bearer bad' }, 401, /token/],
    ['{"a":1}', { ...json, 'content-encoding': 'gzip' }, 400, /not gzip/],
  ] as const) {
    const reply = await server.send('POST', url, body, headers);
    t.equal(reply.statusCode, status, body);
    t.match(reply.json(), { message: reason });
  }
  t.same(await server.texts(), []);
});

t.test('the same request under the same idempotency key is stored once', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const send = async (body: string, key: string) =>
    (await server.send('POST', url, body, { ...ndjson, 'idempotency-key': key })).json();
  t.match(await send('{"a":1}\n{"a":1}\n', 'k1'), { accepted: 2, duplicates: 0 });
  t.match(await send('{"a":1}\n{"a":1}\n', 'k1'), { accepted: 0, duplicates: 2 });
  t.match(await send('{"a":1}\n{"a":1}\n', 'k2'), { accepted: 2, duplicates: 0 });
});
