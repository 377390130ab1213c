import type { Page } from 'playwright-core';
import t from 'tap';
import { violations, violationsIn } from './axe.js';
import { holds, launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openTarget } from './target.js';

interface Domain {
  id: string;
  key: string;
  version: number;
}

/** Calls the API as the page's user, as another window of the same person would. */
function callApi<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return page.evaluate(
    `fetch('api/v1/isms/${path}', ${JSON.stringify(init)}).then(async (reply) => {
      const text = await reply.text();
      if (!reply.ok) throw new Error(text);
      return text === '' ? undefined : JSON.parse(text);
    })`,
  ) as Promise<T>;
}

t.test('from a new domain over the self-check to the next edition', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  const open = (hash: string) => page.goto(new URL(hash, target.url).href);

  await t.test('a domain is made, changed by two people, and archived', async (t) => {
    await open('#/domains');
    await page.getByRole('button', { name: 'Neuer Verbund' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Kennung').fill('werke');
    await form.getByLabel('Name', { exact: true }).fill('Stadtwerke');
    await form.getByText('Kern-Absicherung').click();
    t.same(await violations(page), [], 'the form');
    await form.getByRole('button', { name: 'Speichern' }).click();
    const row = page.locator('.gw-table__row', { hasText: 'Stadtwerke' });
    await row.waitFor();
    t.match(await row.innerText(), /Kern-Absicherung/);

    await row.getByRole('button', { name: 'Stadtwerke ändern' }).click();
    const { items } = await callApi<{ items: Domain[] }>(page, 'GET', 'domains');
    const stored = items.find(({ key }) => key === 'werke')!;
    const change = { key: 'werke', name: 'Stadtwerke AöR', approach: 'basis', version: stored.version };
    await callApi(page, 'PUT', `domains/${stored.id}`, change);
    await form.getByLabel('Name', { exact: true }).fill('Stadtwerke GmbH');
    await form.getByRole('button', { name: 'Speichern' }).click();
    const conflict = form.locator('.gw-notice--warning');
    await conflict.waitFor();
    t.match(await conflict.innerText(), /Name: gespeichert „Stadtwerke AöR“, von Ihnen „Stadtwerke GmbH“/);
    t.match(await conflict.innerText(), /Vorgehensweise: gespeichert „Basis-Absicherung“/);
    t.same(await violations(page), [], 'the conflict');
    await conflict.getByRole('button', { name: 'Mit meinen Angaben weiterarbeiten' }).click();
    await form.getByRole('button', { name: 'Speichern' }).click();
    await page.locator('.gw-table__row', { hasText: 'Stadtwerke GmbH' }).waitFor();

    await page.getByRole('button', { name: 'Stadtwerke GmbH archivieren' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Archivieren' }).click();
    await page.locator('.gw-table__row', { hasText: 'Stadtwerke GmbH' }).waitFor({ state: 'detached' });
    await page.getByText('1 archivierten Verbund zeigen').click();
    await page.locator('.gw-table__row', { hasText: 'archiviert' }).waitFor();
    t.same(await violations(page), [], 'the list');
  });

  await t.test('flow: a domain is made of the OSCAL files of another', async (t) => {
    await open('#/domains');
    await page.getByRole('button', { name: 'Aus OSCAL-Dateien' }).click();
    const form = page.getByRole('dialog');
    const make = form.getByRole('button', { name: 'Verbund anlegen' });
    const { items } = await callApi<{ items: Domain[] }>(page, 'GET', 'domains');
    const { id } = items.find(({ key }) => key === 'werke')!;
    const file = async (model: string) => ({
      name: `${model}.json`,
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(await callApi(page, 'GET', `oscal/${model}?domain=${id}`))),
    });
    const choose = (...files: Awaited<ReturnType<typeof file>>[]) =>
      form.locator('input[type=file]').setInputFiles(files);
    const [plan, results] = [await file('system-security-plan'), await file('assessment-results')];
    await choose(plan, { ...plan, name: 'report.json', buffer: Buffer.from('{"items":[]}') });
    await form.getByText('Eine der Dateien ist keines der vier Dokumente').waitFor();
    t.equal(await make.isDisabled(), true);
    await choose(results);
    await form.getByText('Das Sicherheitskonzept (SSP) fehlt').waitFor();
    await choose(plan, results);
    await form.getByText('Prüfergebnisse').waitFor();
    t.same(await violations(page), [], 'the dialog');
    await make.click();
    await form.locator('.gw-notice--danger').waitFor();
    await form.getByLabel('Kennung').fill('kopie');
    await form.getByLabel('Name', { exact: true }).fill('Kopie der Werke');
    await make.click();
    await form.waitFor({ state: 'detached' });
    const row = page.locator('.gw-table__row', { hasText: 'Kopie der Werke' });
    await row.getByText('ausgewählt').waitFor();
    t.match(await row.innerText(), /Kern-Absicherung/, 'it is what the other one was');
    await page.getByRole('button', { name: 'Mit Grundwacht arbeiten' }).click();
    await row.getByText('ausgewählt').waitFor({ state: 'detached' });
  });

  await t.test('the self-check is answered with the keyboard and kept', async (t) => {
    await open('#/wiba?topic=backup');
    const first = page.locator('[data-question=backup-1]');
    await first.getByRole('radio').first().focus();
    await page.keyboard.press('2');
    await first.getByText('Gespeichert').waitFor();
    await first.getByLabel('Anmerkung').fill('Nur die Server');
    await first.getByRole('radio', { checked: true }).focus();
    await first.getByText('Gespeichert').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('3');
    await page.locator('[data-question=backup-2]').getByText('Gespeichert').waitFor();
    await first.locator('.gw-proposal--partial').first().waitFor();
    t.same(await violations(page), [], 'the interview');
    t.same(await violationsIn(page, 'dark'), [], 'in the dark');
    await page.reload();
    await first.waitFor();
    t.equal(await first.getByLabel('Anmerkung').inputValue(), 'Nur die Server');
    await first.getByLabel('Anmerkung').fill('Auch die Arbeitsplätze');
    await open('#/wiba?tab=proposals');
    await open('#/wiba?topic=backup');
    await holds(
      page,
      `document.querySelector('[data-question=backup-1] textarea')?.value === 'Auch die Arbeitsplätze'`,
    );
    t.pass('what was typed last before leaving is kept');
    t.ok(await page.locator('[data-question=backup-2]').getByRole('radio', { name: 'Nein' }).isChecked());
    t.equal(await page.locator('.gw-topic[aria-current] .gw-topic__share').innerText(), '2 von 4');
  });

  await t.test('what it proposes goes over into the check', async (t) => {
    await callApi(page, 'POST', 'modelling', { baustein: 'CON.3', target_object: null, state: 'accepted' });
    await open('#/wiba?tab=proposals');
    await page.reload();
    const row = page.locator('.gw-table__row', { hasText: 'CON.3.A2' });
    await row.waitFor();
    t.match(await row.innerText(), /1 von 1 offen/);
    t.same(await violations(page), [], 'the proposals');
    await page.getByRole('button', { name: /möglichen? auswählen/ }).click();
    await page.getByRole('button', { name: /Vorschl.* übernehmen/ }).click();
    await page.locator('.gw-notice--success').waitFor();
    await row.getByText('schon beantwortet').waitFor();
  });

  await t.test('the check is carried to the next edition, each proposal by a decision', async (t) => {
    await callApi(page, 'POST', 'modelling', { baustein: 'APP.3.6', target_object: null, state: 'accepted' });
    const answer = { requirement: 'APP.3.6.A1', target_object: null, version: 0, status: 'yes' };
    await callApi(page, 'PUT', 'check/answer', answer);
    await open('#/migration');
    await page.getByRole('button', { name: 'Vorschläge berechnen' }).click();
    const search = page.getByRole('searchbox');
    await search.fill('APP.3.6.A1');
    const row = page.locator('.gw-table__row', { hasText: 'ARCH.1.1' }).first();
    await row.getByRole('button', { name: 'Vorschlag für ARCH.1.1 annehmen' }).click();
    await row.getByText('angenommen').waitFor();
    await search.fill('');
    await page.getByRole('button', { name: 'offen', exact: true }).click();
    await page.getByRole('button', { name: /^Alle \d+ auswählen$/ }).click();
    t.ok(await page.getByRole('button', { name: '0 annehmen' }).isDisabled(), 'nothing to accept in them');
    await page.getByLabel('Begründung für alle ausgewählten').fill('wird neu bewertet');
    await page.getByRole('button', { name: /^\d+ ablehnen$/ }).click();
    await page.locator('.gw-decided__note', { hasText: 'wird neu bewertet' }).first().waitFor();
    t.same(await violations(page), [], 'the proposals side by side');
    await page.getByRole('button', { name: 'offen', exact: true }).click();
    await search.fill('APP.3.6.A1');
    await row.getByRole('button', { name: 'ARCH.1.1: Gegenüberstellen' }).click();
    await page.locator('.gw-compare:focus').waitFor();
    await page.getByRole('region', { name: 'Bisherige Edition' }).getByText('APP.3.6.A1').first().waitFor();
    t.same(await violations(page), [], 'both texts beside each other');
    await page.keyboard.press('r');
    await page.keyboard.press('Escape');
    await row.getByText('abgelehnt').waitFor();
    await page.getByRole('tab', { name: /Arbeitsliste/ }).click();
    await page.getByRole('heading', { name: /^Bewertete Anforderungen ohne Zuordnung [1-9]/ }).waitFor();
    t.same(await violations(page), [], 'the work list');
  });
});
