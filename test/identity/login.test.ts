import t from 'tap';
import { addUser, changeUser } from '../../server/identity/administer-users.js';
import { createFirstAdministrator } from '../../server/identity/first-administrator.js';
import { beginSession, changePassword, provePassword } from '../../server/identity/login.js';
import { closeSession, defaultSessionLimits, resolveSession } from '../../server/identity/sessions.js';
import { LoginThrottle } from '../../server/identity/throttle.js';
import { findUserByName } from '../../server/store/users.js';
import { startMigratedDatabase } from '../store/migrated-database.js';

const { db } = await startMigratedDatabase(t);
const start = Date.parse('2026-11-21T08:00:00Z');
const { absolute, idle } = defaultSessionLimits;
const context = (now = start) => ({ db, throttle: new LoginThrottle(), address: '192.0.2.1', now });
const logIn = async (
  given: ReturnType<typeof context>,
  credentials: { username: string; password: string },
) => beginSession(given, await provePassword(given, credentials), 'password');
const newPassword = 'Musterstadt leuchtet';

const first = await createFirstAdministrator(db, { now: start });
const admin = { username: 'admin', password: first!.password! };

t.test('the first administrator is created once, with a one-time password', async (t) => {
  t.match(first, { username: 'admin', password: /^([a-z2-9]{5}-){3}[a-z2-9]{5}$/ });
  t.equal(await createFirstAdministrator(db, { password: 'another one' }), undefined);
  t.match(await findUserByName(db, 'ADMIN'), {
    must_change_password: true,
    roles: ['admin', 'provider'],
    memberships: [{ tenant: 'default', roles: ['admin'] }],
    passwordHash: /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
  });
});

t.test('wrong password, unknown user and disabled user get the same answer', async (t) => {
  const { account, password } = await addUser(
    db,
    { username: 'Übel', held: [{ tenant: 'default', role: 'analyst' }] },
    start,
    'root',
  );
  t.ok(await logIn(context(), { username: 'übel', password }), 'names ignore case');
  await changeUser(db, account.id, { disabled: true }, start, 'root');
  for (const credentials of [
    { username: 'admin', password: 'wrong' },
    { username: 'nobody', password: 'wrong' },
    { username: 'übel', password },
  ]) {
    await t.rejects(logIn(context(), credentials), {
      code: 'CREDENTIALS_WRONG',
      message: 'User name or password is wrong.',
    });
  }
});

t.test('a session ends when idle, at its absolute limit, and on logout', async (t) => {
  const { token, expires } = await logIn(context(), admin);
  t.equal(expires, start + idle);
  t.equal(await resolveSession(db, `${token}x`, start), undefined);
  let now = start;
  while (now + idle < start + absolute) {
    now += idle - 1;
    t.match(await resolveSession(db, token, now), { user: { username: 'admin' } });
  }
  t.match(await resolveSession(db, token, start + absolute - 1), { expires: start + absolute });
  t.equal(await resolveSession(db, token, start + absolute), undefined);

  const second = await logIn(context(), admin);
  t.ok(await resolveSession(db, second.token, start + idle - 1, defaultSessionLimits, false));
  t.equal(await resolveSession(db, second.token, start + idle), undefined, 'looking is no use');

  const third = await logIn(context(), admin);
  await closeSession(db, third.token);
  t.equal(await resolveSession(db, third.token, start), undefined);
});

t.test('changing the password ends the old sessions and the duty to change it', async (t) => {
  const before = await logIn(context(), admin);
  t.equal(before.user.must_change_password, true);
  const change = (current: string, next: string) => changePassword(context(), before, { current, new: next });
  await t.rejects(change('wrong', newPassword), { code: 'CREDENTIALS_WRONG' });
  await t.rejects(change(admin.password, 'short'), { code: 'VALIDATION', message: /^\/new: .*12/ });
  await t.rejects(change(admin.password, 'aaaaaaaaaaaaaaaa'), { code: 'PASSWORD_TOO_COMMON' });
  await t.rejects(change(admin.password, 'my-Admin-password'), {
    code: 'VALIDATION',
    message: /user name/,
  });
  await t.rejects(change(admin.password, admin.password), { code: 'VALIDATION', message: /differ/ });
  const after = await change(admin.password, newPassword);
  t.equal(after.user.must_change_password, false);
  t.equal(await resolveSession(db, before.token, start), undefined);
  t.ok(await resolveSession(db, after.token, start));
  admin.password = newPassword;
});

t.test('changing a user ends the sessions; the last administrator stays', async (t) => {
  const { account, password } = await addUser(
    db,
    { username: 'berta', held: [{ tenant: 'default', role: 'analyst' }] },
    start,
    'root',
  );
  const session = await logIn(context(), { username: 'berta', password });
  const changed = await changeUser(
    db,
    account.id,
    { memberships: [{ tenant: 'default', roles: ['auditor', 'isb'] }], reset_password: true },
    start,
    'root',
  );
  t.same(changed.account.roles, ['auditor', 'isb']);
  t.equal(await resolveSession(db, session.token, start), undefined);
  await t.rejects(logIn(context(), { username: 'berta', password }), { code: 'CREDENTIALS_WRONG' });
  t.ok(await logIn(context(), { username: 'berta', password: changed.password! }));
  await t.rejects(addUser(db, { username: 'BERTA', held: [] }, start, 'root'), { code: 'ALREADY_EXISTS' });

  const { id } = (await findUserByName(db, 'admin'))!;
  await t.rejects(changeUser(db, id, { provider: false }, start, 'root'), { code: 'LAST_ADMINISTRATOR' });
  await t.rejects(changeUser(db, id, { disabled: true }, start, 'root'), { code: 'LAST_ADMINISTRATOR' });
  t.match(await findUserByName(db, 'admin'), { roles: ['admin', 'provider'], disabled: false });
});

t.test('two administrators who take each other the role at once do not both succeed', async (t) => {
  const other = await addUser(
    db,
    { username: 'second-admin', held: [{ tenant: null, role: 'provider' }] },
    start,
    'root',
  );
  const admins = [(await findUserByName(db, 'admin'))!.id, other.account.id];
  const results = await Promise.allSettled(
    admins.map((id) => changeUser(db, id, { disabled: true }, start, 'root')),
  );
  t.same(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
});
