import t from 'tap';
import { holds, launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { storeIndicators, tryIndicators } from './indicator-file.js';
import { noLogger, send, sendRaw } from './syslog-lines.js';
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
  await holds(
    page,
    `fetch('api/v1/events?q=${marker}').then((reply) => reply.json()).then(({ items }) => items.length === 5)`,
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
  await t.test('flow: names and values are completed with the keyboard', async (t) => {
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

  await t.test('flow: a query that cannot be read is shown at its place', async (t) => {
    await search('root and event.severity:high');
    const fault = page.locator('.gw-query-fault');
    await fault.waitFor();
    t.equal(await fault.locator('mark').innerText(), 'event.severity:high');
    t.match(await fault.innerText(), 'This field holds numbers.');
    t.equal(await query.getAttribute('aria-invalid'), 'true');
    await search('hst.name:x');
    await page.getByText('hst.name is no column. Did you mean host.name?').waitFor();
  });

  await t.test('flow: fields with their values become columns and filters', async (t) => {
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

  await t.test('flow: a search is saved, opened again, and taken away as a file', async (t) => {
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

  await t.test('flow: a range of the histogram is marked and opened with the keyboard', async (t) => {
    await page.goto(new URL(`#/events?range=24h&q=${marker}`, page.url()).href);
    await total.getByText('5 events').waitFor();
    const brush = page.getByRole('slider', { name: 'Choose a time range' });
    await page.locator('.gw-chart canvas').waitFor();
    await brush.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    t.match(await brush.getAttribute('aria-valuetext'), /: 5 events$/, 'what is marked is told');
    await page.keyboard.press('Escape');
    t.equal(await brush.getAttribute('aria-valuetext'), 'nothing marked');
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=.*to=/);
    await total.getByText('5 events').waitFor();
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await total.getByText('5 events').waitFor();
  });

  await t.test('flow: one event leads to those around it and on its host', async (t) => {
    await page.locator('.gw-event-table__item').first().getByRole('button').first().click();
    await page.getByRole('button', { name: 'As JSON' }).click();
    t.match(
      await page.locator('.gw-event-detail .gw-code').first().innerText(),
      /"log.syslog.appname": "prog\d"/,
    );
    await page.getByRole('button', { name: /^The same on .* alone$/ }).click();
    await page.waitForURL(/f=host\.name/);
    t.notMatch(new URL(page.url()).hash, marker, 'the query is gone');
    await page.locator('.gw-event-table__item', { hasText: marker }).first().waitFor();
    await page.getByRole('button', { name: 'Share link' }).click();
    const shared = await page.getByRole('textbox', { name: 'Address' }).inputValue();
    t.match(shared, /#\/events\?from=.*to=.*f=host\.name/);
    await page.goto('about:blank');
    await page.goto(shared);
    await page.locator('.gw-event-table__item', { hasText: marker }).first().waitFor();
  });

  await t.test('flow: a search becomes the draft of a Sigma rule', async (t) => {
    await page.goto(new URL(`#/events?range=24h&q=${marker}&f=log.syslog.appname:prog0`, page.url()).href);
    await total.getByText('3 events').waitFor();
    await page.getByRole('button', { name: 'Make a Sigma rule' }).click();
    await page.waitForURL(/rules\/new\?draft=/);
    const rule = page.locator('main textarea').first();
    await rule.waitFor();
    while (!(await rule.inputValue()).includes(marker)) await page.waitForTimeout(100);
    t.match(await rule.inputValue(), 'detection:');
  });

  await t.test('flow: a source shows its ledger, its hours and what could not be read', async (t) => {
    // Palo Alto's beginning is known; behind it most of the fields are missing.
    const broken = '1,2026/11/22 10:00:00,0123,TRAFFIC,\u202eend';
    await sendRaw(target.syslogPort, `<189>1 ${new Date().toISOString()} fw-${marker} - - - - ${broken}`);
    const counted = async () => {
      const reply = await page.request.get(new URL('api/v1/sources/summary', page.url()).href);
      const { items } = (await reply.json()) as { items: { name: string; unparsed: number }[] };
      return items.some(({ name, unparsed }) => name === `fw-${marker}` && unparsed === 1);
    };
    while (!(await counted())) await page.waitForTimeout(200);
    await page.goto(new URL('#/sources', page.url()).href);
    await page.locator('.gw-ledger').getByText('The sum balances').waitFor();
    const rows = page.locator('.gw-table__row');
    await rows.first().waitFor();
    await page.getByRole('searchbox').focus();
    // As fast as a page that is busy gets to hear of keys: all at once.
    const keys = await context.newCDPSession(page);
    const letters = [...'no such source'];
    await Promise.all(letters.map((text) => keys.send('Input.dispatchKeyEvent', { type: 'char', text })));
    await page.getByText('No source is like this').waitFor();
    t.equal(await page.getByRole('searchbox').inputValue(), 'no such source', 'no letter is lost');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Received' }).click();
    await page.locator('th[aria-sort=descending]').waitFor();
    await page.locator('.gw-source-bar select').selectOption('unparsed');
    await page.waitForURL(/view=unparsed/);
    await rows.first().getByRole('link').first().click();
    await page.locator('.gw-ledger').getByText('The sum balances').waitFor();
    await page.locator('.gw-sample').first().waitFor();
    t.match(
      await page.locator('.gw-sample').first().innerText(),
      /TRAFFIC,U\+202Eend/,
      'shown so that it turns nothing',
    );
    t.ok((await page.locator('.gw-reasons dt').count()) > 0, 'with the reason');
    await page.getByRole('button', { name: 'As a table' }).click();
    const cells = page.locator('.gw-histogram__table tbody td');
    await cells.first().waitFor();
    const figures = await cells.allInnerTexts();
    t.ok(Number(figures[0]?.replaceAll(',', '')) > 0, 'the hours are there as a table');
    await page.locator('main').getByText('Losses by reason').waitFor();
    await page.locator('main').getByText('Target object').first().waitFor();
    await page.getByRole('link', { name: 'Show events' }).click();
    await page.locator('.gw-event-table__item').first().waitFor();
  });

  await t.test(
    'flow: a list of indicators is imported, hunted for, and its hit leads to the event',
    async (t) => {
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
    },
  );
});
