import t from 'tap';
import { examineSignIn } from '../../server/cli/examine-sign-in.js';
import { loadConfig } from '../../server/config/config.js';
import { freePort } from '../helpers/server.js';
import { startProvider } from '../identity/oidc/provider.js';

// The library warns of plain HTTP and of forms for development: both are wanted here.
process.removeAllListeners('warning');

t.test('the OpenID provider is asked as at a login', async (t) => {
  const plain = loadConfig({ env: {}, cwd: t.testdir() });
  const withIssuer = (issuer: string, local = true) => ({
    ...plain,
    identity: {
      ...plain.identity,
      allow_local_login: local,
      oidc: {
        ...plain.identity.oidc,
        issuer,
        client_id: 'grundwacht',
        groups: [{ group: 'it', role: 'analyst' as const, tenant: 'default' }],
      },
    },
  });
  t.same(await examineSignIn(plain, Date.now()), [], 'none is configured');

  const { issuer } = await startProvider(t, { origin: 'http://grundwacht.test', secret: 'geheim' });
  t.same(await examineSignIn(withIssuer(issuer), Date.now()), [
    { check: 'sign-in', state: 'ok', detail: `${issuer} tells where people log in` },
  ]);

  const away = `http://127.0.0.1:${await freePort()}`;
  const [refused] = await examineSignIn(withIssuer(away, false), Date.now());
  t.match(refused, { state: 'failed', detail: /^http:.*ECONNREFUSED.*nobody can log in$/ });

  const [other] = await examineSignIn(withIssuer(`${issuer}/elsewhere`), Date.now());
  t.match(other, { state: 'failed', detail: /elsewhere: .+; local accounts work$/ });

  const [incomplete] = await examineSignIn(
    {
      ...withIssuer(issuer),
      identity: { ...withIssuer(issuer).identity, oidc: { ...plain.identity.oidc, issuer } },
    },
    Date.now(),
  );
  t.match(incomplete, { state: 'failed', detail: /identity\.oidc\.client_id/ });
});
