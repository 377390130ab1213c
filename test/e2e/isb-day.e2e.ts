import type { Page } from 'playwright-core';
import t from 'tap';
import type { Attention } from '../../server/contract/overview.js';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

t.test("the security officer's day", { skip: noBrowser }, async (t) => {
  const target = await openTarget(t, { city: true });
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  const api = (path: string): string => new URL(`api/v1/${path}`, target.url).href;
  const attention = async (): Promise<Attention> =>
    (await page.request.get(api('isms/compliance/attention?tenant=demo'))).json();
  const show = async (hash: string): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(new URL(hash, target.url).href);
    await page.locator('main h1').waitFor();
    await page.locator('body:not(:has(.gw-loading))').waitFor();
  };

  await t.test('flow: what a signal contradicts stands on top, and is gone when it is decided', async (t) => {
    const before = await attention();
    const [first] = before.contradicted.items;
    t.ok(first, 'the city has a system that is silent');
    await show('#/overview');
    const list = page.locator('.gw-contradictions');
    t.equal(
      await page.locator('.gw-attention > *').first().getAttribute('aria-labelledby'),
      'contradictions',
    );
    t.same(await violations(page), [], 'the overview');
    await list.getByRole('link', { name: first!.requirement }).first().click();
    const question = page.locator('.gw-question');
    await question.getByText(first!.requirement, { exact: true }).waitFor();
    await question.locator('.gw-signals').getByText('widerspricht').first().waitFor();
    t.same(await violations(page), [], 'the requirement');
    await question.getByRole('radio', { name: 'nein', exact: true }).press('Space');
    await question.getByText('Gespeichert', { exact: true }).waitFor();
    await page.locator('.gw-requirement__side .gw-history').getByText('ja → nein').waitFor();
    await page.getByRole('link', { name: 'Überblick' }).first().click();
    await page.locator('.gw-heat__cell').first().waitFor();
    await list.getByRole('link', { name: first!.requirement }).first().waitFor({ state: 'detached' });
    const after = await attention();
    t.ok(after.contradicted.total < before.contradicted.total);
  });

  await t.test(
    'flow: by keyboard from the heat map to a requirement, its evidence and history',
    async (t) => {
      await show('#/overview');
      await page.locator('.gw-heat__cell').first().focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      const basis = (name: RegExp) => page.locator('.gw-heat__cell:focus').and(page.getByLabel(name));
      await basis(/ISMS Sicherheitsmanagement, Basis: /).waitFor();
      for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowDown');
      await basis(/DER Detektion und Reaktion, Basis: \d+ % erfüllt \(ja \d+, /).waitFor();
      t.match(await page.locator('.gw-heat__at').textContent(), /DER Detektion und Reaktion, Basis/);
      await page.keyboard.press('Enter');
      const items = page.locator('.gw-questions__item');
      await items.first().waitFor();
      t.ok((await items.allTextContents()).every((text) => /DER\.\d.*Basis/.test(text)));
      await items.first().focus();
      await page.keyboard.press('Enter');
      await page.locator('.gw-requirement:focus').waitFor();
      await page.locator('#requirement-evidence').waitFor();
      await page.locator('.gw-requirement__side .gw-history').getByText('Stand:').first().waitFor();
      await page.goBack();
      await page.locator('.gw-heat__cell').first().waitFor();
    },
  );

  await t.test('flow: the heat map in every cut, and as a table', async (t) => {
    await show('#/overview');
    const map = page.locator('section[aria-labelledby=heat-map]');
    for (const cut of ['Bausteine', 'Zielobjekte']) {
      await map.getByRole('radio', { name: cut }).click();
      await map.getByRole('grid', { name: cut === 'Bausteine' ? /Baustein/ : /Zielobjekt/ }).waitFor();
    }
    await map.getByRole('searchbox').fill('S006');
    await map.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    t.match(await map.locator('tbody th').textContent(), /S006/);
    t.same(await violations(page), [], 'by target object');
    await map.getByRole('button', { name: 'Als Tabelle' }).click();
    await map.getByRole('columnheader', { name: 'entbehrlich' }).waitFor();
    t.same(await violations(page), [], 'as a table');
  });

  await t.test('flow: an overdue measure is done', async (t) => {
    const before = (await attention()).overdue;
    await show('#/overview');
    const card = page.getByRole('region', { name: 'Überfällige Maßnahmen' });
    const [first] = before.items;
    await card
      .getByRole('button', { name: `Erledigt: ${first!.requirement} ${first!.title}` })
      .first()
      .click();
    await card.getByText(String(before.total - 1), { exact: true }).waitFor();
    await page.getByTestId('announcer').getByText('ist als erledigt gemeldet').waitFor();
    t.notOk((await attention()).overdue.items.some(({ id }) => id === first!.id));
  });

  await t.test('flow: the trend shows what was decided today', async (t) => {
    await show('#/overview');
    const trend = page.locator('.gw-trend');
    await trend.locator('canvas').waitFor();
    await trend.getByLabel('Verlauf von').selectOption('OPS');
    await trend.getByRole('button', { name: 'Als Tabelle' }).click();
    const today = trend.locator('tbody tr').first();
    await today.getByText('am Tag gezählt').waitFor();
    const shares = await today.locator('td').allTextContents();
    const map = await (
      await page.request.get(api('isms/compliance/heat-map?tenant=demo&profile=standard'))
    ).json();
    const ops = map.layers.find(({ layer }: { layer: string }) => layer === 'OPS');
    const expected = ops.levels.map(
      ({ yes, dispensable, total }: Record<string, number>) =>
        `${Math.floor(((yes! + dispensable!) / total!) * 100)} %`,
    );
    t.same(shares.slice(0, expected.length), expected);
    await trend.getByText('aus der Historie berechnet').first().waitFor();
  });

  await t.test('flow: the state for the management, on one printed page', async (t) => {
    await show('#/overview');
    await page.getByRole('link', { name: 'Lagebild für die Leitung' }).click();
    await page.locator('.gw-management__value').first().waitFor();
    const said = await page.locator('.gw-management__summary li').allTextContents();
    t.ok(
      said.some((text) => /Prozentpunkte mehr als am Ende des Vorquartals/.test(text)),
      said.join(' '),
    );
    const overdue = (await attention()).overdue.total;
    t.ok(said.some((text) => text.includes(`${overdue} sind überfällig.`)));
    t.same(await violations(page), [], 'the state for the management');
    t.equal(await pagesOf(page), 1);
    await page.getByRole('link', { name: 'Als PDF-Bericht' }).click();
    await page.getByRole('heading', { name: 'Berichte' }).waitFor();
  });
});

/** @returns how many pages of paper a page of the dashboard takes */
async function pagesOf(page: Page): Promise<number> {
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  const [, width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
  if (Math.round(Number(width)) !== 842 || Math.round(Number(height)) !== 595) {
    throw new Error(`it is no A4 landscape: ${width} x ${height} points`);
  }
  return pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}
