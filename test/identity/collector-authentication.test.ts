import t from 'tap';
import { rememberCollectors, tokenShown } from '../../server/identity/collector-authentication.js';
import { RefusedCalls } from '../../server/identity/refused-calls.js';
import { inNetworks } from '../../server/identity/source-networks.js';

const known = { collector: 'c1', tenant: 'default', networks: [] as string[], ends: null as number | null };
const identity = { collector: 'c1', tenant: 'default' };
const shown = tokenShown('gw_a');

t.test('asks once while the answer is fresh, then again', async (t) => {
  let asked = 0;
  let time = 0;
  const { authenticate, forget } = rememberCollectors({
    find: async () => (asked++ === 1 ? undefined : known),
    freshMs: 1000,
    now: () => time,
  });
  t.strictSame(await authenticate(shown, '::1'), identity);
  t.strictSame(await authenticate(shown, '::1'), identity);
  t.equal(asked, 1);
  time = 1000;
  t.equal(await authenticate(shown, '::1'), undefined, 'revoked');
  t.equal(asked, 2);
  forget();
  t.strictSame(await authenticate(shown, '::1'), identity, 'asked again at once');
  await authenticate({ ...shown, kind: 'certificate' }, '::1');
  t.equal(asked, 4, 'a token and a certificate are not the same');
});

t.test('without the database, what was known still holds; what was not is an error', async (t) => {
  let down = false;
  let time = 0;
  const { authenticate } = rememberCollectors({
    find: async () => {
      if (down) throw new Error('database is down');
      return { ...known, ends: 5000 };
    },
    freshMs: 1000,
    now: () => time,
  });
  await authenticate(shown, '::1');
  down = true;
  time = 4999;
  t.strictSame(await authenticate(shown, '::1'), identity);
  await t.rejects(authenticate(tokenShown('gw_b'), '::1'), { message: 'database is down' });
  time = 5000;
  t.equal(await authenticate(shown, '::1'), undefined, 'what is over is over, whatever the database does');
});

t.test('from outside of its networks a collector is refused, and that is told', async (t) => {
  const refused: string[] = [];
  const { authenticate } = rememberCollectors({
    find: async () => ({ ...known, networks: ['192.0.2.0/25', '2001:db8::7'] }),
    onRefused: (...call) => refused.push(call.join(' ')),
  });
  for (const address of ['192.0.2.127', '::ffff:192.0.2.1', '::FFFF:192.0.2.1', '2001:DB8:0::7'])
    t.strictSame(await authenticate(shown, address), identity, address);
  for (const address of ['192.0.2.128', '::ffff:198.51.100.1', '2001:db8::8', 'localhost', ''])
    await t.rejects(authenticate(shown, address), { code: 'COLLECTOR_NETWORK' }, address);
  t.equal(refused.length, 5);
  t.equal(refused[0], 'c1 192.0.2.128');
  t.ok(inNetworks([], 'anything'));
});

t.test('refused calls are written down together', async (t) => {
  const written: unknown[] = [];
  const calls = new RefusedCalls(async (...row) => void written.push(row), 60_000);
  for (let at = 1; at <= 1000; at++) calls.note('c1', `192.0.2.${at % 9}`, at);
  calls.note('c2', '::1', 7);
  t.strictSame(written, []);
  await calls.flush();
  t.strictSame(written, [
    ['c1', { calls: 1000, at: 1000, from: '192.0.2.1' }],
    ['c2', { calls: 1, at: 7, from: '::1' }],
  ]);
  await calls.flush();
  t.equal(written.length, 2);
});
