import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import { installRules } from '../../server/cli/rule-install.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { zipOf } from '../detect/zip-file.js';
import { startServer } from '../helpers/server.js';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, sendSudoRefusal, sudoRule } from './syslog-lines.js';

const skip = noBrowser || noLogger;
const sigmahq = join(packageRoot(), '..', 'shared', 'data', 'sigma', 'sigma_all_rules.zip');
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
    Array.from({ length: 500 }, (_, n) => [`${n}.yml`, rule(`many-${n}`, `Many ${n}`, 'attack.t1059.001')]),
  );
  const archive = join(data, 'many.zip');
  writeFileSync(archive, zipOf({ ...many, LICENSE: 'the Detection Rule License (DRL) 1.1 holds' }));
  const source = existsSync(sigmahq) ? sigmahq : archive;
  await installRules({ source, data, name: 'sigmahq', now: new Date() });
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
    await row.waitFor();
    t.match(await row.innerText(), /Did you mean `contains`/);
    await accessible('problems');
  });

  await t.test('sets: provenance, licence, and whether they are in force', async (t) => {
    await page.getByRole('tab', { name: /Regelsätze/ }).click();
    const set = page.locator('.gw-rule-set', { hasText: 'sigmahq' });
    await set.waitFor();
    t.match(await set.innerText(), /DRL-1\.1|not stated/);
    t.match(await set.innerText(), /[0-9a-f]{64}/);
    await accessible('sets');
    await set.locator('.gw-switch').click();
    await page.getByRole('tab', { name: 'Regeln' }).click();
    await page.getByLabel('Zustand').selectOption('inactive');
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
    await dialog.getByText('1 der letzten 3 Alarme wäre nicht entstanden.').waitFor();
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

  await t.test('a rule of one’s own', async () => {
    await go('#/rules/try');
    const yaml = page.getByRole('textbox', { name: 'Regeltext (YAML)' });
    await yaml.fill(
      'title: T\nlogsource: {product: linux}\ndetection:\n  s:\n    message|contians: x\n  condition: s\n',
    );
    await page.getByLabel('Ereignisse', { exact: true }).fill('<13>Nov 21 10:00:00 web01 app: x marks');
    await page.getByRole('button', { name: 'Testen' }).click();
    await page.getByRole('button', { name: 'Zeile 5, Spalte 5' }).waitFor();
    await accessible('try, with a fault');
    await yaml.fill(
      'title: T\nlogsource: {product: linux}\ndetection:\n  s:\n    message|contains: marks\n  condition: s\n',
    );
    await page.getByRole('button', { name: 'Testen' }).click();
    await page.getByText('1 von 1 Ereignissen löst die Regel aus.').waitFor();
  });

  await t.test('by keyboard alone', async (t) => {
    await go('#/rules');
    await page.getByRole('tab', { name: /^Regeln/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: /Probleme/, selected: true }).waitFor();
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
      '#/rules/try',
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
