import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import { installRules } from '../../server/cli/rule-install.js';
import { zipOf } from '../detect/zip-file.js';
import { startServer } from '../helpers/server.js';
import { violations } from './axe.js';
import { holds, launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, sendSudoRefusal, sudoRule } from './syslog-lines.js';

const skip = noBrowser || noLogger;
const rule = (id: string, title: string, tag: string): string =>
  `title: ${title}\nid: ${id}\nstatus: test\nlevel: low\ntags: [${tag}]\nlogsource: {product: linux, service: sshd}\ndetection: {s: {f: 1}, condition: s}\n`;

/** A data folder with a rule of the city's own, a faulty one, and a large installed set. */
async function dataWithRules(): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'grundwacht-'));
  const folder = join(data, 'rules');
  mkdirSync(folder);
  writeFileSync(join(folder, 'own.yml'), rule('own-1', 'Own rule', 'attack.t1499'));
  writeFileSync(
    join(folder, 'bad.yml'),
    rule('bad-1', 'Bad rule', 'attack.t1499').replace('{f: 1}', '{f|contians: 1}'),
  );
  const many = Object.fromEntries(
    Array.from({ length: 3000 }, (_, n) => [`${n}.yml`, rule(`many-${n}`, `Many ${n}`, 'attack.t1059.001')]),
  );
  const archive = join(data, 'many.zip');
  writeFileSync(archive, zipOf({ ...many, LICENSE: 'the Detection Rule License (DRL) 1.1 holds' }));
  await installRules({ source: archive, data, name: 'sigmahq', now: new Date() });
  return data;
}

