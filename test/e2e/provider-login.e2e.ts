import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import { freePort, startServer } from '../helpers/server.js';
import { startProvider } from '../identity/oidc/provider.js';
import { violations, violationsIn } from './axe.js';
import { launchBrowser, noBrowser, openProfile } from './browser.js';

// The library warns of plain HTTP and of forms for development: both are wanted here.
process.removeAllListeners('warning');

t.test(
  'with the account of the city: in, with the roles of the groups, and out',
  { skip: noBrowser },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'grundwacht-provider-login-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const ports = { http: await freePort(), syslog: await freePort() };
    const origin = `http://localhost:${ports.http}`;
    const away: (() => void | Promise<void>)[] = [];
    const provider = await startProvider(
      { teardown: (end) => void away.push(end) },
      { origin, secret: 'geheim' },
    );
    t.teardown(async () => {
      for (const end of away) await end();
    });
    provider.people.set('4711', { name: 'erika.beispiel', groups: ['/it/sicherheit'] });
    provider.people.set('4712', { name: 'bernd.beispiel', groups: ['/bauhof'] });
    const config = join(folder, 'grundwacht.yaml');
    const groups = [{ group: '/it/sicherheit', tenant: 'default', role: 'analyst' }];
    const oidc = {
      issuer: provider.issuer,
      client_id: 'grundwacht',
      client_secret: 'geheim',
      title: 'Stadt-Konto',
      scopes: ['openid', 'profile', 'groups'],
      groups,
    };
    writeFileSync(config, stringify({ http: { origin }, identity: { oidc } }));
    await startServer(t, { ports, env: { GRUNDWACHT_CONFIG: config } });
    const browser = await launchBrowser();
    t.teardown(() => browser.close());
    const page = await (await openProfile(browser)).newPage();

    const logIn = async (subject: string) => {
      await page.getByRole('button', { name: 'Anmelden mit Stadt-Konto' }).click();
      await page.locator('input[name=login]').fill(subject);
      await page.locator('input[name=password]').fill('x');
      await page.locator('button[type=submit]').click();
      await page.getByRole('button', { name: 'Continue' }).click();
    };

    await t.test('the page that was asked for opens, with what an analyst may', async (t) => {
      await page.goto(`${origin}/#/sources`);
      await page.getByRole('button', { name: 'Anmelden mit Stadt-Konto' }).waitFor();
      t.same(await violations(page), []);
      t.same(await violationsIn(page, 'dark'), []);
      await logIn('4711');
      await page.locator('.gw-frame:visible').waitFor();
      t.equal(new URL(page.url()).hash, '#/sources');
      const session = await page.evaluate("fetch('/api/v1/session').then((reply) => reply.json())");
      t.match(session, { user: { username: 'erika.beispiel', roles: ['analyst'] } });
    });

    await t.test('logging out ends the session here and there', async (t) => {
      await page.getByRole('button', { name: 'Konto erika.beispiel' }).click();
      await page.getByRole('menuitem', { name: 'Abmelden' }).click();
      await page.getByRole('button', { name: /^Yes/ }).click();
      await page.getByRole('button', { name: 'Anmelden mit Stadt-Konto' }).waitFor();
      t.equal(new URL(page.url()).origin, origin);
    });

    await t.test('who is in no group that has a role is told so', async (t) => {
      await logIn('4712');
      await page.getByText('Ihr Konto gehört zu keiner Gruppe').waitFor();
      t.same(await violations(page), []);
    });
  },
);
