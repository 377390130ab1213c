import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

t.test('Bausteine by layer, requirements of one', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  await page.getByRole('link', { name: 'Grundschutz' }).click();
  await page.getByText('111 Bausteine').waitFor();
  t.equal(await page.locator('.gw-baustein').count(), 111);
  t.equal(await page.locator('h2').count(), 10, 'in ten layers');

  await page.getByPlaceholder('Kennung oder Titel suchen').fill('OPS.1.1.5');
  await page.getByRole('link', { name: 'Protokollierung' }).click();
  await page.locator('h1', { hasText: 'OPS.1.1.5 Protokollierung' }).waitFor();
  await page.getByText('Konfiguration der Protokollierung auf System- und Netzebene').waitFor();
  t.match(await page.locator('.gw-table__row', { hasText: 'OPS.1.1.5.A3' }).innerText(), 'Basis');
});
