import t from 'tap';
import { loadConfig } from '../../../server/config/config.js';
import type { GroupRole } from '../../../server/identity/oidc/claims.js';
import type { Vouched } from '../../../server/identity/oidc/client.js';
import { signIn } from '../../../server/identity/oidc/sign-in.js';
import { newSecretKey } from '../../../server/identity/secret-box.js';
import { openOidc } from '../../../server/oidc.js';
import { findUser } from '../../../server/store/users.js';
import { startMigratedDatabase } from '../../store/migrated-database.js';

const { db } = await startMigratedDatabase(t);
const now = Date.UTC(2026, 10, 1);
const required = { acr: [], amr: [] };
const vouched = (issuer: string, name: string, ...groups: string[]): Vouched => ({
  issuer: `https://${issuer}.example.org`,
  subject: '1000',
  claims: { preferred_username: name },
  groups,
  provenAt: now,
  returnTo: '/',
});
const refusal = (login: Promise<unknown>) => login.catch((error: unknown) => error);
const operators = { group: 'operators', tenant: 'default', role: 'provider' as const };
const analysts = { group: 'analysts', tenant: 'default', role: 'analyst' as const };

t.test(
  'a group gives what is listed for it, and nothing else that a provider says of a person',
  async (t) => {
    const told = vouched('city', 'anna', 'analysts', 'operators', 'provider', 'admin');
    const account = await signIn(db, told, { mapping: [analysts], required }, now);
    t.same(account.roles, ['analyst']);
    t.same(account.memberships, [{ tenant: 'default', roles: ['analyst'] }]);
    const nothing = vouched('city', 'anna', 'operators');
    t.match(await refusal(signIn(db, nothing, { mapping: [analysts], required }, now)), {
      reason: 'no_group',
    });
    t.same((await findUser(db, account.id))!.roles, [], 'and takes what was there');
  },
);

t.test('the same name for a person at another provider is another person', async (t) => {
  const operator = await signIn(
    db,
    vouched('old', 'olga', 'operators'),
    { mapping: [operators], required },
    now,
  );
  t.same(operator.roles, ['provider']);
  const terms = { mapping: [analysts], required };
  const other = await signIn(db, vouched('new', 'otto', 'analysts', 'operators'), terms, now);
  t.not(other.id, operator.id);
  t.same(other.roles, ['analyst']);
  t.match(await refusal(signIn(db, vouched('third', 'OLGA', 'analysts'), terms, now)), {
    reason: 'name_taken',
  });
  t.same((await findUser(db, operator.id))!.roles, ['provider'], 'who is there keeps the own roles');
});

t.test('a group that is bound to a tenant gives no role beyond it', async (t) => {
  const { identity, outgoing } = loadConfig({ env: {}, cwd: t.testdir() });
  const provider = { ...identity.oidc, issuer: 'https://login.example.org', client_id: 'grundwacht' };
  const open = (group: GroupRole) => () =>
    openOidc({ identity: { ...identity, oidc: { ...provider, groups: [group] } }, outgoing }, newSecretKey());
  t.throws(open({ group: 'umland-it', tenant: 'umland', role: 'provider' }), {
    code: 'CONFIG_INVALID',
    detail: /"identity.oidc.groups".*"umland-it".*"umland"/,
  });
  t.doesNotThrow(open({ group: 'umland-it', tenant: 'umland', role: 'admin' }));
  t.doesNotThrow(open({ group: 'betrieb', tenant: 'default', role: 'provider' }));
});
