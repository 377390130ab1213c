import t from 'tap';
import { rememberCollectors } from '../../server/identity/collector-authentication.js';

const identity = { collector: 'c1', tenant: 'default' };

t.test('asks once while the answer is fresh, then again', async (t) => {
  let asked = 0;
  let time = 0;
  const { authenticate, forget } = rememberCollectors(
    async () => (asked++ === 1 ? undefined : identity),
    1000,
    () => time,
  );
  t.same(await authenticate('gw_a'), identity);
  t.same(await authenticate('gw_a'), identity);
  t.equal(asked, 1);
  time = 1000;
  t.equal(await authenticate('gw_a'), undefined, 'revoked');
  t.equal(asked, 2);
  forget();
  t.same(await authenticate('gw_a'), identity, 'asked again at once');
});

t.test('without the database, what was known still holds; what was not is an error', async (t) => {
  let down = false;
  let time = 0;
  const find = async () => {
    if (down) throw new Error('database is down');
    return identity;
  };
  const { authenticate } = rememberCollectors(find, 1000, () => time);
  await authenticate('gw_a');
  down = true;
  time = 60_000;
  t.same(await authenticate('gw_a'), identity);
  await t.rejects(authenticate('gw_b'), /database is down/);
});
