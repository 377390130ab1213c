import t from 'tap';
import { book } from '../isms/catalog/book.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

t.test('Bausteine by layer, requirements of one', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  await page.getByRole('link', { name: 'Grundschutz', exact: true }).click();
  await page.getByText('111 Bausteine').waitFor();
  await page.locator('.gw-baustein').first().waitFor();
  t.equal(await page.locator('.gw-baustein').count(), 111);
  t.equal(await page.locator('h2').count(), 10, 'in ten layers');

  await page.getByPlaceholder('Kennung oder Titel suchen').fill('OPS.1.1.5');
  await page.getByRole('link', { name: 'Protokollierung' }).click();
  await page.locator('h1', { hasText: 'OPS.1.1.5 Protokollierung' }).waitFor();
  await page.getByText('Konfiguration der Protokollierung auf System- und Netzebene').waitFor();
  t.match(await page.locator('.gw-table__row', { hasText: 'OPS.1.1.5.A3' }).innerText(), 'Basis');

  // What the requirement is mapped to, and back.
  await page.goto(`${target.url}/#/catalogs/kompendium-2023/requirements/APP.3.6.A1`);
  await page.getByText('Der Text ist nicht installiert.').waitFor();
  await page.getByRole('link', { name: /^ARCH\.1\.1 / }).click();
  await page.locator('h1', { hasText: 'ARCH.1.1' }).waitFor();
  t.match(await page.locator('.gw-mapped', { hasText: 'APP.3.6.A1.2' }).innerText(), 'umfasst');

  // Controls of another catalogue by group.
  await page.getByRole('link', { name: 'Grundschutz', exact: true }).click();
  await page.getByLabel('Katalog').selectOption('iso27001');
  await page.getByText('93 Anforderungen').waitFor();
  await page.getByRole('link', { name: 'Technological controls' }).click();
  await page.getByRole('link', { name: 'Protokollierung' }).waitFor();

  // An older edition is installed beside, shown with its text, and compared.
  await page.getByRole('link', { name: 'Kataloge' }).click();
  await page.getByRole('button', { name: 'Katalog installieren' }).click();
  const dialog = page.getByRole('dialog');
  const upload = (name: string, text: string) =>
    dialog
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/xml', buffer: Buffer.from(text) });
  await upload('XML_Kompendium_2021.xml', book().slice(0, 900));
  await dialog.locator('button[type=submit]').click();
  await dialog.getByText(/XML_Kompendium_2021\.xml:\d+:\d+/).waitFor();
  await upload('XML_Kompendium_2021.xml', book());
  await dialog.locator('button[type=submit]').click();
  await dialog.getByText('IT-Grundschutz-Kompendium ist installiert').waitFor();
  await dialog.getByRole('button', { name: 'Fertig' }).click();
  await page.getByLabel('Ältere Edition').selectOption('kompendium-2021');
  await page.getByLabel('Neuere Edition').selectOption('kompendium-2023');
  await page.getByText('Umbenannt').click();
  await page.getByText(/vorher: Einhaltung/).waitFor();
  await page.goto(`${target.url}/#/catalogs/kompendium-2021/requirements/DER.1.A1`);
  await page.getByText('Es MUSS eine Richtlinie geben.').waitFor();
});
