import t from 'tap';
import { startShippers } from '../shipper-server.js';

const splunk = { authorization: 'Splunk good', 'content-type': 'application/json' };
const channel = '1ce5b1b0-3f0a-4b4e-9f6e-3f1a6c0d7a11';

t.test('event objects one after the other, as an array, on every path', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const bodies: [string, string][] = [
    ['', '{"event":"a","time":1780000000.123}{"event":{"b":1}}\n {"fields":{"x":1},"event":[1]}'],
    ['/event', '[{"event":"d"},{"event":"e"}]'],
    ['/event/1.0?auto_extract_timestamp=true', '{"event":0}'],
  ];
  for (const [path, body] of bodies) {
    const reply = await server.send('POST', `/services/collector${path}`, body, splunk);
    t.equal(reply.statusCode, 200);
    t.same(reply.json(), { text: 'Success', code: 0 });
  }
  t.same(await server.texts(), [
    '{"event":"a","time":1780000000.123}',
    '{"event":{"b":1}}',
    '{"fields":{"x":1},"event":[1]}',
    '{"event":"d"}',
    '{"event":"e"}',
    '{"event":0}',
  ]);
  t.ok(
    (await server.stored()).records.every(
      ({ dataset, format }) => dataset === 'splunk.hec' && format === 'json',
    ),
  );
});

t.test("Splunk's own answers", async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() }, limits: { recordBytes: 100 } });
  t.teardown(() => server.close());
  const good = '{"event":"x"}';
  for (const [body, headers, status, answer] of [
    [good, { authorization: '' }, 401, { code: 3 }],
    [good, { authorization: 'Digest x' }, 401, { text: 'Invalid authorization', code: 3 }],
    [good, { authorization: 'Splunk bad' }, 403, { text: 'Invalid token', code: 4 }],
    [good, { authorization: `Basic ${Buffer.from('x:good').toString('base64')}` }, 200, { code: 0 }],
    ['', {}, 400, { text: 'No data', code: 5 }],
    ['[]', {}, 400, { text: 'No data', code: 5 }],
    [`${good}{"x":`, {}, 400, { text: 'Invalid data format', code: 6, 'invalid-event-number': 1 }],
    [`${good}"text"`, {}, 400, { code: 6, 'invalid-event-number': 1 }],
    [`${good}{"event":"${'x'.repeat(100)}"}${good}`, {}, 400, { code: 6, 'invalid-event-number': 1 }],
    [`{"time":1}${good}`, {}, 400, { text: 'Event field is required', code: 12, 'invalid-event-number': 0 }],
    [
      `${good}{"event":""}{"event":null}`,
      {},
      400,
      { text: 'Event field cannot be blank', code: 13, 'invalid-event-number': 1 },
    ],
    [good, { 'x-splunk-request-channel': 'a b' }, 400, { text: 'Invalid data channel', code: 11 }],
    [good, { 'content-encoding': 'gzip' }, 400, { code: 6 }],
  ] as const) {
    const reply = await server.send('POST', '/services/collector/event', body, { ...splunk, ...headers });
    t.equal(reply.statusCode, status, body);
    t.match(reply.json(), answer, body);
  }
  t.equal((await server.texts()).length, 7, 'the good events of a request are stored');
  t.same(await server.rejected(), {
    'no-json': 2,
    'too-large': 1,
    'no-event': 1,
    blank: 2,
    'body-malformed': 1,
  });
  const health = await server.send('GET', '/services/collector/health', undefined, { authorization: '' });
  t.same([health.statusCode, health.json()], [200, { text: 'HEC is healthy', code: 17 }]);
});

t.test('lines of a raw request, with and without what the query says of them', async (t) => {
  const server = await startShippers({ journal: { dir: t.testdir() } });
  t.teardown(() => server.close());
  const raw = (query: string, body: Buffer | string) =>
    server.send('POST', `/services/collector/raw${query}`, body, { authorization: 'Splunk good' });
  t.same((await raw(`?channel=${channel}`, Buffer.from('gr\xfc\xdfe\r\n\nzwei', 'latin1'))).json(), {
    text: 'Success',
    code: 0,
    ackId: 0,
  });
  t.equal((await raw('?host=web1&sourcetype=access_combined&index=main', 'a "b"\n')).statusCode, 200);
  t.match((await raw('', '')).json(), { code: 5 });
  const { records } = await server.stored();
  t.same(
    records.map(({ raw, format, dataset }) => [Buffer.from(raw).toString('latin1'), format, dataset]),
    [
      ['gr\xfc\xdfe', 'line', ''],
      ['zwei', 'line', ''],
      [
        '{"host":"web1","sourcetype":"access_combined","index":"main","event":"a \\"b\\""}',
        'json',
        'splunk.hec',
      ],
    ],
  );
});

t.test(
  'a number is acknowledged when its events are durable, in its channel and for its collector alone',
  async (t) => {
    const server = await startShippers({ journal: { dir: t.testdir(), maxPendingBytes: 1200 } });
    t.teardown(() => server.close());
    const event = `{"event":"${'x'.repeat(500)}"}`;
    const send = (headers = {}) =>
      server.send('POST', '/services/collector', event, {
        ...splunk,
        'x-splunk-request-channel': channel,
        ...headers,
      });
    const ask = async (acks: unknown, headers = {}) =>
      server.send('POST', '/services/collector/ack', JSON.stringify({ acks }), {
        ...splunk,
        'x-splunk-request-channel': channel,
        ...headers,
      });
    t.same((await ask([0])).json(), { acks: { 0: false } });
    const replies = await Promise.all([send(), send(), send()]);
    t.same(
      replies.map(({ statusCode }) => statusCode),
      [200, 503, 503],
    );
    t.match(replies[0]!.json(), { ackId: 0 });
    t.match(replies[1]!.json(), { text: 'Server is busy', code: 9 });
    t.notMatch(replies[1]!.json(), { ackId: Number });
    t.match(replies[1]!.headers, { 'retry-after': '5' });
    t.same((await ask([0, 1, -1, 0.5])).json(), { acks: { 0: true, 1: false, '-1': false, '0.5': false } });
    t.match((await send()).json(), { ackId: 1 });
    t.same((await ask([0, 1])).json(), { acks: { 0: true, 1: true } });
    t.same((await ask([0], { 'x-splunk-request-channel': 'other' })).json(), { acks: { 0: false } });
    t.match((await ask([0], { 'x-splunk-request-channel': '' })).json(), { code: 11 });
    const none = await server.send('POST', '/services/collector/ack', '{"acks":[0]}', splunk);
    t.match([none.statusCode, none.json()], [400, { text: 'Data channel is missing', code: 10 }]);
    t.match((await ask('0')).json(), { code: 6 });
  },
);
