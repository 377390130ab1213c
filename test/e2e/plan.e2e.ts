import type { Page } from 'playwright-core';
import t from 'tap';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

/** A server with high needs, one Baustein and one gap. */
async function prepare(page: Page, base: string): Promise<void> {
  const call = async (method: 'post' | 'put', path: string, data: object) => {
    const reply = await page.request[method](new URL(`api/v1/isms/${path}`, base).href, { data });
    if (!reply.ok()) throw new Error(`${path}: ${await reply.text()}`);
    return reply.json();
  };
  const object = { key: 'S1', type: 'it_system', name: 'Dateiserver' };
  const { id } = await call('post', 'target-objects', object);
  await call('put', `target-objects/${id}/protection-needs/integrity`, { level: 'high', version: 0 });
  await call('post', 'modelling', { baustein: 'SYS.1.1', target_object: id, state: 'accepted' });
  const answer = { requirement: 'SYS.1.1.A1', target_object: id, status: 'no', version: 0 };
  await call('put', 'check/answer', answer);
}

t.test('from a threat to a closed plan', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const page = await (await openProfile(browser)).newPage();
  await logIn(page, target.url, target.adminPassword);
  await prepare(page, target.url);
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: 'Speichern' });

  await page.getByRole('link', { name: 'Risikoanalyse' }).click();
  await page.getByRole('link', { name: 'Dateiserver' }).click();
  await page.getByRole('button', { name: 'Gefährdungen wählen' }).click();
  await dialog.getByRole('button', { name: 'Keine auswählen' }).click();
  await dialog.getByLabel('G 0.18').check();
  await dialog.getByLabel('Eigene Gefährdung').fill('Hochwasser');
  t.same(await violations(page), [], 'choosing threats');
  await dialog.getByRole('button', { name: '2 übernehmen' }).click();
  await page.locator('.gw-table__row', { hasText: /G z\.\d Hochwasser/ }).waitFor();
  await page.getByRole('button', { name: /G 0.18.* einschätzen/ }).click();
  await dialog.getByLabel('Häufigkeit').selectOption('häufig');
  await dialog.getByLabel('Schaden').selectOption('beträchtlich');
  t.match(await dialog.locator('.gw-risk').innerText(), 'hoch', 'the risk is shown while it is estimated');
  await dialog.getByLabel(/^Behandlung/).selectOption('Akzeptanz');
  await dialog.getByLabel('Risikoeigentümer').fill('Hauptamt');
  await save.click();
  await dialog.locator('.gw-notice--danger').waitFor();
  await dialog.getByLabel(/Was getan wird/).fill('Wird 2027 abgelöst');
  t.same(await violations(page), [], 'estimating a risk');
  await save.click();
  await page.getByRole('button', { name: /G 0.18.* unterschreiben/ }).click();
  await page.locator('.gw-table__row', { hasText: 'unterschrieben' }).waitFor();
  t.same(await violations(page), [], 'the risks of an object');

  await page.getByRole('link', { name: 'Realisierungsplan' }).click();
  const gap = page.locator('.gw-table__row', { hasText: 'SYS.1.1.A1' });
  await gap.getByRole('checkbox').check();
  await page.locator('.gw-bulk').getByLabel('Verantwortlich').fill('Rechenzentrum');
  await page.locator('.gw-bulk').getByLabel('Frist').fill('2030-01-31');
  t.same(await violations(page), [], 'the plan');
  await page.getByRole('button', { name: 'Übernehmen' }).click();
  await page.locator('.gw-table__row', { hasText: '31.01.2030' }).waitFor();
  t.match(await gap.innerText(), 'Rechenzentrum');
  await gap.getByRole('button').click();
  t.same(
    await dialog.getByLabel('Stand').locator('option').allInnerTexts(),
    ['offen', 'in Arbeit', 'umgesetzt'],
    'the gap of a Basis requirement cannot be accepted',
  );
  await dialog.getByLabel('Stand').selectOption('umgesetzt');
  t.same(await violations(page), [], 'a measure');
  await save.click();
  await page.getByText('Keine Maßnahme gefunden').or(page.getByText('Nichts zu tun')).waitFor();

  await page.getByRole('link', { name: 'ISO 27001' }).click();
  const control = page.locator('.gw-table__row', { hasText: '8.28' });
  await control.getByRole('button').click();
  await dialog.locator('.gw-basis').or(dialog.getByText('Keine Zuordnung')).waitFor();
  await dialog.getByText('Die Maßnahme wird angewandt').click();
  await dialog.getByLabel('Begründung des Ausschlusses').fill('Keine eigene Entwicklung');
  t.same(await violations(page), [], 'a control');
  await save.click();
  await page.locator('.gw-table__row', { hasText: 'Keine eigene Entwicklung' }).waitFor();
  t.same(await violations(page), [], 'the Statement of Applicability');

  await page.getByRole('link', { name: 'Audits' }).click();
  await page.getByRole('button', { name: 'Audit planen' }).click();
  await dialog.getByLabel('Audit', { exact: true }).fill('Rechenzentrum');
  await dialog.getByLabel('Beginn').fill('2030-02-01');
  await dialog.getByLabel('Ende').fill('2030-02-02');
  await save.click();
  await page.getByRole('link', { name: 'Rechenzentrum' }).click();
  await page.getByRole('button', { name: 'Feststellung aufnehmen' }).click();
  await dialog.getByLabel('Feststellung', { exact: true }).fill('Zutritt nicht protokolliert');
  await save.click();
  await page.getByRole('button', { name: 'Maßnahme zu Feststellung 1' }).click();
  await save.click();
  await page.locator('.gw-table__row', { hasText: 'Zutritt nicht protokolliert' }).waitFor();
  t.same(await violations(page), [], 'an audit');
});
