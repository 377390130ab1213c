import type { Test } from 'tap';
import { violations } from '../axe.js';
import { holds } from '../browser.js';
import type { Desk } from './desk.js';

const table =
  'Kennung;Bezeichnung;Typ;Abhängig von\nGP1;Meldewesen;Prozess;A1\nA1;Fachverfahren;Anwendung;S1\nS1;Dateiserver;IT-System;\nX1;Falsch;Raumschiff;\n';

/** A table becomes target objects; a need is inherited, and the path says from where and how. */
export async function inheritNeeds(t: Test, { page, open }: Desk): Promise<void> {
  await open('#/target-objects/import');
  const file = { name: 'objekte.csv', mimeType: 'text/csv', buffer: Buffer.from(table) };
  // As for a person: there is nothing to choose before the domain is known.
  await page.locator('button:enabled', { hasText: 'Datei wählen' }).waitFor();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('.gw-import-cell--wrong', { hasText: '„Raumschiff“ ist keine Art' }).waitFor();
  t.same(await violations(page), [], 'the preview with a fault at its cell');
  t.equal(await page.locator('.gw-import--create').count(), 3);
  const store = page.getByRole('button', { name: '3 Zielobjekte speichern' });
  t.ok(await store.isDisabled(), 'a wrong row keeps everything out');
  await page.getByText('Richtige Zeilen trotzdem speichern').click();
  await store.click();

  await page.locator('h1', { hasText: 'Zielobjekte' }).waitFor();
  await page.getByRole('link', { name: 'Meldewesen' }).click();
  await page.getByRole('button', { name: 'Vertraulichkeit bewerten' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Informationelles Selbstbestimmungsrecht').selectOption('sehr hoch');
  await form.getByRole('button', { name: 'Speichern' }).click();
  await page.locator('.gw-need--very_high').waitFor();
  t.same(await violations(page), [], 'a target object');

  await page.getByRole('link', { name: 'Abhängigkeiten' }).click();
  await page.getByText('Liste mit Ebenen').click();
  await page.getByRole('button', { name: 'A1 Fachverfahren aufklappen' }).press('Enter');
  t.same(await violations(page), [], 'the list with levels');
  await page.getByRole('link', { name: 'S1 Dateiserver' }).click();
  const path = page.getByRole('list', { name: 'Woher der Schutzbedarf kommt' }).first();
  const words = await path.innerText();
  t.match(words, /GP1 Meldewesen[\s\S]*Hier entstanden[\s\S]*nutzt[\s\S]*A1 Fachverfahren/);
  t.match(words, /läuft auf[\s\S]*S1 Dateiserver[\s\S]*sehr hoch[\s\S]*Maximumprinzip/);

  await page.getByRole('link', { name: 'Schutzbedarf', exact: true }).click();
  const row = page.locator('.gw-table__row', { hasText: 'S1' });
  await row.waitFor();
  t.match(await row.innerText(), /sehr hoch/);
  await row.getByRole('button').click();
  await page.getByRole('dialog').locator('.gw-need').first().waitFor();
  t.same(await violations(page), [], 'the explanation');
}

/** Cells are edited by keyboard; what a second browser has stored in the same cell is a conflict, in another one not. */
export async function editCells(t: Test, { browser, context, url, page, open }: Desk): Promise<void> {
  await open('#/target-objects');
  const cell = (field: string, on = page) => on.getByRole('button', { name: `${field} von S1` });
  const type = async (text: string): Promise<void> => {
    await page.keyboard.press('Enter');
    await page.keyboard.type(text);
  };
  await cell('Ort').focus();
  await page.keyboard.press('ArrowRight');
  await type('Hauptamt');
  await page.keyboard.press('Tab');
  await cell('Verantwortlich').getByText('Hauptamt').waitFor();
  t.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Status von S1', 'Tab leads on');

  const other = await (await browser.newContext({ storageState: await context.storageState() })).newPage();
  await other.goto(new URL('#/target-objects', url).href);
  const write = async (field: string, text: string): Promise<void> => {
    await cell(field, other).press('Enter');
    await other.keyboard.type(text);
    await other.keyboard.press('Enter');
    await cell(field, other).getByText(text).waitFor();
  };
  await write('Ort', 'Rathaus');
  await cell('Plattform').focus();
  await type('Debian 12');
  await page.keyboard.press('Enter');
  await cell('Plattform').getByText('Debian 12').waitFor();
  await cell('Ort').getByText('Rathaus').waitFor();
  t.pass('what the other one changed elsewhere stays');

  await write('Verantwortlich', 'Personalamt');
  await other.context().close();
  await cell('Verantwortlich').focus();
  await type('Bauamt');
  await page.keyboard.press('Enter');
  const conflict = page.locator('.gw-inline__conflict');
  await conflict.getByText('Personalamt').waitFor();
  t.equal(await page.getByLabel('Verantwortlich von S1', { exact: true }).inputValue(), 'Bauamt', 'it stays');
  t.same(await violations(page), [], 'a conflict in a cell');
  await conflict.getByRole('button', { name: 'Meinen Wert speichern' }).press('Enter');
  await cell('Verantwortlich').getByText('Bauamt').waitFor();
  await page.getByRole('button', { name: 'Rückgängig' }).press('Enter');
  await cell('Verantwortlich').getByText('Personalamt').waitFor();

  for (const key of ['Fachverfahren', 'Dateiserver']) {
    await page.getByRole('checkbox', { name: `${key} auswählen` }).press('Space');
  }
  await page.locator('.gw-bulk').getByLabel('Ort', { exact: true }).fill('Serverraum');
  t.same(await violations(page), [], 'several objects');
  await page.getByRole('button', { name: 'Übernehmen' }).click();
  await page.getByRole('button', { name: 'Ort von A1: Serverraum' }).waitFor();
  await page.getByText('2 Zielobjekte geändert').waitFor();
  await page.getByRole('button', { name: 'Rückgängig' }).press('Enter');
  await page.getByRole('button', { name: 'Ort von A1: leer' }).waitFor();
  await cell('Ort').getByText('Rathaus').waitFor();
}

const kinds = [
  ['P', 'Prozess', 40],
  ['A', 'Anwendung', 70],
  ['S', 'IT-System', 130],
  ['N', 'Netz', 25],
  ['R', 'Raum', 35],
] as const;

/** 300 objects in a domain of their own, each depending on one or two of the next kind. */
function bigTable(): string {
  const lines = kinds.flatMap(([letter, kind, count], at) => {
    const next = kinds[at + 1];
    return Array.from({ length: count }, (_, n) => {
      const targets = next ? [n % next[2], (n * 7 + 3) % next[2]].map((to) => `${next[0]}${to}`) : [];
      return `${letter}${n};${kind} Nummer ${n};${kind};${[...new Set(targets)].join(',')}`;
    });
  });
  return ['Kennung;Name;Art;Abhängig von', ...lines].join('\n');
}

/** The drawing of 300 objects: no two overlap; search and keyboard find one, and its surroundings are left alone. */
export async function drawManyObjects(t: Test, { page, open, call }: Desk): Promise<void> {
  const { id } = await call('post', 'domains', { key: 'GROSS', name: 'Großer Verbund' });
  const content = Buffer.from(bigTable()).toString('base64');
  const { stored } = await call('post', `target-objects/import?domain=${id}`, { content, dry_run: false });
  t.equal(stored, true);
  const first = await page.evaluate('localStorage.getItem("grundwacht.domain")');
  await page.evaluate(`localStorage.setItem('grundwacht.domain', ${JSON.stringify(id)})`);
  await open('#/dependencies');
  const nodes = page.locator('.gw-graph__node');
  await nodes.first().waitFor();
  t.equal(await nodes.count(), 300);
  const overlapping = await page.evaluate(`(() => {
    const boxes = [...document.querySelectorAll('.gw-graph__box')].map((box) => box.getBoundingClientRect());
    boxes.sort((a, b) => a.left - b.left);
    const frame = document.querySelector('.gw-graph__canvas').getBoundingClientRect();
    const outside = boxes.filter((b) => b.left < frame.left || b.right > frame.right || b.top < frame.top || b.bottom > frame.bottom);
    let count = 0;
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1))
        if (b.left < a.right && b.top < a.bottom && a.top < b.bottom) count += 1;
    return [count, outside.length];
  })()`);
  t.same(overlapping, [0, 0], 'none overlaps, and all are in view');
  t.same(await violations(page), [], 'the drawing');

  await page.getByRole('searchbox').fill('IT-System Nummer 77');
  await page.getByText('1 Treffer').waitFor();
  const found = page.getByRole('button', { name: /^S77,/ });
  t.ok(await found.isVisible());
  await found.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('heading', { name: /S77/ }).waitFor();
  await page.getByLabel('Umgebung').selectOption('alles, was damit zusammenhängt');
  await holds(page, 'document.querySelectorAll(".gw-graph__node").length < 60');
  t.ok((await nodes.count()) > 3);
  await found.focus();
  await page.keyboard.press('ArrowRight');
  t.match(await page.evaluate('document.activeElement.ariaLabel'), /^N\d+,/, 'the nearest to the right');
  await page.getByLabel('Zusammenfassen').selectOption('gleiche Typen');
  await page.getByLabel('Umgebung').selectOption('alles');
  await holds(page, 'document.querySelectorAll(".gw-graph__node").length === 5');
  t.same(await violations(page), [], 'drawn as one');
  if (typeof first === 'string') await page.evaluate(`localStorage.setItem('grundwacht.domain', '${first}')`);
  else await page.evaluate('localStorage.removeItem("grundwacht.domain")');
}
