import { createSocket } from 'node:dgram';
import type { Page } from 'playwright-core';
import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

/** What sudo writes when an account has no right to use it: one alert for each account. */
async function refuse(port: number, accounts: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const account of accounts) {
    const line = `<85>1 ${new Date().toISOString()} srv-web01 sudo - - - ${account} : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id`;
    await new Promise<void>((resolve, reject) => {
      socket.send(line, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }
  socket.close();
}

const mark = `tag${Date.now()}`;
const rows = (page: Page, text = mark) => page.locator('.gw-alert-row', { hasText: text });
/** Where no list is: alerts go into it by themselves. */
const leave = (page: Page) => page.mouse.move(2, 2);
/** Gives the reason in the dialog, and closes. */
async function closeAs(page: Page, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.locator('.gw-radio', { hasText: reason }).click();
  await dialog.getByRole('button', { name: 'Schließen', exact: true }).click();
}
const bar = (page: Page) => page.locator('.gw-act-bar');

t.test("the analyst's day on the live board", { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const open = async () => {
    const page = await (await openProfile(browser)).newPage();
    await logIn(page, target.url, target.adminPassword);
    await page.locator('.gw-connection--open').waitFor();
    return page;
  };
  const page = await open();
  const show = async (parameters: string) => {
    await page.goto(`${target.url}/#/alerts?${parameters}`);
    await leave(page);
  };
  await t.test('flow: alerts arrive, and nothing moves under the pointer', async (t) => {
    await show(`q=${mark}`);
    await refuse(target.syslogPort, [`${mark}a`, `${mark}b`]);
    await rows(page).nth(1).waitFor();
    const second = rows(page).nth(1);
    await second.hover();
    const before = [await second.innerText(), await second.boundingBox()] as const;
    await refuse(target.syslogPort, [`${mark}c`, `${mark}d`]);
    const pill = page.locator('.gw-new-bar__button', { hasText: '2 neue Alarme' });
    await pill.waitFor();
    t.same([await second.innerText(), await second.boundingBox()], before, 'the same row, at the same place');
    await pill.click();
    await rows(page).nth(3).waitFor();

    await leave(page);
    await rows(page).nth(2).focus();
    const focused = page.locator('.gw-alert-row:focus');
    const held = await focused.getAttribute('data-alert');
    await refuse(target.syslogPort, [`${mark}e`]);
    await page.locator('.gw-new-bar__button', { hasText: '1 neuer Alarm' }).waitFor();
    t.equal(await focused.getAttribute('aria-rowindex'), '4', 'nor under the keyboard');
    await page.keyboard.press('n');
    await rows(page).nth(4).waitFor();
    t.equal(await focused.getAttribute('data-alert'), held, 'the focus goes with its alert');
  });

  await t.test('flow: a text and a level chosen at once narrow together', async () => {
    await show('');
    await page.getByPlaceholder('Regel oder Objekt suchen').fill(mark);
    await page.locator('.gw-filters').getByText('Hoch', { exact: true }).click();
    await page.waitForURL(new RegExp(`(?=.*q=${mark})(?=.*level=)`));
    await show(`q=${mark}`);
    await rows(page).nth(4).waitFor();
  });

  await t.test('flow: triage with the keyboard, and back again', async (t) => {
    await rows(page).first().focus();
    await page.keyboard.press('a');
    await bar(page).getByText('1 Alarm quittiert.').waitFor();
    await page.locator('.gw-alert-row:focus .gw-state--acknowledged').waitFor();
    await page.keyboard.press('u');
    await bar(page).getByText('Rückgängig gemacht: 1 Alarm').waitFor();
    await page.locator('.gw-alert-row:focus .gw-state--new').waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await bar(page).getByText('2 Alarme ausgewählt').waitFor();
    await page.keyboard.press('c');
    await closeAs(page, 'Fehlalarm');
    await bar(page).getByText('2 Alarme geschlossen.').waitFor();
    t.equal(await rows(page).locator('.gw-state--closed').count(), 2);
    await page.keyboard.press('u');
    await bar(page).getByText('2 Alarme sind wie zuvor').waitFor();
    t.equal(await rows(page).locator('.gw-state--new').count(), 5, 'all as they were');
  });

  await t.test('flow: an alert is assigned, and the list shows mine', async (t) => {
    await rows(page, `${mark}c`).focus();
    await page.keyboard.press('m');
    await rows(page, `${mark}c`).locator('.gw-alert-row__assignee', { hasText: 'admin' }).waitFor();
    await page.getByRole('button', { name: 'Mir zugewiesen' }).click();
    await page.waitForURL(/assigned=me/);
    await page.locator('[role=grid][aria-rowcount="2"]').waitFor();
    t.match(await rows(page).innerText(), `${mark}c`);
    await page.getByRole('button', { name: 'Nicht zugewiesen' }).click();
    await page.locator('[role=grid][aria-rowcount="5"]').waitFor();
    t.equal(await rows(page, `${mark}c`).count(), 0);
  });

  await t.test('flow: a comment for whoever comes next', async (t) => {
    const row = rows(page, `${mark}b`);
    await show(`q=${mark}b`);
    await page.locator('[role=grid][aria-rowcount="2"]').waitFor();
    await row.focus();
    await page.keyboard.press('t');
    await page.getByLabel('Neuer Kommentar').fill('Rückfrage beim Betrieb läuft');
    await page.getByRole('button', { name: 'Kommentieren' }).click();
    await page.locator('.gw-history__comment', { hasText: 'Rückfrage beim Betrieb läuft' }).waitFor();
    await page.keyboard.press('Escape');
    await row.locator('.gw-alert-row__comments', { hasText: '1' }).waitFor();
    t.pass('the row shows that there is one');
  });

  await t.test('flow: all of a filter are closed at once; one that came later is not', async (t) => {
    await refuse(
      target.syslogPort,
      Array.from({ length: 150 }, (_, n) => `${mark}viele${n}`),
    );
    await show(`q=${mark}viele`);
    await page.getByTestId('alert-total').getByText('150 Alarme').waitFor();
    await leave(page);
    await page.getByRole('checkbox', { name: 'Alle passenden Alarme auswählen' }).click();
    await bar(page).getByText('150 Alarme ausgewählt').waitFor();
    await refuse(target.syslogPort, [`${mark}vieleSpäter`]);
    await page.locator('.gw-new-bar__button').waitFor();
    await bar(page).getByRole('button', { name: 'Schließen …' }).click();
    await closeAs(page, 'Test');
    await bar(page).getByText('150 Alarme geschlossen.').waitFor();
    await leave(page);
    await page.locator('[role=grid][aria-rowcount="2"]').waitFor();
    t.match(await rows(page).innerText(), /Später/i);
  });

  await t.test('flow: a view is saved, shared and opens first', async (t) => {
    await show('state=new&level=medium&assigned=nobody&order=severity');
    await page.getByRole('button', { name: 'Ansichten' }).click();
    await page.getByLabel('Name der Ansicht').fill('Frühschicht');
    await page.getByText('Für alle im Mandanten sichtbar').click();
    await page.getByRole('button', { name: 'Ansicht speichern' }).click();
    await page.getByRole('button', { name: 'Als Startansicht' }).click();
    await page.locator('.gw-saved__mark').waitFor();
    await page.keyboard.press('Escape');
    await page.goto('about:blank');
    await page.goto(`${target.url}/#/alerts`);
    await page.getByRole('button', { name: 'Ansicht: Frühschicht' }).waitFor();
    t.match(page.url(), /level=medium&assigned=nobody&order=severity/);
    await page.getByRole('button', { name: 'Ansicht: Frühschicht' }).click();
    await page.getByRole('button', { name: 'Ansicht Frühschicht entfernen' }).click();
    await page.getByText('Noch keine gespeicherte Ansicht.').waitFor();
    await page.keyboard.press('Escape');
  });

  await t.test('flow: in quiet hours only the chosen levels are read out', async (t) => {
    await show(`q=${mark}ruhe`);
    await page.getByRole('button', { name: 'Meldungen' }).click();
    await page.getByText('Ruhezeit verwenden').click();
    // From midnight to midnight: at any time of day.
    for (const name of ['Von', 'Bis']) await page.getByLabel(name, { exact: true }).fill('00:00');
    await page.getByRole('button', { name: 'Fertig' }).click();
    await page.getByRole('button', { name: 'Ruhezeit bis 00:00 Uhr' }).waitFor();
    await leave(page);
    await refuse(target.syslogPort, [`${mark}ruhe`]);
    await rows(page).waitFor();
    t.notMatch(
      await page.getByTestId('announcer').innerText(),
      'Neuer Alarm',
      'a medium one is shown in silence',
    );
    await page.getByRole('button', { name: 'Ruhezeit bis 00:00 Uhr' }).click();
    await page.getByText('Ruhezeit verwenden').click();
    await page.getByRole('button', { name: 'Fertig' }).click();
  });

  await t.test('flow: two at the same alert; the second is told, and nothing is overwritten', async (t) => {
    const { items } = (await page.evaluate(
      `fetch('./api/v1/alerts?q=${mark}a').then((reply) => reply.json())`,
    )) as { items: { id: string }[] };
    const { id } = items[0]!;
    const other = await open();
    await other.goto(`${target.url}/#/alerts?q=${mark}a`);
    await show(`q=${mark}a`);
    await page.locator('[role=grid][aria-rowcount="2"]').waitFor();
    await rows(page, `${mark}a`).focus();
    await page.keyboard.press('c');
    await page.getByRole('radio').first().waitFor();
    await rows(other, `${mark}a`).focus();
    await other.keyboard.press('a');
    await other.locator('.gw-state--acknowledged').waitFor();
    await page.getByText('wurde inzwischen von jemand anderem geändert').waitFor();
    t.pass('who has the dialog open is told at once');
    await closeAs(page, 'Unbedenklich');
    await bar(page).getByText('inzwischen von admin geändert').waitFor();
    await rows(page, `${mark}a`).locator('.gw-state--acknowledged').waitFor();
    const now = (await page.evaluate(`fetch('./api/v1/alerts/${id}').then((reply) => reply.json())`)) as {
      alert: { state: string };
    };
    t.equal(now.alert.state, 'acknowledged', 'the first decision stands');
  });

  await t.test('flow: an alert becomes an incident', async (t) => {
    await show(`q=${mark}d`);
    await page.locator('[role=grid][aria-rowcount="2"]').waitFor();
    await rows(page, `${mark}d`).focus();
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: 'An einen Vorfall übergeben' }).waitFor();
    t.pass('e leads to the incidents');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await show(`q=${mark}&state=new,acknowledged,closed&assigned=nobody`);
    await page.locator('[role=grid]:not([aria-rowcount="2"])').waitFor();
    await page.getByRole('checkbox', { name: 'Alle passenden Alarme auswählen' }).click();
    await bar(page).getByText('Alarme ausgewählt').waitFor();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'An einen Vorfall übergeben' });
    await dialog.getByText(/\d+ Alarme werden übergeben/).waitFor();
    await dialog.getByLabel('Bezeichnung').fill('Falsche Kennwörter auf srv-web01');
    await dialog.getByRole('button', { name: 'Übergeben' }).click();
    await dialog.getByRole('link', { name: /Falsche Kennwörter/ }).click();
    await page.getByRole('button', { name: 'Deutsch' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Deutsch' }).click();
    t.match((await download).suggestedFilename(), /^Vorfallbericht V-.*\.pdf$/);
  });
});
