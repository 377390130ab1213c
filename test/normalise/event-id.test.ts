import fc from 'fast-check';
import t from 'tap';
import { eventId } from '../../server/normalise/event-id.js';

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const position = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const index = fc.integer({ min: 0, max: 2 ** 20 - 1 });

t.test('has the layout of UUID version 7 (RFC 9562 5.7)', async (t) => {
  fc.assert(
    fc.property(time, position, index, (a, b, c) => {
      const id = eventId(a, b, c);
      t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      t.equal(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16), a, 'the time can be read back');
    }),
  );
});

t.test('sorts as text like (time, position, index), and differs when one of them differs', async (t) => {
  fc.assert(
    fc.property(fc.tuple(time, position, index), fc.tuple(time, position, index), (a, b) => {
      const order = Math.sign(a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
      const [x, y] = [eventId(...a), eventId(...b)];
      t.equal(x < y ? -1 : x > y ? 1 : 0, order);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(time, position, fc.integer({ min: 0, max: 2 ** 20 - 2 }), (a, b, c) => {
      t.ok(eventId(a, b, c) < eventId(a, b, c + 1));
    }),
  );
});

t.test('known value, and numbers that do not fit are refused', async (t) => {
  t.equal(eventId(0x0123456789ab, 0xfedcba987654, 0xabcde), '01234567-89ab-7fed-b2ea-61d952af3780');
  t.throws(() => eventId(-1, 0, 0), RangeError);
  t.throws(() => eventId(Number.NaN, 0, 0), RangeError);
  t.throws(() => eventId(0, 2 ** 48, 0), RangeError);
  t.throws(() => eventId(0, 0, 2 ** 20), RangeError);
  t.throws(() => eventId(0, 1.5, 0), RangeError);
});
