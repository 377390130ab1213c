import { generateSync } from 'otplib';
import type { BrowserContext, Page } from 'playwright-core';
import t from 'tap';
import { violations, violationsIn } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile, testPassword } from './browser.js';
import { openTarget } from './target.js';

/** A platform authenticator with resident keys that verifies its user by itself (Chrome DevTools Protocol). */
async function addAuthenticator(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Konto admin' }).click();
  await page.getByRole('menuitem', { name: 'Abmelden' }).click();
  await page.locator('input[name=username]').waitFor();
}

async function enterPassword(page: Page, password: string): Promise<void> {
  await page.locator('input[name=username]').fill('admin');
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
}

t.test('passkey, codes, recovery codes, sessions and accounts', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  // Passkeys need a name.
  const url = target.url.replace('127.0.0.1', 'localhost');
  // A server that runs already had its one-time password changed.
  const password = process.env['E2E_URL'] === undefined ? target.adminPassword : testPassword;
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await addAuthenticator(context, page);
  await logIn(page, url, target.adminPassword);
  const workspace = page.locator('.gw-frame:visible');
  const open = (hash: string) => page.goto(new URL(hash, page.url()).href);
  const dialog = page.getByRole('dialog');
  let codes: string[] = [];
  let secret = '';

  const enterSecondStep = async (code: string) => {
    await enterPassword(page, password);
    await page.locator('h1', { hasText: 'Zweiter Schritt' }).waitFor();
    await page.locator('input[name=code]').fill(code);
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  };

  await t.test('a passkey is made, and recovery codes come with it', async (t) => {
    await page.getByRole('button', { name: 'Konto admin' }).click();
    await page.getByRole('menuitem', { name: 'Mein Konto' }).click();
    await page.locator('h2', { hasText: 'Passkeys' }).waitFor();
    await page.locator('.gw-table__row').waitFor();
    t.same(await violations(page), []);
    t.same(await violationsIn(page, 'dark'), []);
    await page.getByRole('button', { name: 'Passkey hinzufügen' }).click();
    await dialog.getByLabel('Name des Passkeys').fill('Dienst-Notebook');
    await dialog.getByRole('button', { name: 'Weiter' }).click();
    await dialog.getByTestId('recovery-codes').waitFor();
    codes = await dialog.getByTestId('recovery-codes').locator('li').allInnerTexts();
    t.equal(codes.length, 10);
    t.same(await violations(page), [], 'the recovery codes');
    t.same(await violationsIn(page, 'dark'), []);
    await dialog.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click();
    await page.locator('.gw-factor', { hasText: 'Dienst-Notebook' }).waitFor();
    await page.getByText('Noch 10 Codes übrig.').waitFor();
  });

  await t.test('codes of an app are set up with a first one', async (t) => {
    await page.getByRole('button', { name: 'Codes einrichten' }).click();
    await dialog.getByRole('img', { name: 'QR-Code für die Authenticator-App' }).waitFor();
    secret = (await dialog.getByTestId('totp-secret').innerText()).replaceAll(' ', '');
    t.match(secret, /^[A-Z2-7]{32}$/);
    t.same(await violations(page), [], 'the QR code');
    t.same(await violationsIn(page, 'dark'), []);
    await dialog.getByLabel('Erster Code').fill('000000');
    await dialog.getByRole('button', { name: 'Einrichten' }).click();
    await dialog.getByText('Der Code ist falsch').waitFor();
    await dialog.getByLabel('Erster Code').fill(generateSync({ secret }));
    await dialog.getByRole('button', { name: 'Einrichten' }).click();
    await page.getByText('Eingerichtet seit').waitFor();
  });

  await t.test('the passkey alone logs in', async (t) => {
    await logOut(page);
    t.same(await violations(page), [], 'the login page');
    await page.getByRole('button', { name: 'Mit Passkey anmelden' }).click();
    await workspace.waitFor();
    t.pass();
  });

  await t.test('the password asks for a second step: a code, a passkey, a recovery code', async (t) => {
    await logOut(page);
    await enterSecondStep('000000');
    await page.getByText('Der Code ist falsch').waitFor();
    t.same(await violations(page), [], 'the second step');
    t.same(await violationsIn(page, 'dark'), []);
    // That of the enrolment is used up; a clock may be one step ahead.
    await page.locator('input[name=code]').fill(generateSync({ secret, epoch: Date.now() / 1000 + 30 }));
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await workspace.waitFor();
    await logOut(page);
    await enterPassword(page, password);
    await page.getByRole('button', { name: 'Passkey verwenden' }).click();
    await workspace.waitFor();
    await logOut(page);
    await enterSecondStep(codes[0]!);
    await workspace.waitFor();
    t.pass();
  });

  await t.test('another session is seen and ended', async (t) => {
    const other = await openProfile(browser);
    const elsewhere = await other.newPage();
    await elsewhere.goto(url);
    await enterPassword(elsewhere, password);
    await elsewhere.locator('input[name=code]').fill(codes[1]!);
    await elsewhere.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await elsewhere.locator('.gw-frame:visible').waitFor();
    await open('#/account');
    await page.getByText('Noch 8 Codes übrig.').waitFor();
    const rows = page.locator('.gw-table__row');
    await rows.nth(1).waitFor();
    t.equal(await rows.count(), 2);
    await rows.getByRole('button', { name: /beenden$/ }).click();
    await rows.nth(1).waitFor({ state: 'detached' });
    await elsewhere.reload();
    await elsewhere.locator('input[name=username]').waitFor();
    await other.close();
  });

  await t.test('an account is made, after asking who is at the keyboard, and disabled', async (t) => {
    await open('#/accounts');
    await page.locator('.gw-table__row', { hasText: 'admin' }).waitFor();
    t.same(await violations(page), []);
    t.same(await violationsIn(page, 'dark'), []);
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await dialog.getByLabel('Benutzername').fill('neu.hier');
    await dialog.getByText('Analyse', { exact: true }).click();
    t.same(await violations(page), [], 'the form');
    // As if the session were older than ten minutes.
    const refusal = {
      error: { code: 'REAUTHENTICATION_REQUIRED', message: 'Confirm first that it is you.' },
    };
    await page.route('**/api/v1/users', (route) => route.fulfill({ status: 403, json: refusal }), {
      times: 1,
    });
    await dialog.getByRole('button', { name: 'Konto anlegen' }).click();
    const question = page.getByRole('dialog', { name: 'Sind Sie es noch?' });
    await question.getByLabel('Passwort').waitFor();
    t.same(await violations(page), [], 'the question');
    t.same(await violationsIn(page, 'dark'), []);
    await question.getByRole('button', { name: 'Passkey verwenden' }).click();
    await dialog.getByTestId('one-time-password').waitFor();
    t.match(await dialog.getByTestId('one-time-password').innerText(), /^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    await dialog.getByRole('button', { name: 'Fertig' }).click();
    const row = page.locator('.gw-table__row', { hasText: 'neu.hier' });
    await row.getByText('Einmalpasswort').waitFor();
    await row.getByRole('button', { name: 'Aktionen für neu.hier' }).click();
    await page.getByRole('menuitem', { name: 'Konto sperren' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Konto sperren' }).click();
    await row.getByText('gesperrt').waitFor();
  });
});
