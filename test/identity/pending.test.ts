import t from 'tap';
import { Pending } from '../../server/identity/pending.js';

t.test('what waits is used once, and not after its time', async (t) => {
  const pending = new Pending<string>(1000);
  const name = pending.put('half a login', 0);
  t.match(name, /^[\w-]{43}$/);
  t.equal(pending.peek(name, 999), 'half a login');
  t.equal(pending.take(name, 999), 'half a login');
  t.equal(pending.take(name, 999), undefined);
  const late = pending.put('another', 0);
  t.equal(pending.take(late, 1000), undefined);
  t.equal(pending.peek('constructor', 0), undefined);
});

t.test('many make room by the oldest going', async (t) => {
  const pending = new Pending<number>(1000);
  const names = Array.from({ length: 20_001 }, (_, n) => pending.put(n, 0));
  t.equal(pending.peek(names[0]!, 1), undefined);
  t.equal(pending.peek(names[1]!, 1), 1);
  t.equal(pending.peek(names.at(-1)!, 1), 20_000);
});
