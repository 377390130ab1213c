import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { storeIndicators, tryIndicators } from './indicator-file.js';
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
    await page.locator('.gw-query__input').fill(text);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
  };
  await page.waitForFunction(
    `fetch('api/v1/events?q=${marker}').then((reply) => reply.json()).then(({ items }) => items.length === 5)`,
    undefined,
    { polling: 100 },
  );
  await search(marker);
  await total.getByText('5 events').waitFor();
  await page.locator('.gw-chart canvas').waitFor();
  t.pass('the histogram is drawn');
  await page.getByRole('button', { name: 'As a table' }).click();
  await page.locator('.gw-histogram__table td').first().waitFor();
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

  const query = page.locator('.gw-query__input');
  await t.test('names and values are completed with the keyboard', async (t) => {
    await query.fill('');
    await query.pressSequentially(`${marker} and appn`);
    await page.getByRole('option', { name: 'log.syslog.appname' }).waitFor();
    await query.press('ArrowDown');
    await query.press('Enter');
    await query.pressSequentially('prog0');
    await query.press('Backspace');
    await page.getByRole('option', { name: /^prog1/ }).waitFor();
    await query.press('ArrowDown');
    await query.press('ArrowUp');
    await query.press('Escape');
    await query.pressSequentially('1');
    t.equal(await query.inputValue(), `${marker} and log.syslog.appname:prog1`);
    await query.press('Enter');
    await total.getByText('2 events').waitFor();
  });

  await t.test('a query that cannot be read is shown at its place', async (t) => {
    await search('root and event.severity:high');
    const fault = page.locator('.gw-query-fault');
    await fault.waitFor();
    t.equal(await fault.locator('mark').innerText(), 'event.severity:high');
    t.match(await fault.innerText(), 'This field holds numbers.');
    t.equal(await query.getAttribute('aria-invalid'), 'true');
    await search('hst.name:x');
    await page.getByText('hst.name is no column. Did you mean host.name?').waitFor();
  });

  await t.test('fields with their values become columns and filters', async (t) => {
    await search(marker);
    await page.getByRole('button', { name: 'Show fields' }).click();
    await page.getByRole('searchbox', { name: 'Find a field' }).fill('appname');
    await page.getByRole('button', { name: 'log.syslog.appname', exact: true }).click();
    const values = page.locator('.gw-fields__value');
    await values.first().waitFor();
    t.match(await values.allInnerTexts(), [/prog0\s*3/, /prog1\s*2/]);
    await page.getByRole('button', { name: 'Show column log.syslog.appname' }).click();
    await page.getByRole('columnheader', { name: 'log.syslog.appname' }).waitFor();
    t.match(new URL(page.url()).hash, 'col=log.syslog.appname');
    await page.getByRole('button', { name: 'Only log.syslog.appname: prog1' }).click();
    await total.getByText('2 events').waitFor();
    await page.locator('.gw-histogram__choices select').selectOption('event.dataset');
    await page.locator('.gw-legend__item', { hasText: 'linux.syslog' }).waitFor();
  });

  await t.test('a search is saved, opened again, and taken away as a file', async (t) => {
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await page.getByRole('textbox', { name: 'Save this search as' }).fill('Two lines');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: /^Two lines/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Remove filter/ }).click();
    await total.getByText('5 events').waitFor();
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await page.getByRole('button', { name: /^Two lines/ }).click();
    await total.getByText('2 events').waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const file = await (await download).createReadStream();
    let text = '';
    for await (const chunk of file) text += chunk;
    const lines = text.trim().split('\r\n');
    t.equal(lines.length, 3);
    t.match(lines[0], '@timestamp,host.name,event.dataset,message,log.syslog.appname');
  });

  await t.test('a list of indicators is imported, hunted for, and its hit leads to the event', async (t) => {
    await page.goto(new URL('#/indicators', page.url()).href);
    await page.getByRole('button', { name: 'Import a list' }).click();
    await tryIndicators(page, `domain;${marker}.example;;\n`);
    t.match(await page.locator('main').innerText(), /8 indicators.*1 entry cannot be taken.*line 9/s);
    const store = page.getByRole('button', { name: 'Store 8 indicators' });
    t.ok(await store.isDisabled(), 'nothing is stored half unless asked');
    send(target.syslogPort, 'named', 'daemon.info', `query: www.${marker}.example IN A`);
    await storeIndicators(page);
    await page.getByRole('button', { name: 'Hunt', exact: true }).click();
    await page.getByRole('button', { name: 'Begin the hunt' }).click();
    await page.getByText('Over', { exact: true }).waitFor();
    await page.getByRole('tab', { name: /^Hits/ }).click();
    // It came before the list or after it: as it comes, or by the hunt, it is found.
    const hit = page.getByRole('row', { name: new RegExp(`${marker}\\.example`) });
    await hit.waitFor();
    await hit.getByRole('link').click();
    await total.getByText('1 event').waitFor();
    t.match(await page.locator('.gw-event-table__item').innerText(), `www.${marker}.example`);
  });
});
