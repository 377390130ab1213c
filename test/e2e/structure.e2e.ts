import t from 'tap';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

const table =
  'Kennung;Bezeichnung;Typ;Abhängig von\nGP1;Meldewesen;Prozess;A1\nA1;Fachverfahren;Anwendung;S1\nS1;Dateiserver;IT-System;\nX1;Falsch;Raumschiff;\n';

t.test('from a table to protection needs', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);

  await page.goto(new URL('#/target-objects/import', target.url).href);
  const file = { name: 'objekte.csv', mimeType: 'text/csv', buffer: Buffer.from(table) };
  // As for a person: there is nothing to choose before the domain is known.
  await page.locator('button:enabled', { hasText: 'Datei wählen' }).waitFor();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('.gw-table__row', { hasText: 'Raumschiff' }).waitFor();
  t.equal(await page.locator('.gw-import--create').count(), 3);
  const store = page.getByRole('button', { name: '3 Zielobjekte speichern' });
  t.ok(await store.isDisabled(), 'a wrong row keeps everything out');
  await page.getByText('Richtige Zeilen trotzdem speichern').click();
  await store.click();

  await page.locator('h1', { hasText: 'Zielobjekte' }).waitFor();
  const owner = page.getByRole('button', { name: 'Verantwortlich von S1' });
  await owner.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Hauptamt');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Verantwortlich von S1: Hauptamt' }).waitFor();

  await page.getByRole('link', { name: 'Meldewesen' }).click();
  await page.getByRole('button', { name: 'Vertraulichkeit bewerten' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Informationelles Selbstbestimmungsrecht').selectOption('sehr hoch');
  await form.getByRole('button', { name: 'Speichern' }).click();
  await page.locator('.gw-need--very_high').waitFor();
  t.same(await violations(page), [], 'a target object');

  await page.getByRole('link', { name: 'Abhängigkeiten' }).click();
  await page.getByRole('button', { name: 'A1 Fachverfahren aufklappen' }).press('Enter');
  await page.getByRole('link', { name: 'S1 Dateiserver' }).click();
  const path = page.getByRole('list', { name: 'Woher der Schutzbedarf kommt' }).first();
  t.match(await path.innerText(), /GP1 Meldewesen[\s\S]*A1 Fachverfahren[\s\S]*S1 Dateiserver/);

  await page.getByRole('link', { name: 'Schutzbedarf', exact: true }).click();
  const row = page.locator('.gw-table__row', { hasText: 'S1' });
  await row.waitFor();
  t.match(await row.innerText(), /sehr hoch/);
  await row.getByRole('button').click();
  await page.getByRole('dialog').locator('.gw-need').first().waitFor();
  t.same(await violations(page), [], 'the explanation');
});
