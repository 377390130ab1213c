import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, sendSudoRefusal, sudoRule } from './syslog-lines.js';
import { openTarget } from './target.js';

const skip = noBrowser || noLogger;

t.test('alerts, one by one', { skip }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());

  await t.test('flow: a line from logger becomes a visible alert that can be acknowledged', async (t) => {
    const context = await openProfile(browser);
    const page = await context.newPage();
    await logIn(page, target.url, target.adminPassword);
    await page.locator('.gw-connection--open').waitFor();

    const user = `e2e${Date.now()}`;
    const row = page.locator('.gw-alert-row', { hasText: user });
    sendSudoRefusal(target.syslogPort, user);
    await row.waitFor();
    t.match(await row.innerText(), sudoRule.de, 'shown with its German title');
    t.match(await row.innerText(), 'Neu');
    t.match(await page.getByTestId('announcer').innerText(), sudoRule.de, 'announced to screen readers');

    await row.getByRole('button', { name: 'Quittieren' }).click();
    await row.locator('.gw-state--acknowledged').waitFor();
    await page.reload();
    await row.locator('.gw-state--acknowledged').waitFor();
    t.pass('still acknowledged after a reload');

    await row.getByRole('link').click();
    await page.locator('h1', { hasText: sudoRule.de }).waitFor();
    await page.locator('.gw-history').getByText('admin').waitFor();
    await page.locator('.gw-table__row', { hasText: user }).first().waitFor();
    await page.locator('.gw-record .gw-code', { hasText: 'user NOT in sudoers' }).waitFor();
    t.pass('the detail shows who did it and the record that caused it');
    await context.close();
  });

  await t.test('flow: triage with the keyboard alone', async (t) => {
    const context = await openProfile(browser, { language: 'en' });
    const page = await context.newPage();
    await logIn(page, target.url, target.adminPassword);
    await page.locator('.gw-connection--open').waitFor();
    const marker = `kbd${Date.now()}`;
    for (const user of [`${marker}a`, `${marker}b`]) {
      sendSudoRefusal(target.syslogPort, user);
      await page.locator('.gw-alert-row', { hasText: user }).waitFor();
    }

    await page.keyboard.press('/');
    await page.keyboard.type(marker);
    await page.waitForURL(/[?&]q=kbd/);
    await page.locator('[role=grid][aria-rowcount="3"]').waitFor();
    const focused = page.locator('.gw-alert-row:focus');
    for (let step = 0; step < 10 && (await focused.count()) === 0; step++) await page.keyboard.press('Tab');
    const first = await focused.innerText();
    await page.keyboard.press('j');
    await page.locator('.gw-alert-row[aria-rowindex="3"]:focus').waitFor();
    await page.keyboard.press('k');
    await page.locator('.gw-alert-row[aria-rowindex="2"]:focus').waitFor();
    t.equal(await focused.innerText(), first, 'j goes down, k goes back');

    await page.keyboard.press('a');
    await page.locator('.gw-alert-row:focus .gw-state--acknowledged').waitFor();
    t.pass('a acknowledges');

    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const reason = dialog.getByRole('radio').and(page.locator(':focus'));
    for (let step = 0; step < 10 && (await reason.count()) === 0; step++) {
      t.equal(
        await dialog
          .locator(':focus')
          .or(dialog.and(page.locator(':focus')))
          .count(),
        1,
        'the focus stays in',
      );
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type('A planned test');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.gw-alert-row .gw-state--closed').waitFor();
    t.pass('c closes with a reason');

    await page.keyboard.press('?');
    await dialog.getByText('Next alert').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.keyboard.press('j');
    await focused.waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/alerts\/[0-9a-f-]{36}/);
    await page.locator('.gw-history, .gw-panel').first().waitFor();
    t.pass('Enter opens the alert');
    await context.close();
  });
});
