import pino from 'pino';
import t from 'tap';
import { Closers } from '../server/closers.js';

t.test('parts are closed in the reverse order, whatever becomes of one', async (t) => {
  const logged: { part: string; msg: string }[] = [];
  const closers = new Closers(pino({}, { write: (line: string) => logged.push(JSON.parse(line)) }));
  const closed: string[] = [];
  const part = (name: string) => async () => void closed.push(name);
  closers.add('first', part('first'));
  closers.add('hangs', () => new Promise(() => undefined));
  closers.add('second', part('second'));
  closers.add('fails', async () => {
    throw new Error('it was not open');
  });
  closers.add('third', part('third'));
  await closers.close(20);
  t.same(closed, ['third', 'second', 'first']);
  t.match(logged, [
    { part: 'fails', msg: 'close_failed', err: { message: 'it was not open' } },
    { part: 'hangs', msg: 'close_failed', err: { message: 'not closed after 20 ms' } },
  ]);
  await closers.close();
  t.equal(closed.length, 3, 'once');
});
