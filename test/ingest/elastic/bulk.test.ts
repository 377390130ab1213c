import * as zlib from 'node:zlib';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { startShippers } from '../shipper-server.js';

const ndjson = { 'content-type': 'application/x-ndjson' };
const lines = (...values: unknown[]) =>
  `${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n')}\n`;

interface BulkAnswer {
  errors: boolean;
  took?: number;
  items: Record<string, { _index: string; _id: string; status: number; error?: { type: string } }>[];
}

t.test('documents are stored as they were sent, and answered one by one in their order', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() }, limits: { recordBytes: 200 } });
  t.teardown(() => server.close());
  const body = lines(
    { create: { _index: 'winlogbeat-8.15.0' } },
    '{"message":"eins",  "n": 1}',
    { index: { _id: 'a' } },
    '{"message":"zwei"}',
    { delete: { _id: 'a' } },
    { update: { _id: 'a' } },
    '{"doc":{}}',
    { index: {} },
    `{"message":"${'x'.repeat(300)}"}`,
    { create: {} },
    'no json at all',
    { index: {} },
    '',
    { index: {} },
  );
  const reply = await server.send('POST', '/elastic/logs-x/_bulk', body, ndjson);
  t.equal(reply.statusCode, 200);
  t.equal(reply.headers['x-elastic-product'], 'Elasticsearch');
  const answer = reply.json<BulkAnswer>();
  t.equal(answer.errors, true);
  t.same(
    answer.items.map((item) => Object.entries(item).map(([action, { status }]) => `${action} ${status}`)[0]),
    [
      'create 201',
      'index 201',
      'delete 400',
      'update 400',
      'index 400',
      'create 201',
      'index 400',
      'index 400',
    ],
  );
  t.equal(answer.items[0]!['create']!._index, 'winlogbeat-8.15.0');
  t.equal(answer.items[1]!['index']!._index, 'logs-x');
  t.equal(answer.items[1]!['index']!._id, 'a');
  t.ok(answer.items[0]!['create']!._id, 'one without an id gets one');
  t.match(answer.items[2]!['delete']!.error, { type: 'illegal_argument_exception' });
  const { records, metas } = await server.stored();
  t.same(
    records.map(({ raw }) => Buffer.from(raw).toString()),
    ['{"message":"eins",  "n": 1}', '{"message":"zwei"}', 'no json at all'],
  );
  t.match(records[0], {
    source: '127.0.0.1',
    transport: 'http',
    format: 'json',
    received: 1_780_000_000_500,
    truncated: false,
  });
  t.match(metas[0], { tenant: 'stadt', collector: 'shippers' });
  t.same(await server.rejected(), { action: 2, 'too-large': 1, empty: 2 });
});

t.test('the parts of the answer that a client wants', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const send = async (filter: string, body: string) =>
    (await server.send('POST', `/elastic/_bulk?filter_path=${filter}`, body, ndjson)).body;
  const good = lines({ create: { _index: 'i' } }, { a: 1 });
  const both = good + lines({ delete: { _id: 'x' } });
  t.equal(
    await send('errors,items.*.error,items.*.status', good),
    '{"errors":false,"items":[{"create":{"status":201}}]}',
    'Beats and Logstash',
  );
  t.match(JSON.parse(await send('errors,items.*.error,items.*.status', both)), {
    errors: true,
    items: [{ create: { status: 201 } }, { delete: { status: 400, error: { reason: /delete/ } } }],
  });
  t.equal(await send('errors', both), '{"errors":true}');
  t.equal(await send('took', good), '{"took":0}');
  t.equal(JSON.parse(await send('items.*.error', both)).items.length, 1, 'empty items fall away');
  t.match(JSON.parse(await send('items', good)), { items: [{ create: { result: 'created', status: 201 } }] });
});

