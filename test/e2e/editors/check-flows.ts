import type { Test } from 'tap';
import { violations } from '../axe.js';
import type { Desk } from './desk.js';

/** One Baustein of one object, answered by keyboard alone; what is typed survives a reload and a conflict. */
export async function interviewByKeys(t: Test, { page, open, call }: Desk): Promise<void> {
  const { items } = await call('get', 'target-objects');
  const { id } = items.find(({ key }: { key: string }) => key === 'S1');
  await call('post', 'modelling', { baustein: 'SYS.1.1', target_object: id, state: 'accepted' });
  await open(`#/check/interview/SYS.1.1/${id}`);
  const question = page.locator('.gw-question');
  const at = (requirement: string) => question.getByText(requirement, { exact: true }).waitFor();
  const saved = question.getByText('Gespeichert', { exact: true });
  await at('SYS.1.1.A1');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Nächste offene Anforderung').waitFor();
  t.same(await violations(page), [], 'the keys');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.keyboard.press('3');
  t.ok(await question.getByRole('radio', { name: 'teilweise' }).isChecked());
  await page.keyboard.press('u');
  await page.keyboard.type('Nur im Rechenzentrum 1');
  await page.keyboard.press('Escape');
  await saved.waitFor();
  await page.keyboard.press('n');
  await at('SYS.1.1.A2');
  t.equal(await page.evaluate('document.activeElement.tagName'), 'H2', 'the focus goes along');
  await page.keyboard.press('1');
  await page.locator('.gw-questions .gw-status--yes').waitFor();
  await page.keyboard.press('p');
  await at('SYS.1.1.A1');
  t.equal(await question.getByLabel('Umsetzung', { exact: true }).inputValue(), 'Nur im Rechenzentrum 1');
  await page.keyboard.press('o');
  await at('SYS.1.1.A5');

  // Dispensable without a reason cannot be stored yet: it is kept for later.
  await page.keyboard.press('2');
  await page.keyboard.press('u');
  await page.keyboard.type('Angefangen');
  await page.reload();
  await at('SYS.1.1.A1');
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await at('SYS.1.1.A5');
  t.equal(
    await question.getByLabel('Umsetzung', { exact: true }).inputValue(),
    'Angefangen',
    'after a reload',
  );

  const answer = { requirement: 'SYS.1.1.A5', target_object: id, version: 0 };
  await call('put', 'check/answer', { ...answer, status: 'yes', implementation: 'Ist erledigt' });
  await page.keyboard.press('4');
  const differences = page.locator('.gw-differences');
  await differences.getByText('Ist erledigt').waitFor();
  t.match(await differences.innerText(), /nein[\s\S]*ja[\s\S]*Angefangen/);
  t.same(await violations(page), [], 'a conflict');
  await page.getByRole('button', { name: 'Meine Eingabe speichern' }).press('Enter');
  await saved.waitFor();
  const stored = await call('get', `check/questions?baustein=SYS.1.1&scope=${id}`);
  t.match(
    stored.items.find(({ requirement }: { requirement: { id: string } }) => requirement.id === 'SYS.1.1.A5'),
    { status: 'no', own: { implementation: 'Angefangen', version: 2 } },
  );
}
