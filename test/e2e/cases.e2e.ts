import type { Page } from 'playwright-core';
import t from 'tap';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

/** @returns an instant some hours ago as a field for it takes it, in Germany's time */
function wallClock(hoursAgo: number): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return format.format(Date.now() - hoursAgo * 3_600_000).replace(' ', 'T');
}

const duty = (page: Page, name: string) =>
  page.locator('.gw-duty', { has: page.getByRole('heading', { name, exact: true }) });

t.test('an incident, from alerts to a finding', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t, { city: true });
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const page = await (await openProfile(browser)).newPage();
  await logIn(page, target.url, target.adminPassword);
  const dialog = page.getByRole('dialog');
  // The server may have been used before.
  const insurance = `Meldung an die Versicherung ${Date.now()}`;
  const tab = (name: RegExp) => page.getByRole('tab', { name }).click();
  // New incidents go into the tenant that is chosen.
  await page.getByLabel('Mandant').selectOption('demo');

  await t.test('flow: deadlines that run stand first', async (t) => {
    await page.getByRole('link', { name: 'Vorfälle' }).click();
    await page.locator('.gw-clockcard', { hasText: 'Meldung an das CERT des Landes' }).first().waitFor();
    t.match(await page.locator('.gw-clockboard').innerText(), /zu entscheiden/);
    t.same(await violations(page), [], 'the list of incidents');
    await page.getByRole('link', { name: 'Eigene Meldefristen' }).click();
    await page.getByRole('button', { name: 'Frist hinzufügen' }).click();
    await dialog.getByLabel('Bezeichnung der Frist').fill(insurance);
    await dialog.getByLabel('Stunden').fill('0');
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await dialog.getByText('Geben Sie eine ganze Zahl von 1 bis').waitFor();
    await dialog.getByLabel('Stunden').fill('1');
    t.same(await violations(page), [], 'an own deadline');
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await page.locator('.gw-table__row', { hasText: insurance }).waitFor();
    await page.getByRole('link', { name: 'Vorfälle' }).first().click();
  });

  await t.test('flow: alerts are escalated to an incident', async (t) => {
    await page.getByRole('button', { name: 'Vorfall eröffnen' }).click();
    await dialog.getByLabel('Bezeichnung').fill('Fremde Anmeldungen am Fernzugang');
    await dialog.getByLabel('Schwere').selectOption('hoch');
    await dialog.getByRole('button', { name: 'Eröffnen' }).click();
    await page.getByRole('heading', { name: /V-\d{4}-\d{4} Fremde Anmeldungen/ }).waitFor();
    await tab(/^Alarme/);
    await page.getByRole('button', { name: 'Alarme hinzufügen' }).click();
    await dialog.getByRole('checkbox').first().check();
    await dialog.getByRole('checkbox').nth(1).check();
    t.same(await violations(page), [], 'choosing alerts');
    await dialog.getByRole('button', { name: '2 Alarme hinzufügen' }).click();
    await page.locator('.gw-table__row').nth(1).waitFor();
    t.equal(await page.locator('.gw-table__row .gw-state--new').count(), 0, 'they count as acknowledged');
    await tab(/^Verlauf/);
    await page.getByText('2 Alarme hinzugefügt').waitFor();
    t.equal(await page.getByText(/^Erstes Ereignis: /).count(), 2);
  });

  await t.test('flow: a duty is decided, reported from the template, and met', async (t) => {
    await tab(/^Überblick/);
    const gdpr = duty(page, 'Art. 33 DSGVO');
    await gdpr.getByText('zu entscheiden').waitFor();
    await gdpr.getByRole('button', { name: /ntscheiden/ }).click();
    await dialog.getByText('Meldepflicht besteht').click();
    await dialog.getByRole('button', { name: 'Entscheidung festhalten' }).click();
    await dialog.getByText('Füllen Sie dieses Feld aus.').waitFor();
    await dialog.getByRole('textbox', { name: 'Begründung' }).fill('Konten von Beschäftigten sind betroffen');
    t.same(await violations(page), [], 'deciding on a duty');
    await dialog.getByRole('button', { name: 'Entscheidung festhalten' }).click();
    await gdpr.getByText('läuft', { exact: true }).waitFor();
    await gdpr.getByRole('button', { name: /Meldung vorbereiten/ }).click();
    const text = dialog.getByLabel('Text der Meldung');
    await text.waitFor();
    t.match(await text.inputValue(), /Fremde Anmeldungen am Fernzugang[\s\S]*\[bitte ergänzen\]/);
    await dialog.getByLabel('Vorgangsnummer der Behörde').fill('LfD-2026-99');
    t.same(await violations(page), [], 'a report');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Als Text speichern' }).click(),
    ]);
    t.match(saved.suggestedFilename(), /^V-\d{4}-\d{4}-notification\.txt$/);
    await dialog.getByRole('button', { name: 'Meldung festhalten' }).click();
    await gdpr.getByText('rechtzeitig gemeldet').waitFor();
    await tab(/^Meldungen/);
    await page.getByText('LfD-2026-99').waitFor();
    t.same(await violations(page), [], 'the reports');
  });

  await t.test('flow: a missed deadline shows, and the late report says why', async (t) => {
    await tab(/^Überblick/);
    const own = duty(page, insurance);
    await own.getByRole('button', { name: /ntscheiden/ }).click();
    await dialog.getByText('Meldepflicht besteht').click();
    await dialog.getByRole('textbox', { name: 'Begründung' }).fill('Vertrag');
    await dialog.getByLabel('Kenntnis seit').fill(wallClock(2));
    await dialog.getByRole('button', { name: 'Entscheidung festhalten' }).click();
    await own.getByText('Frist verstrichen').waitFor();
    t.same(await violations(page), [], 'a missed deadline');
    await page.getByRole('link', { name: 'Vorfälle' }).first().click();
    const card = page.locator('.gw-clockcard', { hasText: insurance }).first();
    await card.getByText('Frist verstrichen').waitFor();
    await card.getByRole('link').click();
    await own.getByRole('button', { name: /Meldung vorbereiten/ }).click();
    await dialog.getByLabel('Empfänger').fill('Versicherung');
    await dialog.getByLabel('Gründe der Verspätung').fill('Nachts war niemand erreichbar');
    await dialog.getByRole('button', { name: 'Meldung festhalten' }).click();
    await own.getByText('verspätet gemeldet').waitFor();
  });

  await t.test('flow: tasks, notes and their correction', async (t) => {
    await tab(/^Aufgaben/);
    await page.getByLabel('Aufgabe', { exact: true }).fill('Konten sperren');
    await page.getByRole('button', { name: 'Aufgabe hinzufügen' }).click();
    await page.getByLabel('Erledigt: Konten sperren').waitFor();
    t.same(await violations(page), [], 'the tasks');
    await tab(/^Verlauf/);
    await page.getByLabel('Was ist geschehen?').fill('Fernzugang um 8 Uhr gesperrt');
    await page.getByRole('button', { name: 'Eintragen' }).click();
    await page.getByRole('button', { name: /^Eintrag berichtigen/ }).click();
    await page.getByLabel('Berichtigung', { exact: true }).fill('Es war 9 Uhr');
    await page.getByRole('button', { name: 'Eintragen' }).click();
    await page.locator('.gw-timeline__corrected').waitFor();
    t.same(await violations(page), [], 'the timeline');
  });

  await t.test('flow: closing waits for what is to be done; a lesson becomes a finding', async (t) => {
    await page.getByRole('button', { name: 'Stand ändern' }).click();
    await dialog.getByText(/^abgeschlossen/).click();
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await dialog.getByText(/offene Aufgaben: 1/i).waitFor();
    await dialog.getByRole('button', { name: 'Abbrechen' }).click();
    await tab(/^Aufgaben/);
    // It is ticked when it is stored.
    await page.getByLabel('Erledigt: Konten sperren').click();
    await page.getByText('erledigt von admin').waitFor();
    await tab(/^Überblick/);
    await page.locator('.gw-duty').first().waitFor();
    const undecided = page.locator('.gw-duty', { hasText: 'Noch hat niemand entschieden' });
    for (let left = await undecided.count(); left > 0; left--) {
      await undecided
        .first()
        .getByRole('button', { name: /ntscheiden/ })
        .click();
      await dialog.getByText('Keine Meldepflicht').click();
      await dialog.getByRole('textbox', { name: 'Begründung' }).fill('Trifft auf die Stadt nicht zu');
      await dialog.getByRole('button', { name: 'Entscheidung festhalten' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Stand ändern' }).click();
    await dialog.getByText(/^abgeschlossen/).click();
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await page.locator('.gw-page-meta .gw-state--closed').waitFor();
    await tab(/^Lehren/);
    await page.getByLabel('Lehre', { exact: true }).fill('Zweiter Faktor fehlt am Fernzugang');
    await page.getByRole('button', { name: 'Lehre festhalten' }).click();
    await page.getByRole('button', { name: /^Ins ISMS übernehmen/ }).click();
    t.same(await violations(page), [], 'taking a lesson into the ISMS');
    await dialog.getByRole('button', { name: 'Übernehmen' }).click();
    await page.getByRole('link', { name: 'Feststellung im ISMS' }).click();
    await page.getByRole('heading', { name: /Zweiter Faktor fehlt am Fernzugang/ }).waitFor();
    t.pass('it stands in the audit of the incident');
  });
});