t.test('content encodings, and bombs', async (t) => {
  const limits = { bodyBytes: 50_000, unpackedBytes: 200_000 };
  const server = await startShippers({ journal: { dir: t.testdir() }, limits });
  t.teardown(() => server.close());
  const body = Buffer.from(lines({ index: { _index: 'i' } }, { a: 1 }));
  const send = (payload: Buffer, encoding: string) =>
    server.send('POST', '/elastic/_bulk', payload, { ...ndjson, 'content-encoding': encoding });
  t.equal((await send(gzipSync(body), 'gzip')).statusCode, 200);
  t.equal((await send(deflateSync(body), 'deflate')).statusCode, 200);
  t.equal((await send(deflateRawSync(body), 'deflate')).statusCode, 200);
  t.equal((await server.texts()).length, 3);
  const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20));
  for (const [payload, encoding, status] of [
    [bomb, 'gzip', 413],
    [Buffer.alloc(50_001), 'identity', 413],
    [body, 'gzip', 400],
    [gzipSync(body).subarray(0, -6), 'gzip', 400],
    [body, 'br', 400],
  ] as const) {
    const reply = await send(payload, encoding);
    t.equal(reply.statusCode, status);
    t.match(reply.json(), { status, error: { type: String, reason: String } });
  }
  t.equal((await server.texts()).length, 3);
  t.same(await server.rejected(), { 'body-too-large': 2, 'body-malformed': 3 });
});

t.test('zstd, where Node has it', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() }, limits: { unpackedBytes: 200_000 } });
  t.teardown(() => server.close());
  const { zstdCompressSync } = zlib as { zstdCompressSync?: (body: Buffer) => Buffer };
  const body = Buffer.from(lines({ index: { _index: 'i' } }, { a: 1 }));
  const send = async (payload: Buffer) =>
    (await server.send('POST', '/elastic/_bulk', payload, { ...ndjson, 'content-encoding': 'zstd' }))
      .statusCode;
  if (zstdCompressSync === undefined) {
    t.equal(await send(body), 400);
    return;
  }
  t.equal(await send(zstdCompressSync(body)), 200);
  t.equal(await send(zstdCompressSync(Buffer.alloc(20_000_000))), 413, 'a bomb');
});

t.test('what cannot be told apart is refused as a whole', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const ok = lines({ index: { _index: 'i' } }, { a: 1 });
  for (const [body, reason] of [
    [`${ok}["index"]\n{}\n`, /line \[3\]/],
    [`${ok}{"index":\n{}\n`, /line \[3\]/],
    [`${ok}{"index":{},"create":{}}\n{}\n`, /one action/],
    [`${ok}{"index":1}\n{}\n`, /START_OBJECT/],
    [`${ok}{"index":{"_id":"${'x'.repeat(70_000)}"}}\n{}\n`, /65536/],
    ['\n\n', /body is required/],
  ] as const) {
    const reply = await server.send('POST', '/elastic/_bulk', body, ndjson);
    t.equal(reply.statusCode, 400);
    t.match(reply.json(), { error: { reason } });
  }
  t.same(await server.texts(), []);
  t.same(await server.rejected(), { 'body-malformed': 11 }, 'with the documents before the fault');
});

t.test('a document that is sent again under its id is stored once', async (t) => {
  const dir = t.testdir();
  const body = lines(
    { create: { _index: 'i', _id: '1' } },
    { a: 1 },
    { index: { _index: 'i', _id: '2' } },
    { a: 1 },
    { index: { _index: 'i', _id: '2' } },
    { a: 1 },
    { index: { _index: 'other', _id: '2' } },
    { a: 1 },
    { index: { _index: 'i', _id: '2' } },
    { a: 'changed' },
    { index: { _index: 'i' } },
    { a: 'without' },
  );
  const statuses = (text: string) =>
    (JSON.parse(text) as BulkAnswer).items.map((item) => Object.values(item)[0]!.status);
  const first = await startShippers({ journal: { dir, segmentBytes: 300 } });
  const send = (server: typeof first) => server.send('POST', '/elastic/_bulk', body, ndjson);
  const [one, two] = await Promise.all([send(first), send(first)]);
  t.same(statuses(one.body), [201, 201, 200, 201, 201, 201]);
  t.same(statuses(two.body), [409, 200, 200, 200, 200, 201], 'while the first is in commit');
  t.match(two.json(), {
    errors: true,
    items: [{ create: { error: { type: 'version_conflict_engine_exception' } } }],
  });
  t.equal((await first.texts()).length, 6);
  await first.close();
  const second = await startShippers({ journal: { dir, segmentBytes: 300 } });
  t.teardown(() => second.close());
  t.same(statuses((await send(second)).body), [409, 200, 200, 200, 200, 201], 'after a restart');
});

