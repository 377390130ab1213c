import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { dayOf, plusDays } from '../../../server/contract/german-day.js';
import { violations } from '../axe.js';
import { holds } from '../browser.js';
import type { Desk } from './desk.js';

/** @returns id of a server with high needs, one Baustein and one gap */
async function prepare({ call }: Desk): Promise<string> {
  const object = { key: 'S9', type: 'it_system', name: 'Planserver' };
  const { id } = await call('post', 'target-objects', object);
  await call('put', `target-objects/${id}/protection-needs/integrity`, { level: 'high', version: 0 });
  await call('post', 'modelling', { baustein: 'SYS.1.1', target_object: id, state: 'accepted' });
  const answer = { requirement: 'SYS.1.1.A1', target_object: id, status: 'no', version: 0 };
  await call('put', 'check/answer', answer);
  return id;
}

/** From a threat over its treatment to a plan that is done, a Statement of Applicability and an audit. */
export async function planMeasures(t: Test, desk: Desk): Promise<void> {
  const { page, open } = desk;
  await prepare(desk);
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: 'Speichern', exact: true });

  await open('#/risks');
  await page.getByRole('link', { name: 'Planserver' }).click();
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
  await page.getByRole('button', { name: /G 0.18.* einschätzen/ }).click();
  await dialog.getByText('Verlauf', { exact: true }).click();
  await dialog.locator('.gw-history').getByText('Unterschrieben', { exact: true }).waitFor();
  t.same(await violations(page), [], 'who signed it');
  await dialog.getByRole('button', { name: 'Abbrechen' }).click();

  await page.getByRole('link', { name: 'Realisierungsplan' }).click();
  const gap = page.locator('.gw-table__row', { hasText: 'S9 Planserver' });
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
  await gap.waitFor({ state: 'detached' });

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
}

/** A risk is moved in the matrix by keyboard, before and after its treatment; what cannot be is said. */
export async function moveRisk(t: Test, { page, open, call }: Desk): Promise<void> {
  const { items } = await call('get', 'target-objects');
  const { id } = items.find(({ key }: { key: string }) => key === 'A1');
  const risks = await call('post', `target-objects/${id}/risks`, { threats: ['G 0.8'] });
  const stored = async () =>
    (await call('get', 'risks')).items.find((each: { id: string }) => each.id === risks.items[0].id);
  await open(`#/risks/${id}`);
  await page.getByText('Matrix', { exact: true }).click();
  const chip = page.getByRole('button', { name: /^G 0\.8/ });
  await chip.focus();
  await page.keyboard.press('Shift+ArrowUp');
  await page.getByRole('button', { name: /^G 0\.8.*selten, vernachlässigbar/ }).waitFor();
  await pressFast(page, ['ArrowRight', 'ArrowUp']);
  await page.getByRole('button', { name: /^G 0\.8.*mittel, begrenzt/ }).waitFor();
  t.match(await page.evaluate('document.activeElement.ariaLabel'), /G 0\.8/, 'the focus goes along');
  t.same(await violations(page), [], 'the matrix');
  // The form begins with what is stored: the last of the moves must be.
  for (let n = 0; n < 200 && (await stored()).before?.damage !== 'limited'; n += 1)
    await page.waitForTimeout(200);
  await holds(page, 'document.querySelector(".gw-undo .gw-btn:not([data-pending])") !== null');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Behandlung/).selectOption('Reduktion');
  await dialog.getByRole('button', { name: 'Speichern' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Nach der Behandlung', { exact: true }).click();
  await chip.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('button', { name: /^G 0\.8.*selten, vernachlässigbar/ }).waitFor();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByText('Das Restrisiko bleibt höchstens so groß wie vorher').first().waitFor();
  for (let n = 0; n < 300 && (await stored()).after?.frequency !== 'medium'; n += 1)
    await page.waitForTimeout(200);
  t.match(await stored(), {
    before: { frequency: 'medium', damage: 'limited' },
    treatment: 'reduce',
    after: { frequency: 'medium', damage: 'negligible' },
  });
  await open('#/risks?view=matrix');
  await page.getByRole('button', { name: /^A1 G 0\.8/ }).waitFor();
  t.same(await violations(page), [], 'the matrix of the domain');
}

/** Presses keys with Shift faster than the page handles them: each waits in the queue while the one before is at work. */
async function pressFast(page: Page, keys: readonly string[]): Promise<void> {
  await page.evaluate(`{
    const busy = () => { for (const end = performance.now() + 200; performance.now() < end; ); };
    addEventListener('keydown', busy);
    addEventListener('keyup', (event) => event.key === 'Shift' && removeEventListener('keydown', busy));
  }`);
  await page.keyboard.down('Shift');
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
  await page.keyboard.up('Shift');
}

/** A measure is moved on the board and re-dated in the timeline by keyboard; the other views say the same. */
export async function moveMeasure(t: Test, { page, open, call }: Desk): Promise<void> {
  const day = (days: number): string => plusDays(dayOf(Date.now()), days);
  const first = { title: 'Firewall beschaffen', starts_on: day(-21), deadline: day(-10) };
  const { id: before } = await call('post', 'measures', first);
  const second = { title: 'Firewall einbauen', responsible: 'Netzteam', deadline: day(7), after: [before] };
  const { id } = await call('post', 'measures', second);
  await open('#/plan?view=board');
  const card = page.locator(`[data-card="${id}"]`);
  await card.focus();
  await page.keyboard.press('Shift+ArrowRight');
  const column = page.getByRole('region', { name: /in Arbeit/ });
  await column.getByRole('button', { name: 'Firewall einbauen' }).waitFor();
  t.equal(await page.evaluate('document.activeElement.dataset.card'), id, 'the focus goes along');
  await page.getByText('Firewall einbauen: jetzt in Arbeit').first().waitFor();
  t.same(await violations(page), [], 'the board');
  const state = async () => (await call('get', `measures/${id}`)).state;
  for (let n = 0; n < 300 && (await state()) !== 'in_progress'; n += 1) await page.waitForTimeout(200);
  t.equal(await state(), 'in_progress');
  await page.getByRole('button', { name: 'Rückgängig' }).press('Enter');
  await page
    .getByRole('region', { name: /^offen/ })
    .getByRole('button', { name: 'Firewall einbauen' })
    .waitFor();
  await page.getByLabel('Stand von Firewall einbauen').selectOption('in Arbeit');
  await column.getByRole('button', { name: 'Firewall einbauen' }).waitFor();

  await page.getByText('Zeitplan', { exact: true }).click();
  const row = page.locator(`[data-row="${id}"]`);
  t.match(await row.getAttribute('aria-label'), /Netzteam.*nach: Firewall beschaffen/);
  await page.locator('.gw-gantt__bar--late').first().waitFor();
  await page.locator('.gw-gantt__overdue').first().waitFor();
  await row.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+Alt+ArrowRight');
  t.same(await violations(page), [], 'the timeline');
  const deadline = async () => (await call('get', `measures/${id}`)).deadline;
  for (let n = 0; n < 300 && (await deadline()) !== day(15); n += 1) await page.waitForTimeout(200);
  t.equal(await deadline(), day(15), 'a week and a day later');
  await page.getByText('Auslastung', { exact: true }).click();
  await page.getByRole('row', { name: /^Netzteam/ }).waitFor();
  t.same(await violations(page), [], 'the load');
  await page.getByRole('button', { name: 'Netzteam' }).click();
  await row.waitFor();
}
