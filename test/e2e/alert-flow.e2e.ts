import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, sendSudoRefusal, sudoRule } from './syslog-lines.js';
import { openTarget } from './target.js';

const skip = noBrowser || noLogger;

t.test('a line from logger becomes a visible alert that can be acknowledged', { skip }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
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
  const event = page.locator('.gw-table__row', { hasText: user }).first();
  await event.getByRole('button').click();
  await page.locator('.gw-record .gw-code', { hasText: 'user NOT in sudoers' }).waitFor();
  t.pass('the detail shows who did it and the record that caused it');
});
