import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { violations, violationsIn } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile, testPassword } from './browser.js';
import { noLogger, sendSudoRefusal, sudoRule } from './syslog-lines.js';
import { openTarget } from './target.js';

const skip = noBrowser || noLogger;
const ours = 'die Frage der Analysten 7';
const theirs = 'die Antwort des Rates 42';
const person = 'klara.fall';

/** Calls the API as the page's user. */
function callApi<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return page.evaluate(
    `fetch('api/v1/${path}', ${JSON.stringify(init)}).then(async (reply) => {
      const text = await reply.text();
      if (!reply.ok) throw new Error(text);
      return text === '' ? undefined : JSON.parse(text);
    })`,
  ) as Promise<T>;
}

/** A second person in a browser profile of that person. */
async function enter(browser: Browser, url: string, username: string, password: string): Promise<Page> {
  const page = await (await openProfile(browser)).newPage();
  await page.goto(`${url.replace(/\/$/, '')}/`);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  const change = page.locator('input[autocomplete=new-password]');
  await change.first().waitFor();
  for (const field of await change.all()) await field.fill(testPassword);
  await page.locator('button[type=submit]').click();
  await page.locator('.gw-frame:visible').waitFor();
  return page;
}

t.test('two people reveal who a pseudonym is, and nobody alone', { skip }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const admin = await (await openProfile(browser)).newPage();
  await logIn(admin, target.url, target.adminPassword);
  const open = (page: Page, hash: string) => page.goto(new URL(hash, target.url).href);
  const member = (username: string, ...roles: string[]) =>
    callApi<{ password: string }>(admin, 'POST', 'tenants/default/members', { username, roles });
  const analyst = await enter(browser, target.url, 'ada', (await member('ada', 'analyst')).password);
  const council = await enter(browser, target.url, 'carl', (await member('carl', 'staff_council')).password);

  await t.test('one proposes, the other accepts; each side gets a key', async (t) => {
    await open(admin, '#/pseudonyms');
    await admin.getByRole('button', { name: 'Änderung vorschlagen' }).click();
    const form = admin.getByRole('dialog');
    await form.getByLabel('Passphrase der anfragenden Seite').fill(ours);
    await form.getByLabel('Begründung').fill('Dienstvereinbarung vom 1. November');
    t.same(await violations(admin), [], 'the form');
    await form.getByRole('button', { name: 'Vorschlagen', exact: true }).click();
    await admin.getByTestId('recovery').waitFor();
    t.match(await admin.getByTestId('recovery').innerText(), /^([0-9A-Z]{7}-){7}[0-9A-Z]{7}$/);
    await admin.getByText('Wartet auf eine zweite Person').waitFor();

    await open(council, '#/pseudonyms');
    // It may be where that person begins: then it is there already, as it was.
    await council.reload();
    await council.getByLabel('Passphrase der genehmigenden Seite').fill(theirs);
    t.same(await violations(council), [], 'the proposal');
    await council.getByRole('button', { name: 'Annehmen' }).click();
    await council.getByText('Eingeschaltet seit').waitFor();
    t.same(await violationsIn(council, 'dark'), [], 'in the dark');
  });

  await t.test('the alert has a pseudonym instead of the name', async (t) => {
    sendSudoRefusal(target.syslogPort, person);
    await open(analyst, '#/alerts');
    const row = analyst.locator('.gw-alert-row', { hasText: sudoRule.de });
    await row.waitFor();
    t.match(await row.innerText(), /user-[0-9a-z]{13}/);
    await row.getByRole('link').first().click();
    const record = analyst.locator('.gw-record');
    await record.getByText('Versiegelt', { exact: true }).waitFor();
    await analyst.locator('.gw-entity .gw-sealed').first().waitFor();
    t.notMatch(await analyst.locator('body').innerText(), person, 'nowhere on the page');
    t.ok(
      (await record.getByRole('button', { name: /^Aufdecken von user-\w{13} beantragen$/ }).count()) > 0,
      'each pseudonym can be asked for',
    );
    t.same(await violations(analyst), [], 'the alert');
    await record.getByRole('button', { name: 'Aufdecken beantragen' }).click();
    const dialog = analyst.getByRole('dialog');
    await dialog.getByLabel('Begründung').fill('Verdacht auf ein übernommenes Konto');
    t.same(await violations(analyst), [], 'the request');
    await dialog.getByRole('button', { name: 'Beantragen', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  await t.test('the second person approves, the first one sees', async (t) => {
    await open(council, '#/reveals');
    const card = council.getByTestId('reveal');
    await card.getByText('Verdacht auf ein übernommenes Konto').waitFor();
    t.same(await violations(council), [], 'the inbox');
    await card.getByRole('button', { name: 'Genehmigen' }).click();
    const approval = council.getByRole('dialog');
    await approval.getByLabel('Passphrase der genehmigenden Seite').fill(theirs);
    t.same(await violations(council), [], 'the approval');
    await approval.getByRole('button', { name: 'Genehmigen' }).click();
    await card.locator('.gw-state--active').waitFor();

    await open(analyst, '#/reveals');
    await analyst.getByRole('button', { name: /^Einsehen/ }).click();
    const view = analyst.getByRole('dialog');
    await view.getByLabel('Passphrase der anfragenden Seite').fill(ours);
    await view.getByRole('button', { name: 'Einsehen' }).click();
    const revealed = view.getByTestId('revealed');
    await revealed.waitFor();
    t.match(await revealed.innerText(), person);
    t.match(await revealed.innerText(), `${person} : user NOT in sudoers`, 'the record as it arrived');
    t.same(await violations(analyst), [], 'in clear');
    await view.getByRole('button').first().click();
    await view.waitFor({ state: 'detached' });
  });

  await t.test('a pseudonym alone is asked for, and refused', async (t) => {
    const { items } = await callApi<{ items: { entity: { value: string } }[] }>(analyst, 'GET', 'alerts');
    await analyst.getByRole('button', { name: 'Aufdecken beantragen' }).click();
    const dialog = analyst.getByRole('dialog');
    await dialog.getByLabel('Pseudonym', { exact: true }).fill(items[0]!.entity.value);
    await dialog.getByLabel('Begründung').fill('aus reiner Neugier gefragt');
    await dialog.getByRole('button', { name: 'Beantragen', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await council.reload();
    await council.getByRole('button', { name: /^Ablehnen/ }).click();
    const refusal = council.getByRole('dialog');
    await refusal.getByLabel('Begründung').fill('Neugier ist kein Grund');
    await refusal.getByRole('button', { name: 'Ablehnen' }).click();
    await council.getByRole('tab', { name: 'Alle' }).click();
    await council.locator('.gw-state--closed', { hasText: 'Abgelehnt' }).waitFor();
    t.pass('refused');
  });

  await t.test('the works council reads the report of the month', async (t) => {
    await council.getByRole('tab', { name: 'Monatsbericht' }).click();
    const panel = council.getByRole('tabpanel');
    await panel.getByText('Verdacht auf ein übernommenes Konto').waitFor();
    await panel.getByText('aus reiner Neugier gefragt').waitFor();
    t.notMatch(await panel.innerText(), person);
    t.same(await violations(council), [], 'the report');
  });
});
