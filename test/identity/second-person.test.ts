import t from 'tap';
import { addMember } from '../../server/identity/administer-members.js';
import { addUser, changeUser } from '../../server/identity/administer-users.js';
import { mustBeTwo } from '../../server/identity/second-person.js';
import { findUserByName } from '../../server/store/users.js';
import { startMigratedDatabase } from '../store/migrated-database.js';

const { db } = await startMigratedDatabase(t);
let now = Date.UTC(2026, 10, 1);

/** An account that the provider root gives out. */
const issue = (username: string) =>
  addUser(db, { username, held: [{ tenant: 'default', role: 'admin' }] }, now++, 'root');
/** An account that a member of the tenant gives out. */
const take = (by: string, username: string, byProvider = false) =>
  addMember(db, { username, roles: ['dpo'] }, { tenant: 'default', byProvider, by }, now++);
const refused = { code: 'FORBIDDEN', message: /come from one hand/ };

await addUser(db, { username: 'root', held: [{ tenant: null, role: 'provider' }] }, now, 'cli root');

t.test('two accounts that the provider gave out are two people', async (t) => {
  await issue('anna');
  await issue('dora');
  await t.resolves(mustBeTwo(db, 'anna', 'dora'));
  await t.rejects(
    mustBeTwo(db, 'root', 'dora'),
    refused,
    'the provider is no second person to its own account',
  );
  await t.rejects(mustBeTwo(db, 'dora', 'root'), refused, 'whichever proposes');
});

t.test('an account that a member made is no second person for that member', async (t) => {
  await take('anna', 'emil');
  await t.rejects(mustBeTwo(db, 'anna', 'emil'), refused);
  await t.resolves(mustBeTwo(db, 'dora', 'emil'));
});

t.test('nor are two accounts that one member made, however far off', async (t) => {
  await take('anna', 'berta');
  await take('berta', 'carl');
  await t.rejects(mustBeTwo(db, 'berta', 'emil'), refused);
  await t.rejects(mustBeTwo(db, 'anna', 'carl'), refused);
  await t.rejects(mustBeTwo(db, 'emil', 'carl'), refused);
});

t.test('a one-time password of the provider makes an account a person again', async (t) => {
  const { id } = (await findUserByName(db, 'emil'))!;
  await changeUser(db, id, { reset_factors: true }, now++, 'root');
  await t.rejects(mustBeTwo(db, 'anna', 'emil'), refused, 'without its factors it is still in the same hand');
  await changeUser(db, id, { reset_password: true }, now++, 'root');
  await t.resolves(mustBeTwo(db, 'anna', 'emil'));
});

t.test('who gets another role takes no account into the hand', async (t) => {
  await issue('frida');
  await addUser(db, { username: 'grit', held: [] }, now++, 'root');
  t.equal((await take('frida', 'grit')).password, undefined);
  await t.resolves(mustBeTwo(db, 'frida', 'grit'));
});

t.test(
  'who took the factors away since, or gave out the account as the provider, is no second person',
  async (t) => {
    await issue('gerda');
    await issue('hans');
    const { id } = (await findUserByName(db, 'hans'))!;
    await changeUser(db, id, { reset_factors: true }, now++, 'gerda');
    await t.rejects(mustBeTwo(db, 'gerda', 'hans'), refused);
    await take('gerda', 'ida', true);
    await t.rejects(mustBeTwo(db, 'gerda', 'ida'), refused);
    await t.resolves(mustBeTwo(db, 'anna', 'ida'));
  },
);

t.test('an account of which nothing is known is its own', async (t) => {
  await t.resolves(mustBeTwo(db, 'anna', 'before-the-trail'));
});
