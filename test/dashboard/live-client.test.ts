import * as fc from 'fast-check';
import t from 'tap';
import type { LiveMessage } from '../../server/contract/live.js';
import { loadDashboard } from './load.js';

interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  close(): void;
}
interface Options {
  connect(cursor: number | undefined): Socket;
  onMessage(message: LiveMessage): void;
  onStatus(status: { state: string; retryInMs?: number }): void;
  onReset(): void;
  random: () => number;
  schedule: (run: () => void, ms: number) => () => void;
}
interface Client {
  readonly cursor: number | undefined;
  start(): void;
  stop(): void;
  retryNow(): void;
}
const { LiveClient, retryDelay } = await loadDashboard<{
  LiveClient: new (options: Options) => Client;
  retryDelay(attempt: number, random: number): number;
}>('live/live-client.ts');

/** A client on sockets and timers that the test moves by hand. */
function scene() {
  const cursors: (number | undefined)[] = [];
  const sockets: (Socket & { closed: boolean })[] = [];
  const states: string[] = [];
  const received: string[] = [];
  let timer: { run: () => void; ms: number } | undefined;
  let resets = 0;
  const client = new LiveClient({
    connect(cursor) {
      cursors.push(cursor);
      const socket = {
        onmessage: null,
        onclose: null,
        closed: false,
        close() {
          socket.closed = true;
        },
      } as Socket & { closed: boolean };
      sockets.push(socket);
      return socket;
    },
    onMessage: (message) => received.push(message.type),
    onStatus: ({ state }) => states.push(state),
    onReset: () => {
      resets += 1;
    },
    random: () => 0.5,
    schedule(run, ms) {
      const mine = { run, ms };
      timer = mine;
      return () => {
        if (timer === mine) timer = undefined;
      };
    },
  });
  return {
    client,
    cursors,
    sockets,
    states,
    received,
    resets: () => resets,
    timer: () => timer,
    say: (message: object) => sockets.at(-1)!.onmessage?.({ data: JSON.stringify(message) }),
    drop: () => sockets.at(-1)!.onclose?.({ code: 1006 }),
    fire() {
      const due = timer;
      timer = undefined;
      due?.run();
    },
  };
}

t.test('it comes back with the cursor of the last alert', async (t) => {
  const s = scene();
  s.client.start();
  s.say({ type: 'hello', cursor: 10, time: '' });
  s.say({ type: 'alert', cursor: 12, alert: {} });
  s.drop();
  t.same(s.states, ['connecting', 'open', 'waiting']);
  t.equal(s.timer()?.ms, retryDelay(1, 0.5));
  s.fire();
  t.same(s.cursors, [undefined, 12]);
  s.say({ type: 'hello', cursor: 15, time: '' });
  t.equal(s.client.cursor, 12, 'what hello counts has not arrived yet');
  s.say({ type: 'alert', cursor: 15, alert: {} });
  t.equal(s.client.cursor, 15);
  t.equal(s.resets(), 0);
  t.same(s.received, ['hello', 'alert', 'hello', 'alert']);
});

t.test('a server that counts from the beginning again resets what was loaded', async (t) => {
  const s = scene();
  s.client.start();
  s.say({ type: 'hello', cursor: 100, time: '' });
  s.drop();
  s.fire();
  s.say({ type: 'hello', cursor: 3, time: '' });
  t.equal(s.resets(), 1);
  t.equal(s.client.cursor, 3);
});

t.test('the waits grow, and shrink again after a greeting', async (t) => {
  const s = scene();
  s.client.start();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    s.drop();
    waits.push(s.timer()!.ms);
    s.fire();
  }
  t.same(
    waits,
    [1, 2, 3, 4].map((attempt) => retryDelay(attempt, 0.5)),
  );
  s.say({ type: 'hello', cursor: 1, time: '' });
  s.drop();
  t.equal(s.timer()!.ms, retryDelay(1, 0.5));
});

t.test('a connection that falls silent is given up', async (t) => {
  const s = scene();
  s.client.start();
  s.say({ type: 'hello', cursor: 1, time: '' });
  s.fire();
  t.ok(s.sockets[0]!.closed);
  t.equal(s.states.at(-1), 'waiting');
});

t.test('retryNow does not wait; a stopped client stays stopped', async (t) => {
  const s = scene();
  s.client.start();
  s.client.retryNow();
  t.equal(s.sockets.length, 1, 'not while a connection stands');
  s.drop();
  s.client.retryNow();
  t.equal(s.sockets.length, 2);
  s.client.stop();
  t.equal(s.timer(), undefined);
  t.ok(s.sockets[1]!.closed);
  s.client.retryNow();
  t.equal(s.sockets.length, 2);
});

t.test('a wait lies between half its ceiling and the ceiling, never above 30 s', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const ceiling = Math.min(30_000, 500 * 2 ** (attempt - 1));
        const delay = retryDelay(attempt, random);
        return delay >= Math.floor(ceiling / 2) && delay <= ceiling;
      },
    ),
  );
});