t.test('when storage is full the client is told to wait, and nothing is half there', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir(), maxPendingBytes: 1500 } });
  t.teardown(() => server.close());
  const body = lines({ create: { _index: 'i', _id: '1' } }, { message: 'x'.repeat(600) });
  const other = body.replace('"1"', '"2"');
  const replies = await Promise.all(
    [body, body, other, other.replace('"2"', '"3"')].map((text) =>
      server.send('POST', '/elastic/_bulk', text, ndjson),
    ),
  );
  t.same(
    replies.map(({ statusCode }) => statusCode),
    [200, 200, 503, 503],
  );
  t.match(replies[2]!.headers, { 'retry-after': '5' });
  t.match(replies[2]!.json(), { status: 503, error: { type: 'es_rejected_execution_exception' } });
  t.equal((await server.texts()).length, 1);
  t.match((await server.send('POST', '/elastic/_bulk', other, ndjson)).json(), { errors: false });
});

t.test('of a large request one part can be refused: its documents are to be sent again', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir(), maxPendingBytes: 1_300_000 } });
  t.teardown(() => server.close());
  const documents = Array.from({ length: 2200 }, (_, n) =>
    lines({ index: { _index: 'i', _id: `${n}` } }, { m: 'x'.repeat(600) }),
  );
  const answer = (await server.send('POST', '/elastic/_bulk', documents.join(''), ndjson)).json<BulkAnswer>();
  const statuses = answer.items.map(({ index }) => index!.status);
  const stored = statuses.filter((status) => status === 201).length;
  t.equal(answer.errors, true);
  t.equal(stored, (await server.texts()).length);
  t.ok(stored > 0);
  t.same(new Set(statuses), new Set([201, 429]));
  const rest = documents.filter((_, n) => statuses[n] === 429).join('');
  t.match((await server.send('POST', '/elastic/_bulk', rest, ndjson)).json(), { errors: false });
  t.equal((await server.texts()).length, 2200, 'each once');
});

t.test('bodies under way are bounded', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() }, budgetBytes: 2000 });
  t.teardown(() => server.close());
  const body = lines({ index: { _index: 'i' } }, { m: 'x'.repeat(800) });
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => server.send('POST', '/elastic/_bulk', body, ndjson)),
  );
  t.ok(replies.some(({ statusCode }) => statusCode === 200));
  t.ok(replies.some(({ statusCode }) => statusCode === 503));
  for (let n = 0; n < 5; n++) {
    t.equal(
      (await server.send('POST', '/elastic/_bulk', body, ndjson)).statusCode,
      200,
      'they are given back',
    );
  }
});

t.test('single documents', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const json = { 'content-type': 'application/json' };
  const created = await server.send('POST', '/elastic/system/_doc', '{\n "a": 1\n}', json);
  t.equal(created.statusCode, 201);
  t.match(created.json(), { _index: 'system', result: 'created' });
  t.equal((await server.send('PUT', '/elastic/system/_create/7', '{"b":1}', json)).statusCode, 201);
  const conflict = await server.send('PUT', '/elastic/system/_create/7', '{"b":1}', json);
  t.equal(conflict.statusCode, 409);
  t.match(conflict.json(), { status: 409, error: { type: 'version_conflict_engine_exception' } });
  t.equal((await server.send('POST', '/elastic/system/_doc', '', json)).statusCode, 400);
  t.same(await server.texts(), ['{\n "a": 1\n}', '{"b":1}']);
});
