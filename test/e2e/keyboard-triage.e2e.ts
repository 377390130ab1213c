import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, sendSudoRefusal } from './syslog-lines.js';
import { openTarget } from './target.js';

const skip = noBrowser || noLogger;

t.test('triage with the keyboard alone', { skip }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
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
  await page.waitForFunction(`document.querySelectorAll('.gw-alert-row').length === 2`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  const focused = page.locator('.gw-alert-row:focus');

  t.comment('leave the search field, then go by letters');
  await page.evaluate('document.activeElement.blur()');
  await page.keyboard.press('j');
  await focused.waitFor();
  const first = await focused.innerText();
  await page.keyboard.press('j');
  await page.waitForFunction(`document.activeElement.getAttribute('aria-rowindex') === '3'`);
  await page.keyboard.press('k');
  await page.waitForFunction(`document.activeElement.getAttribute('aria-rowindex') === '2'`);
  t.equal(await focused.innerText(), first, 'j goes down, k goes back');

  await page.keyboard.press('a');
  await page.locator('.gw-alert-row:focus .gw-state--acknowledged').waitFor();
  t.pass('a acknowledges');

  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (let step = 0; step < 20; step++) {
    t.ok(await page.evaluate(`document.querySelector('[role=dialog]').contains(document.activeElement)`));
    if (await page.evaluate(`document.activeElement.type === 'radio'`)) break;
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
});
