import t from 'tap';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

const object = (key: string, type: string, name: string, more: object = {}) => ({ key, type, name, ...more });

t.test('from proposals to answers', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  const api = (path: string): string => new URL(`api/v1/isms/${path}`, target.url).href;
  const post = async (data: object): Promise<string> =>
    (await (await context.request.post(api('target-objects'), { data })).json()).id;
  const group = await post(
    object('C1', 'it_system', 'Arbeitsplatz-PC', { platform: 'Windows 11', is_group: true }),
  );
  await post(object('C1-7', 'it_system', 'PC im Trauzimmer', { platform: 'Windows 11', group }));

  await page.goto(new URL('#/modelling', target.url).href);
  await page.getByRole('button', { name: 'Bausteine vorschlagen' }).click();
  await page.getByText('Die Regeln sind angewendet').waitFor();
  await page.getByRole('searchbox').fill('C1');
  await page.getByRole('button', { name: 'SYS.2.2.3, C1 Arbeitsplatz-PC ablehnen' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ablehnen' }).click();
  await dialog.locator('.gw-field__error').waitFor();
  t.same(await violations(page), [], 'the question for a reason');
  await dialog.getByLabel('Begründung').fill('Wird im Frühjahr abgelöst');
  await dialog.getByRole('button', { name: 'Ablehnen' }).click();
  await page.locator('.gw-decision--rejected').waitFor();
  await page.getByRole('button', { name: '1 Vorschlag annehmen' }).click();
  await page.locator('.gw-decision--accepted').waitFor();
  t.same(await violations(page), [], 'the modelling');

  await page.getByRole('link', { name: 'SYS.2.1, C1 Arbeitsplatz-PC prüfen' }).click();
  const question = page.locator('.gw-question');
  await question.getByText('SYS.2.1.A1', { exact: true }).waitFor();
  await question.getByRole('radio', { name: 'teilweise' }).press('Space');
  await question.getByLabel('Umsetzung', { exact: true }).fill('Anmeldung ja, Sperre nach Pause fehlt');
  await question.getByText('Gespeichert', { exact: true }).waitFor();
  await page.locator('.gw-questions .gw-status--partial').waitFor();
  t.same(await violations(page), [], 'the interview');
  await question.getByRole('button', { name: 'Nächste Anforderung' }).press('Enter');
  await question.getByText('SYS.2.1.A3', { exact: true }).waitFor();

  const elsewhere = { requirement: 'SYS.2.1.A3', target_object: group, version: 0, status: 'yes' };
  await context.request.put(api('check/answer'), { data: elsewhere });
  await question.getByRole('radio', { name: 'nein', exact: true }).press('Space');
  await page.getByText('Jemand anderes hat diese Antwort inzwischen geändert').waitFor();
  t.same(await violations(page), [], 'a conflict');
  await page.getByRole('button', { name: 'Antwort neu laden' }).click();
  await page.getByText('Jemand anderes hat diese Antwort inzwischen geändert').waitFor({ state: 'detached' });
  t.ok(await question.getByRole('radio', { name: 'ja', exact: true }).isChecked(), 'what the other said');

  await page.getByLabel('Gruppe oder Mitglied').selectOption({ label: 'Mitglied: C1-7 PC im Trauzimmer' });
  await page.getByText('Es gilt die Antwort der Gruppe').waitFor();

  await page.getByRole('link', { name: 'Grundschutz-Check' }).click();
  await page.locator('.gw-tally-legend').waitFor();
  await page.locator('.gw-table__row', { hasText: 'SYS.2.1' }).waitFor();
  t.same(await violations(page), [], 'the overview');
  await page.getByRole('link', { name: /SYS\.2\.1/ }).click();
  await page.getByRole('link', { name: 'C1 Arbeitsplatz-PC' }).waitFor();
  t.same(await violations(page), [], 'the sheets');

  await page.getByRole('link', { name: 'IT-Grundschutz-Check' }).click();
  await page.getByRole('link', { name: 'Profile', exact: true }).click();
  await page.getByRole('button', { name: 'Profil anlegen' }).click();
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await dialog.locator('.gw-field__error').waitFor();
  await dialog.getByLabel('Name').fill('Nur das Nötigste');
  await dialog.getByRole('checkbox', { name: 'Standard' }).press('Space');
  await dialog.getByLabel('Baustein auslassen').selectOption({ label: 'SYS.2.1 Allgemeiner Client' });
  t.same(await violations(page), [], 'a new profile');
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Ohne: SYS.2.1').waitFor();
  await page.getByRole('button', { name: 'Profil Nur das Nötigste ändern' }).click();
  await dialog.getByRole('button', { name: 'SYS.2.1 wieder aufnehmen' }).click();
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Ohne: SYS.2.1').waitFor({ state: 'detached' });
  t.same(await violations(page), [], 'the profiles');
  await page.getByRole('button', { name: 'Profil Nur das Nötigste löschen' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Löschen' }).click();
  await page.getByText('Nur das Nötigste').waitFor({ state: 'detached' });

  await page.goto(new URL('#/modelling', target.url).href);
  await page.getByLabel('Edition').selectOption({ label: 'Grundschutz++: Stand der Technik Kernel' });
  // What moves between pressing and letting go is not pressed, for a person neither.
  await page.getByText('Die Regeln sind angewendet').waitFor({ state: 'detached' });
  await page.locator('body:not(:has(.gw-loading))').waitFor();
  await page.getByRole('button', { name: 'Kategorien vorschlagen' }).click();
  await page.getByText('Die Regeln sind angewendet').waitFor();
  await page.getByRole('button', { name: 'Endgeräte, C1 Arbeitsplatz-PC annehmen' }).click();
  await page.getByRole('link', { name: 'Endgeräte, C1 Arbeitsplatz-PC prüfen' }).click();
  await question.getByRole('radio', { name: 'nein', exact: true }).press('Space');
  await question.getByLabel('Begründung').fill('Wird noch beschafft');
  await question.getByText('Gespeichert', { exact: true }).waitFor();
  t.equal(await question.getByRole('radio').count(), 3, 'fulfilled or not, or open');
  t.same(await violations(page), [], 'the interview about controls');
  await page.getByRole('link', { name: 'Grundschutz-Check' }).click();
  await page.locator('.gw-table__row', { hasText: 'Endgeräte' }).waitFor();
  t.same(await violations(page), [], 'the overview of the other edition');
});
