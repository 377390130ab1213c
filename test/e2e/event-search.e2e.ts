import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, send } from './syslog-lines.js';
import { openTarget } from './target.js';

const skip = noBrowser || noLogger;

t.test('event search with histogram, filters and the full record', { skip }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser, { language: 'en' });
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  const marker = `needle${Date.now()}`;
  for (let i = 0; i < 5; i++) send(target.syslogPort, `prog${i % 2}`, 'user.info', `${marker} number ${i}`);

  // RFC 3164 names no zone: where logger's and the server's differ, the lines lie hours apart from now.
  await page.goto(new URL('#/events?range=24h', page.url()).href);
  const total = page.locator('.gw-histogram__total');
  const search = async (text: string) => {
    await page.getByRole('searchbox').fill(text);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
  };
  // What was sent becomes searchable within two seconds; the search is asked until then.
  for (let attempt = 0; attempt < 10; attempt++) {
    await search(marker);
    const found = total.getByText('5 events');
    await found.waitFor({ timeout: 1_000 }).catch(() => {});
    if (await found.isVisible()) break;
  }
  t.equal(await total.innerText(), '5 events');
  t.ok(await page.locator('.gw-chart canvas').isVisible(), 'the histogram is drawn');
  await page.getByRole('button', { name: 'As a table' }).click();
  const figures = await page.locator('.gw-histogram__table td').allInnerTexts();
  t.equal(
    figures.reduce((sum, text) => sum + Number(text), 0),
    5,
    'the table holds the same figures',
  );

  const row = page.locator('.gw-event-table__item', { hasText: `${marker} number 4` });
  await row.getByRole('button').first().click();
  t.match(await row.locator('.gw-code').innerText(), `${marker} number 4`, 'the original record');
  await row.getByRole('button', { name: 'prog0', exact: true }).first().click();
  await total.getByText('3 events').waitFor();
  await page.getByRole('button', { name: /^Remove filter/ }).click();
  await total.getByText('5 events').waitFor();

  await search(`no-such-text-${marker}`);
  await page.getByText('No event found').waitFor();
  t.pass('an empty result says what to do');
});
