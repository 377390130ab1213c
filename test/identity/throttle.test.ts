import t from 'tap';
import { GrundwachtError } from '../../server/contract/errors.js';
import { LoginThrottle } from '../../server/identity/throttle.js';

const limits = { window: 60_000, perUserAndAddress: 3, perAddress: 5 };
const refused = (throttle: LoginThrottle, user: string, address: string, now: number) => {
  try {
    throttle.begin(user, address, now);
    return false;
  } catch (error) {
    if (error instanceof GrundwachtError && error.code === 'RATE_LIMITED') return error.retryAfterSeconds;
    throw error;
  }
};

t.test('failures of one user from one address are limited, from elsewhere the user gets in', async (t) => {
  const throttle = new LoginThrottle(limits);
  for (let n = 0; n < 3; n++) t.equal(refused(throttle, 'anna', '192.0.2.1', n), false);
  t.equal(refused(throttle, 'ANNA', '192.0.2.1', 10_000), 50);
  t.equal(refused(throttle, 'anna', '::ffff:192.0.2.1', 10_000), 50, 'the same address in IPv6 form');
  t.equal(refused(throttle, 'anna', '192.0.2.2', 10_000), false);
  t.equal(refused(throttle, 'anna', '192.0.2.1', 60_000), false, 'when the window is over');
});

t.test('one address that tries many users is limited; IPv6 counts by /64', async (t) => {
  const throttle = new LoginThrottle(limits);
  for (let n = 0; n < 5; n++) t.equal(refused(throttle, `user${n}`, `2001:db8::${n}`, 0), false);
  t.equal(refused(throttle, 'user9', '2001:0db8:0:0:ffff::1', 1), 60);
  t.equal(refused(throttle, 'user9', '2001:db8:0:1::1', 1), false);
});

t.test('a success forgets the failures, and a refused attempt does not prolong the wait', async (t) => {
  const throttle = new LoginThrottle(limits);
  for (let n = 0; n < 2; n++) refused(throttle, 'anna', '192.0.2.1', 0);
  throttle.begin('anna', '192.0.2.1', 1);
  throttle.succeed('anna', '192.0.2.1');
  t.equal(refused(throttle, 'anna', '192.0.2.1', 2), false);
  t.equal(refused(throttle, 'berta', '192.0.2.1', 2), false);
  t.equal(refused(throttle, 'berta', '192.0.2.1', 2), false);
  t.equal(refused(throttle, 'berta', '192.0.2.1', 30_000), 30);
  t.equal(refused(throttle, 'berta', '192.0.2.1', 50_000), 10);
});