t.test('rules: list, state, exceptions, test and backtest', { skip }, async (t) => {
  const dataDir = await dataWithRules();
  const server = await startServer(t, { dataDir });
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await logIn(page, server.url, server.adminPassword);
  const go = async (hash: string): Promise<void> => {
    await page.goto(new URL(hash, server.url).href);
    await page.locator('main h1').first().waitFor();
    await page.locator('.gw-loading').waitFor({ state: 'detached' });
  };
  const accessible = async (name: string): Promise<void> => {
    t.same(await violations(page), [], name);
  };
  const seen = async (user: string): Promise<void> => {
    sendSudoRefusal(server.syslogPort, user);
    for (const deadline = Date.now() + 20_000; ; await sleep(100)) {
      if (Date.now() > deadline) throw new Error(`the record of ${user} did not become searchable`);
      const found = await page.evaluate(
        `fetch('api/v1/events?q=${user}').then((reply) => reply.json()).then(({ items }) => items.length)`,
      );
      if (found === 1) return;
    }
  };
  const users = ['anna', 'berta', 'svcbackup'].map((name) => `${name}${Date.now()}`);
  for (const user of users) await seen(user);

  await t.test('the list holds thousands of rules and draws those in view', async (t) => {
    await go('#/rules');
    const count = async () => Number((await page.locator('.gw-rule-count').innerText()).replace(/\D/g, ''));
    const all = await count();
    t.ok(all > 500, `${all} rules`);
    t.ok((await page.locator('.gw-rule-row--item').count()) < 80, 'only some of them are drawn');
    await accessible('list');
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    await page.locator(`tr[aria-rowindex="${all + 1}"]`).waitFor();
    await page.getByPlaceholder('Technik, z. B. T1110').fill('t1499');
    await page.getByLabel('Regelsatz').selectOption('own');
    await page.locator('.gw-rule-row--item', { hasText: 'Own rule' }).waitFor();
    await page.getByText('1 Regel', { exact: true }).waitFor();
    t.match(page.url(), /set=own/, 'the filter is in the address');
    await page.getByRole('button', { name: 'Filter aufheben' }).click();
    await page.locator('.gw-rule-count', { hasText: all.toLocaleString('de-DE') }).waitFor();
    await page.getByRole('button', { name: 'Alarme (30 Tage)' }).click();
    await page.locator('.gw-rule-row--item', { hasText: sudoRule.de }).waitFor();
    t.match(await page.locator('.gw-rule-row--item').first().innerText(), sudoRule.de, 'most alerts first');
  });

  await t.test('a refused rule with its place and mend', async (t) => {
    await page.getByRole('tab', { name: /Probleme/ }).click();
    const row = page.locator('.gw-table__row', { hasText: 'bad.yml:7' });
    await row.getByText('Meinten Sie `contains`?').waitFor();
    t.match(await row.innerText(), /Einen Modifikator `\w+` gibt es nicht\./);
    await accessible('problems');
  });

  await t.test('sets: provenance, licence, and whether they are in force', async (t) => {
    await page.getByRole('tab', { name: /Regelsätze/ }).click();
    const set = page.locator('.gw-rule-set', { hasText: 'sigmahq' });
    await set.waitFor();
    t.match(await set.innerText(), /DRL-1\.1/);
    t.match(await set.innerText(), /[0-9a-f]{64}/);
    await accessible('sets');
    await set.locator('.gw-switch').click();
    await page.getByRole('tab', { name: /^Regeln/ }).click();
    await page.locator('.gw-rule-conditions').getByText('Abgeschaltet').click();
    await page.getByText('Nicht in Kraft').first().waitFor();
    await page.getByRole('tab', { name: /Regelsätze/ }).click();
    await set.locator('.gw-switch').click();
    await page.locator('.gw-rule-set .gw-switch:not([data-selected])').waitFor({ state: 'detached' });
  });

  await t.test('an exception: previewed, in force at once, in the history', async (t) => {
    await go(`#/rules/${sudoRule.id}?tab=exceptions`);
    await page.getByRole('button', { name: 'Ausnahme hinzufügen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Bezeichnung').fill('Sicherungskonto');
    await dialog.getByLabel('Grund').fill('mit der IT geklärt');
    const yaml = dialog.getByLabel('Welche Ereignisse (YAML)');
    await yaml.fill('selection:\n  user.name|startwith: svcbackup\ncondition: selection\n');
    await dialog.getByRole('button', { name: 'Zeile 2, Spalte 3' }).click();
    t.equal(await page.evaluate('document.activeElement.selectionStart'), 13, 'the fault leads to its place');
    await yaml.fill('selection:\n  user.name|startswith: svcbackup\ncondition: selection\n');
    await dialog.getByText('1 von 3 Alarmen der letzten 30 Tage wäre nicht entstanden.').waitFor();
    await accessible('exception dialog');
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await page.locator('.gw-exception', { hasText: 'Sicherungskonto' }).waitFor();
    await accessible('exceptions');
    const [quiet, loud] = [`svcbackup${Date.now()}`, `carla${Date.now()}`];
    await seen(quiet);
    await seen(loud);
    await go('#/alerts');
    await page.locator('.gw-alert-row', { hasText: loud }).waitFor();
    t.equal(await page.locator('.gw-alert-row', { hasText: quiet }).count(), 0);
    await go(`#/rules/${sudoRule.id}?tab=history`);
    await page.locator('.gw-history', { hasText: 'Ausnahme hinzugefügt' }).waitFor();
    await accessible('history');
  });

  await t.test('switched off and with another level, for a reason', async (t) => {
    await page.locator('.gw-panel .gw-switch').click();
    await page.getByLabel('Grund').fill('zu laut');
    await page.getByLabel('Stufe der Alarme').selectOption('low');
    await accessible('controls');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.locator('.gw-condition', { hasText: 'Abgeschaltet' }).waitFor();
    await page.locator('.gw-history', { hasText: 'zu laut' }).waitFor();
    const user = `dora${Date.now()}`;
    await seen(user);
    await go('#/alerts');
    await page.locator('.gw-alert-row').first().waitFor();
    t.equal(await page.locator('.gw-alert-row', { hasText: user }).count(), 0);
  });

  await t.test('a backtest over what is stored, and a test of a pasted line', async (t) => {
    await go(`#/rules/${sudoRule.id}?tab=try`);
    await page.getByLabel('bis', { exact: false }).first().fill(wallClockIn(1));
    await page.getByRole('button', { name: 'Erproben', exact: true }).click();
    await page.locator('.gw-backtest__rule').waitFor({ timeout: 30_000 });
    await page.getByText(/^Fertig ·/).waitFor({ timeout: 30_000 });
    t.match(await page.locator('.gw-backtest__figure').innerText(), /4 Treffer/, 'without the excepted ones');
    await page.getByText('2 Treffer nahmen Ausnahmen weg.').waitFor();
    await page
      .getByLabel('Ereignisse', { exact: true })
      .fill(
        '<81>Nov 21 10:00:00 web01 sudo: eva : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh',
      );
    await page.getByRole('button', { name: 'Testen' }).click();
    await page.getByText('1 von 1 Ereignissen löst die Regel aus.').waitFor();
    await page.locator('.gw-disclosure .gw-row-action').first().click();
    await page.locator('.gw-record').first().waitFor();
    await accessible('trial');
  });

  const text = (modifier: string, word: string) =>
    [
      'title: Own live rule',
      'id: 8f5f2f9c-5f0e-4b1f-9c56-0000000000e2',
      'status: experimental',
      'level: high',
      'tags: [attack.t1548.003]',
      'logsource: {product: linux, service: sudo}',
      'detection:',
      '  s:',
      `    message|${modifier}: ${word}`,
      '  condition: s',
      'grundwacht: {entity: [user.name]}',
      '',
    ].join('\n');
  const fires = async (user: string): Promise<void> => {
    await seen(user);
    await go('#/alerts?rule=8f5f2f9c-5f0e-4b1f-9c56-0000000000e2');
    await page.locator('.gw-alert-row', { hasText: user }).waitFor();
  };

  await t.test('flow: write a rule, mend it at its line, test it, try it, save it: it fires', async (t) => {
    await go('#/rules');
    await page.getByRole('button', { name: 'Eigene Regel schreiben' }).click();
    const yaml = page.getByRole('textbox', { name: 'Regeltext (YAML)' });
    await yaml.fill(text('contians', users[0]!));
    await page.getByRole('button', { name: 'Zeile 9, Spalte 5' }).click();
    t.equal(await page.evaluate('document.activeElement.selectionStart'), text('', '').indexOf('message'));
    await page.locator('.gw-yaml__line--error', { hasText: '9' }).waitFor();
    t.ok(await page.getByRole('button', { name: 'Speichern und in Kraft setzen' }).isDisabled());
    await accessible('editor with a fault');
    await yaml.fill(text('contains', users[0]!));
    await page.getByText('Der Text ist fehlerfrei.').waitFor();
    await page
      .getByLabel('Ereignisse', { exact: true })
      .fill(`<81>Nov 21 10:00:00 web01 sudo: ${users[0]} : user NOT in sudoers ; COMMAND=/bin/sh`);
    await page.getByRole('button', { name: 'Testen' }).click();
    await page.getByText('1 von 1 Ereignissen löst die Regel aus.').waitFor();
    await page.getByLabel('bis', { exact: false }).first().fill(wallClockIn(1));
    await page.getByRole('button', { name: 'Erproben', exact: true }).click();
    await page.getByText(/^Fertig ·/).waitFor({ timeout: 30_000 });
    await yaml.fill(text('contains', 'live'));
    await page.getByText('Der Text ist fehlerfrei.').waitFor();
    await page.getByLabel('Grund').fill('für die Verwaltung');
    await page.getByRole('button', { name: 'Speichern und in Kraft setzen' }).click();
    await page.getByText('In Kraft: Fassung 1').waitFor({ timeout: 60_000 });
    await accessible('saved');
    await fires(`live${Date.now()}`);
  });

  await t.test('flow: another version, its difference, and the way back', async (t) => {
    await go('#/rules?tab=own');
    await accessible('own rules');
    await page.getByRole('link', { name: 'Own live rule' }).click();
    const yaml = page.getByRole('textbox', { name: 'Regeltext (YAML)' });
    await yaml.fill(text('contains', 'other'));
    await page.getByText('Der Text ist fehlerfrei.').waitFor();
    await page.getByRole('button', { name: 'Fassung 1 mit dem Text vergleichen' }).click();
    t.match(await page.locator('.gw-diff__line--removed').innerText(), /contains: live/);
    t.match(await page.locator('.gw-diff__line--added').innerText(), /contains: other/);
    await accessible('difference');
    await page.getByRole('button', { name: 'Speichern und in Kraft setzen' }).click();
    await page.getByText('In Kraft: Fassung 2').waitFor({ timeout: 60_000 });
    const former = `live${Date.now()}`;
    await seen(former);
    await fires(`other${Date.now()}`);
    t.equal(await page.locator('.gw-alert-row', { hasText: former }).count(), 0, 'the former text is gone');
    await go('#/rules?tab=own');
    await page.getByRole('link', { name: 'Own live rule' }).click();
    await page.getByRole('button', { name: 'Zurück zu Fassung 1' }).click();
    await page.getByText('In Kraft: Fassung 1').waitFor({ timeout: 60_000 });
    await fires(`live${Date.now()}`);
  });

  await t.test('flow: a search becomes a rule, with what it cannot say', async (t) => {
    await go(`#/rules/new?draft=${encodeURIComponent('user.name:anna* and @timestamp:>2026-01-01')}`);
    await page.getByText('Die Regel sagt nicht alles, was die Suche sagte').waitFor();
    t.match(await page.locator('.gw-notice').innerText(), /@timestamp.*ohne Zeitraum/s);
    const yaml = await page.getByRole('textbox', { name: 'Regeltext (YAML)' }).inputValue();
    t.match(yaml, /user\.name\|startswith: anna/);
    t.match(yaml, /product: linux/, 'where the search finds its events');
    await accessible('draft');
  });

  await t.test('flow: the matrix of ATT&CK leads to the rules', async (t) => {
    await go('#/rules/coverage');
    const cell = page.locator('.gw-attack__cell--covered', { hasText: 'T1548' }).first();
    await cell.waitFor();
    await accessible('coverage');
    await page.locator('.gw-attack__cell[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    t.equal(await page.evaluate('document.activeElement.dataset.place'), '0/1');
    const layer = (await page.evaluate(
      `fetch('api/v1/rules/coverage/navigator').then((reply) => reply.json())`,
    )) as { domain: string; techniques: { techniqueID: string; score: number }[] };
    t.equal(layer.domain, 'enterprise-attack');
    t.ok(layer.techniques.some(({ techniqueID, score }) => techniqueID === 'T1548.003' && score > 0));
    await page.getByRole('radio', { name: 'Tabelle' }).click();
    await page.locator('.gw-table__row', { hasText: 'T1548' }).waitFor();
    await accessible('coverage as a table');
    await page.getByRole('link', { name: /^T1548/ }).click();
    await page.locator('.gw-rule-row--item').first().waitFor();
    t.match(page.url(), /technique=T1548/);
    await page.getByPlaceholder('Titel, Kennung oder Technik suchen').fill('Own live');
    await page.locator('.gw-rule-row--item', { hasText: 'Own live rule' }).waitFor();
  });

  await t.test('flow: a rule that cannot fire says why', async (t) => {
    await page.getByPlaceholder('Titel, Kennung oder Technik suchen').fill('of the page before');
    await go('#/rules?condition=undelivered');
    await holds(page, `document.querySelector('.gw-search__input').value === ''`);
    await page.locator('.gw-rule-row--item', { hasText: 'Kann nicht auslösen' }).first().waitFor();
    await page.getByPlaceholder('Titel, Kennung oder Technik suchen').fill('windows');
    await page.locator('.gw-rule-row--item .gw-table__link').first().click();
    await page.getByText(/^Kann nicht auslösen: Keine Quelle liefert/).waitFor();
    t.match(await page.locator('.gw-notice').innerText(), /Gebraucht wird eine dieser Quellen/);
    await accessible('cannot fire');
  });

  await t.test(
    'flow: another edition of a set is reviewed, taken over in part, and taken back',
    async (t) => {
      const edition = (files: Record<string, string>) => ({
        name: 'edition.zip',
        mimeType: 'application/zip',
        buffer: zipOf({ ...files, LICENSE: 'the Detection Rule License (DRL) 1.1 holds' }),
      });
      const [quiet, mine] = ['rev-1', 'rev-2'].map((id) => rule(id, `Reviewed ${id}`, 'attack.t1499'));
      await go('#/rules?tab=sets');
      await page.getByRole('button', { name: 'Regelsatz installieren' }).click();
      await page.getByLabel('Name des Regelsatzes').fill('probe');
      const file = page.locator('input[type=file]');
      await file.setInputFiles(edition({ 'a.yml': quiet!, 'b.yml': mine! }));
      await page.getByRole('button', { name: '2 Unterschiede übernehmen' }).click();
      await page.getByText('Übernommen: Der Regelsatz hat jetzt 2 Regeln').waitFor({ timeout: 60_000 });
      const louder = quiet!.replace('level: low', 'level: high');
      const bad = rule('rev-4', 'Bad', 'attack.t1499').replace('{f: 1}', '{f|contians: 1}');
      await file.setInputFiles(
        edition({ 'a.yml': louder, 'c.yml': rule('rev-3', 'Reviewed rev-3', 'attack.t1499'), 'd.yml': bad }),
      );
      await page.getByText('edition.zip: 2 verwendbare Regeln, 0 unverändert, 1 nicht unterstützt').waitFor();
      const row = page.locator('.gw-table__row', { hasText: 'Reviewed rev-1' });
      t.match(await row.innerText(), /Geändert\s*Stufe/);
      await accessible('review');
      await row.getByRole('button', { name: /vergleichen/ }).click();
      const dialog = page.getByRole('dialog');
      t.match(await dialog.locator('.gw-diff__line--added').innerText(), /level: high/);
      await accessible('texts of a review');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Wirkung schätzen' }).click();
      await page.getByText(/in den letzten sieben Tagen, vorher → nachher/).waitFor({ timeout: 60_000 });
      t.match(await row.innerText(), /0 → 0/);
      await page.getByRole('checkbox', { name: '„Reviewed rev-2“ übernehmen' }).uncheck();
      await page.getByRole('button', { name: '2 Unterschiede übernehmen' }).click();
      await page.getByText('Übernommen: Der Regelsatz hat jetzt 3 Regeln').waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: 'Zurücknehmen' }).click();
      await page.getByText('Zurückgenommen: Der Regelsatz hat wieder 2 Regeln').waitFor({ timeout: 60_000 });
      await go('#/rules?set=probe');
      await page.getByText('2 Regeln', { exact: true }).waitFor();
    },
  );

  await t.test('by keyboard alone', async (t) => {
    await go('#/rules');
    await page.getByRole('tab', { name: /^Regeln/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: /^Eigene/, selected: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tab', { name: /^Regeln/, selected: true }).waitFor();
    await page.locator('.gw-rule-row--item').first().waitFor();
    const search = 'Titel, Kennung oder Technik suchen';
    const focused = () => page.evaluate('document.activeElement.placeholder');
    for (let n = 0; n < 3 && (await focused()) !== search; n++) await page.keyboard.press('Tab');
    t.equal(await focused(), search, 'the search field is next');
    await page.keyboard.type('Own rule');
    const link = page.getByRole('link', { name: 'Own rule' });
    await link.waitFor();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Own rule' }).waitFor();
  });

  await t.test('dark, in English, and at 320 pixels', async (t) => {
    const narrow = await openProfile(browser, { language: 'en', theme: 'dark', width: 320, height: 640 });
    const small = await narrow.newPage();
    await logIn(small, server.url, server.adminPassword);
    for (const hash of [
      '#/rules',
      '#/rules?tab=sets',
      '#/rules?tab=problems',
      '#/rules/new',
      '#/rules/import',
      '#/rules/coverage',
      '#/rules?tab=own',
      `#/rules/${sudoRule.id}?tab=try`,
    ]) {
      await open(small, new URL(hash, server.url).href);
      t.same(await violations(small), [], `${hash} dark`);
      const overflow = await small.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      t.equal(overflow, 0, `${hash} does not scroll sideways (WCAG 1.4.10)`);
    }
  });
  t.same(faults, []);
});

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('main h1').first().waitFor();
  await page.locator('.gw-loading').waitFor({ state: 'detached' });
}

/** @returns the wall clock of Berlin in some hours, as a datetime-local input takes it */
function wallClockIn(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000)
    .toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' })
    .slice(0, 16)
    .replace(' ', 'T');
}
