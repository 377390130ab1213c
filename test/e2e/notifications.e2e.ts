import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { startServer } from '../helpers/server.js';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, sendSudoRefusal } from './syslog-lines.js';

const skip = noBrowser || noLogger;
/** Where pictures of the steps go, if anywhere. */
const pictures = process.env['E2E_PICTURES'];

t.test('a channel, a route, and an alert that is told', { skip }, async (t) => {
  const told: { kind: string; notices: { entity: string }[] }[] = [];
  const chat = createServer((request, reply) => {
    void text(request).then((body) => {
      told.push(JSON.parse(body));
      reply.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(chat, 'listening');
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-notify-'));
  t.teardown(() => {
    chat.closeAllConnections();
    chat.close();
    rmSync(dir, { recursive: true });
  });
  const config = join(dir, 'grundwacht.yaml');
  writeFileSync(config, 'outgoing:\n  allowed: ["127.0.0.1"]\n');
  const target = await startServer(t, { env: { GRUNDWACHT_CONFIG: config } });
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser, { language: 'en' });
  const page = await context.newPage();
  const picture = async (name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  await logIn(page, target.url, target.adminPassword);
  await page.getByRole('link', { name: 'Notifications' }).click();
  await page.getByText('Nobody is told of alerts yet').waitFor();

  await page.getByRole('button', { name: 'Add channel' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('.gw-radio', { hasText: 'Webhook' }).click();
  await dialog.getByLabel('Name').fill('Duty program');
  await dialog.getByLabel('Receiver').selectOption('generic');
  await dialog.getByLabel('URL').fill(`http://127.0.0.1:${(chat.address() as AddressInfo).port}/`);
  await picture('channel-dialog');
  t.same(await violations(page), [], 'the dialog of a channel');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Send a test message over Duty program' }).click();
  await page.getByText('The test message was taken').waitFor();
  t.match(told, [{ kind: 'test' }]);
  await picture('channels');
  t.same(await violations(page), [], 'channels');

  await page.getByRole('tab', { name: 'Routes' }).click();
  await page.getByRole('button', { name: 'Add route' }).click();
  await dialog.getByLabel('Name').fill('Everything');
  await dialog.getByLabel('From level').selectOption('low');
  await dialog.getByRole('checkbox', { name: /Duty program/ }).check();
  await dialog.getByLabel('Outside of working hours, at once from').selectOption('low');
  await picture('route-dialog');
  t.same(await violations(page), [], 'the dialog of a route');
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await page
    .locator('.gw-preview-moment', { hasText: 'In the coming night' })
    .getByText('nobody is on call')
    .waitFor();
  t.pass('the preview says what would happen, before anything is stored');
  await picture('routes');
  t.same(await violations(page), [], 'routes');
  await page.getByRole('button', { name: 'Save and put in force' }).click();
  await page.locator('.gw-save-bar').waitFor({ state: 'detached' });

  const user = `e2e${Date.now()}`;
  sendSudoRefusal(target.syslogPort, user);
  while (!told.some(({ notices }) => notices.some(({ entity }) => entity.includes(user)))) {
    await page.waitForTimeout(100);
  }
  t.pass('the alert has reached the program');

  await page.getByRole('tab', { name: 'Calendar' }).click();
  await page.getByRole('button', { name: 'Add period' }).click();
  await page.getByText('Allerheiligen').waitFor();
  await picture('calendar');
  t.same(await violations(page), [], 'calendar');
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard changes' }).click();
  await page.getByRole('tab', { name: 'Deliveries' }).click();
  await page.locator('.gw-state--active').first().waitFor();
  await picture('deliveries');
  t.same(await violations(page), [], 'deliveries');
});
