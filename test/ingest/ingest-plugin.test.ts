import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { ByteBudget } from '../../server/ingest/byte-budget.js';
import { decodeEntry } from '../../server/ingest/entry.js';
import { batch, startIngest, stored } from './helpers.js';

t.test('a batch is stored with its meta data, plain and compressed', async (t) => {
  const ingest = await startIngest({ dir: t.testdir() });
  t.teardown(() => ingest.close());
  const first = await ingest.post(batch(10, ['eins', 'zwei']));
  t.equal(first.statusCode, 200);
  t.match(first.json(), { accepted: 2, duplicate: false, position: ingest.journal.head });
  const second = await ingest.post(gzipSync(batch(20, ['drei'])), { 'content-encoding': 'gzip' });
  t.match(second.json(), { accepted: 1, duplicate: false, position: ingest.journal.head });
  t.strictSame(await stored(ingest.journal), ['10:eins', '20:drei']);
  for await (const { payload } of ingest.journal.replay(0)) {
    t.match(decodeEntry(payload).meta, {
      tenant: 'stadt',
      collector: 'rathaus-1',
      epoch: 'e1',
      received: 1_780_000_000_500,
    });
  }
});

t.test(
  'what is not a batch of the token holder is refused with its reason, and nothing is stored',
  async (t) => {
    const ingest = await startIngest({ dir: t.testdir() }, { maxBodyBytes: 50_000, maxBatchBytes: 200_000 });
    t.teardown(() => ingest.close());
    const good = batch(1, ['x']);
    const cases: [string, Buffer, Record<string, string>, number, string][] = [
      ['no token', good, { authorization: '' }, 401, 'COLLECTOR_UNKNOWN'],
      ['unknown token', good, { authorization: 'Bearer bad' }, 401, 'COLLECTOR_UNKNOWN'],
      ['foreign collector', batch(1, ['x'], 'rathaus-2'), {}, 403, 'FORBIDDEN'],
      ['cut off', good.subarray(0, -1), {}, 400, 'BATCH_MALFORMED'],
      ['not gzip', good, { 'content-encoding': 'gzip' }, 400, 'BATCH_MALFORMED'],
      ['cut gzip', gzipSync(good).subarray(0, -9), { 'content-encoding': 'gzip' }, 400, 'BATCH_MALFORMED'],
      ['unknown encoding', good, { 'content-encoding': 'br' }, 400, 'VALIDATION'],
      ['another content type', good, { 'content-type': 'text/plain' }, 400, 'VALIDATION'],
      ['body too large', randomBytes(50_001), {}, 413, 'FST_ERR_CTP_BODY_TOO_LARGE'],
      [
        'gzip bomb',
        gzipSync(batch(1, ['0'.repeat(40_000_000)])),
        { 'content-encoding': 'gzip' },
        413,
        'BODY_TOO_LARGE',
      ],
    ];
    for (const [name, body, headers, status, code] of cases) {
      const reply = await ingest.post(body, headers);
      t.equal(reply.statusCode, status, name);
      t.equal(reply.json()['code'], code, name);
    }
    t.strictSame(await stored(ingest.journal), []);
  },
);

t.test('a stalled journal answers 503 with Retry-After, and the batch can be sent again', async (t) => {
  const ingest = await startIngest({ dir: t.testdir(), maxPendingBytes: 1000 });
  t.teardown(() => ingest.close());
  const replies = await Promise.all(
    Array.from({ length: 5 }, (_, n) => ingest.post(batch(n, ['x'.repeat(300)]))),
  );
  const refused = replies.findIndex((reply) => reply.statusCode === 503);
  t.ok(refused > 0);
  t.equal(replies[refused]!.json()['code'], 'STORAGE_STALLED');
  t.match(replies[refused]!.headers, { 'retry-after': '5' });
  const again = await ingest.post(batch(refused, ['x'.repeat(300)]));
  t.match(again.json(), { accepted: 1, duplicate: false });
});

t.test('bytes under way are bounded, and given back', async (t) => {
  const ingest = await startIngest({ dir: t.testdir() }, { budget: new ByteBudget(2000) });
  t.teardown(() => ingest.close());
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, n) => ingest.post(batch(n, ['x'.repeat(800)]))),
  );
  t.ok(replies.some((reply) => reply.statusCode === 503));
  t.ok(replies.some((reply) => reply.statusCode === 200));
  for (let n = 10; n < 20; n++) t.equal((await ingest.post(batch(n, ['x'.repeat(800)]))).statusCode, 200);
});
