import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import t from 'tap';
import { stringify } from 'yaml';
import { startServer } from '../helpers/server.js';
import { violations, violationsIn } from './axe.js';
import { launchBrowser, noBrowser, openProfile, testPassword } from './browser.js';

async function enter(page: Page, username: string, password: string): Promise<void> {
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
}

/** From the demand for a second factor to the workspace. @returns the recovery codes */
async function setUpCodes(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Codes einrichten' }).click();
  const secret = (await page.getByTestId('totp-secret').innerText()).replaceAll(' ', '');
  await page.getByLabel('Erster Code').fill(generateSync({ secret }));
  await page.getByRole('button', { name: 'Einrichten' }).click();
  await page.getByTestId('recovery-codes').waitFor();
  const codes = await page.getByTestId('recovery-codes').locator('li').allInnerTexts();
  await page.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click();
  await page.locator('.gw-frame:visible').waitFor();
  return codes;
}

const demand = (page: Page) => page.locator('h1', { hasText: 'Zweiten Faktor einrichten' });

t.test(
  'a second factor is demanded of everyone: set up, replaced by a recovery code, taken away',
  { skip: noBrowser },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'grundwacht-required-factor-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const config = join(folder, 'grundwacht.yaml');
    writeFileSync(config, stringify({ identity: { require_second_factor: 'everyone' } }));
    const { url, adminPassword } = await startServer(t, { env: { GRUNDWACHT_CONFIG: config } });
    const browser = await launchBrowser();
    t.teardown(() => browser.close());
    const admin = await (await openProfile(browser)).newPage();
    const anna = await (await openProfile(browser)).newPage();
    let oneTime = '';
    let codes: string[] = [];

    await t.test('who has none sets one up before anything else', async (t) => {
      await admin.goto(`${url}/#/sources`);
      await enter(admin, 'admin', adminPassword);
      await demand(admin).waitFor();
      t.same(await violations(admin), []);
      t.same(await violationsIn(admin, 'dark'), []);
      t.equal(await admin.evaluate("fetch('/api/v1/sources').then((reply) => reply.status)"), 403);
      t.equal((await setUpCodes(admin)).length, 10);
      t.equal(new URL(admin.url()).hash, '#/sources', 'where it was to go');
    });

    await t.test('a new account changes its password first, then the same', async (t) => {
      await admin.goto(`${url}/#/accounts`);
      await admin.getByRole('button', { name: 'Konto anlegen' }).click();
      const dialog = admin.getByRole('dialog');
      await dialog.getByLabel('Benutzername').fill('anna');
      await dialog.getByText('Analyse', { exact: true }).click();
      await dialog.getByRole('button', { name: 'Konto anlegen' }).click();
      oneTime = await dialog.getByTestId('one-time-password').innerText();
      await dialog.getByRole('button', { name: 'Fertig' }).click();
      await anna.goto(url);
      await enter(anna, 'anna', oneTime);
      for (const field of await twoFields(anna)) await field.fill(testPassword);
      await anna.locator('button[type=submit]').click();
      await demand(anna).waitFor();
      codes = await setUpCodes(anna);
      t.equal(codes.length, 10);
    });

    await t.test('without the phone a recovery code opens, once', async (t) => {
      const again = async (code: string) => {
        await anna.getByRole('button', { name: 'Konto anna' }).click();
        await anna.getByRole('menuitem', { name: 'Abmelden' }).click();
        await enter(anna, 'anna', testPassword);
        await anna.locator('input[name=code]').fill(code);
        await anna.getByRole('button', { name: 'Anmelden', exact: true }).click();
      };
      await again(codes[0]!);
      await anna.locator('.gw-frame:visible').waitFor();
      await again(codes[0]!);
      await anna.getByText('Der Code ist falsch').waitFor();
      await anna.locator('input[name=code]').fill(codes[1]!);
      await anna.getByRole('button', { name: 'Anmelden', exact: true }).click();
      await anna.locator('.gw-frame:visible').waitFor();
      t.pass();
    });

    await t.test(
      'an administrator takes factors away: sessions end, and the next login sets one up anew',
      async (t) => {
        await admin.reload();
        const row = admin.locator('.gw-table__row', { hasText: 'anna' });
        await row.getByRole('button', { name: 'Aktionen für anna' }).click();
        await admin.getByRole('menuitem', { name: 'Zweite Faktoren entfernen' }).click();
        await admin
          .getByRole('alertdialog')
          .getByRole('button', { name: 'Zweite Faktoren entfernen' })
          .click();
        await row.getByText('keiner').waitFor();
        await anna.reload();
        await enter(anna, 'anna', testPassword);
        await demand(anna).waitFor();
        await setUpCodes(anna);
        t.pass();
      },
    );
  },
);

async function twoFields(page: Page) {
  const fields = page.locator('input[autocomplete=new-password]');
  await fields.first().waitFor();
  return fields.all();
}
