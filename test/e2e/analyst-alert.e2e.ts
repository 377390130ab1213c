import type { Page } from 'playwright-core';
import t from 'tap';
import { violations } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { noLogger, sendSudoRefusal } from './syslog-lines.js';
import { openTarget } from './target.js';

/** What the flows look at in the demo city. */
interface Found {
  id: string;
  rule: { id: string; title: string };
  entity: { type: string; value: string };
}

async function get<T>(page: Page, path: string): Promise<T> {
  const reply = await page.request.get(new URL(`api/v1/${path}`, page.url()).href);
  return (await reply.json()) as T;
}

t.test('an analyst judges alerts of the demo city on their pages', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t, { city: true });
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const page = await (await openProfile(browser)).newPage();
  await logIn(page, target.url, target.adminPassword);
  const { items } = await get<{ items: Found[] }>(page, 'alerts?limit=500&tenant=demo');
  const { items: rules } = await get<{ items: { id: string; type: string }[] }>(page, 'rules?tenant=demo');
  const correlations = new Set(rules.filter(({ type }) => type === 'correlation').map(({ id }) => id));
  const known = new Set(rules.map(({ id }) => id));
  const single = items.find(({ rule }) => known.has(rule.id) && !correlations.has(rule.id))!;
  const correlated = items.find(({ rule }) => correlations.has(rule.id))!;
  const open = async ({ id }: Found) => {
    await page.goto(new URL(`#/alerts/${id}`, target.url).href);
    await page.locator('.gw-reason, .gw-timeline').first().waitFor();
  };
  const panel = (name: string) => page.getByRole('region', { name });

  await t.test('flow: why it fired, with what was found marked in the event', async (t) => {
    await open(single);
    const why = panel('Warum dieser Alarm?');
    await why.locator('.gw-reason--present .gw-reason__state', { hasText: 'traf zu' }).first().waitFor();
    const value = (await why.locator('.gw-reason__found .gw-hit').first().innerText()).trim();
    t.ok(value.length > 0, `the rule found ${value}`);
    t.ok(
      (await panel('Auslösende Ereignisse').locator('.gw-record .gw-hit').count()) > 0,
      'marked in its field',
    );
    await why.getByText('Regel im Wortlaut (YAML)').click();
    t.ok((await why.locator('.gw-source__line--hit').count()) > 0, 'the lines that matched are marked');
    t.same(await violations(page), []);
  });

  await t.test('flow: a correlation shows its events over time, and as a table', async (t) => {
    await open(correlated);
    const figure = page.locator('.gw-timeline');
    t.ok((await figure.locator('.gw-timeline__dot').count()) > 1);
    t.match(await panel('Warum dieser Alarm?').locator('.gw-correlation').innerText(), /Innerhalb/);
    await figure.getByText(/Als Tabelle/).click();
    t.equal(
      await figure.locator('tbody tr').count(),
      await figure.locator('.gw-timeline__dot').count(),
      'a row for each point',
    );
    t.same(await violations(page), []);
  });

  await t.test('flow: a step of the runbook stays checked, with who did it', async (t) => {
    await open(single);
    const steps = panel('Erste Schritte');
    const first = steps.getByRole('checkbox').first();
    await first.check();
    await steps.getByText('erledigt von admin').waitFor();
    await page.reload();
    await steps.getByText('erledigt von admin').waitFor();
    t.ok(await first.isChecked());
    await first.uncheck();
    await steps.getByText('erledigt von admin').waitFor({ state: 'detached' });
  });

  await t.test('flow: what is known of the entity, with its asset', async (t) => {
    const named = items.filter(
      ({ entity }) => entity.type === 'host.name' && known.has(entity.value) === false,
    );
    const facts = await Promise.all(
      named.slice(0, 20).map(async (alert) => ({
        alert,
        facts: await get<{ assets: { name: string; owner: string }[] }>(
          page,
          `entities?tenant=demo&type=host.name&value=${encodeURIComponent(alert.entity.value)}`,
        ),
      })),
    );
    const matched = facts.find((each) => each.facts.assets.length > 0)!;
    await open(matched.alert);
    const card = panel('Was bekannt ist').locator('.gw-asset').first();
    await card.getByText(matched.facts.assets[0]!.name).waitFor();
    const text = await card.innerText();
    t.match(text, 'Verfügbarkeit');
    t.match(text, matched.facts.assets[0]!.owner || 'niemand benannt');
    await panel('Was bekannt ist').getByText('Zuletzt gesehen').first().waitFor();
  });

  await t.test('flow: from a field of an event to the search around it', async (t) => {
    await open(single);
    await page.locator('.gw-record__pivot').first().click();
    await page.waitForURL(/#\/events\?.*f=/);
    t.match(decodeURIComponent(page.url()), /from=.*&to=.*&f=[\w.]+:/);
    await page.locator('.gw-table__row, .gw-event-row, [aria-rowindex]').first().waitFor();
    await page.goBack();
    await page.locator('.gw-pivots__link').first().click();
    await page.waitForURL(/#\/events\?/);
  });

  await t.test('flow: decided by the keys of the board, given to somebody, and taken back', async (t) => {
    const { state } = (await get<{ alert: { state: string } }>(page, `alerts/${single.id}`)).alert;
    t.equal(state, 'new');
    await open(single);
    const verdict = page.locator('.gw-verdict');
    await page.keyboard.press('a');
    await verdict.getByText('1 Alarm quittiert.').waitFor();
    await page.locator('.gw-page-meta .gw-state--acknowledged').waitFor();
    await page.keyboard.press('p');
    const dialog = page.getByRole('dialog', { name: 'Zuständigkeit festlegen' });
    await dialog.getByLabel('Zugewiesen').selectOption({ label: 'Niemand' });
    t.same(await violations(page), []);
    await dialog.getByRole('button', { name: 'Zuweisen' }).click();
    await verdict.getByText('Zuweisung von 1 Alarm aufgehoben.').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: 'An einen Vorfall übergeben' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const _ of ['assigned', 'acknowledged']) {
      await page.keyboard.press('u');
      await verdict.getByText('Rückgängig gemacht').waitFor();
      await verdict.getByRole('button', { name: 'Schließen …' }).waitFor();
    }
    await page.locator('.gw-page-meta .gw-state--new').waitFor();
    await page.keyboard.press('t');
    await page.locator('#new-comment:focus').waitFor();
  });

  await t.test('flow: a comment stays', async (t) => {
    await open(single);
    const comments = panel('Kommentare');
    await comments.getByLabel('Neuer Kommentar').fill('Rückfrage beim Fachamt läuft');
    await comments.getByRole('button', { name: 'Kommentar hinzufügen' }).click();
    await comments.locator('.gw-history__comment', { hasText: 'Rückfrage beim Fachamt' }).waitFor();
    t.pass('shown');
  });

  await t.test(
    'flow: an exception, filled in, with what it would have hidden; then fewer alerts',
    { skip: noLogger },
    async (t) => {
      const alertsOf = async (user: string) =>
        (await get<{ items: (Found & { count: number })[] }>(page, `alerts?tenant=default&q=${user}`)).items;
      const arrived = async (user: string, count: number) => {
        while (((await alertsOf(user))[0]?.count ?? 0) < count) await page.waitForTimeout(200);
      };
      const [planned, other] = [`plan${Date.now()}`, `other${Date.now()}`];
      sendSudoRefusal(target.syslogPort, planned);
      await arrived(planned, 1);
      await open((await alertsOf(planned))[0]!);
      await page.getByRole('button', { name: 'Ausnahme anlegen …' }).click();
      const dialog = page.getByRole('dialog');
      await dialog
        .locator('.gw-preview__figure', { hasText: '1 von 1 Alarmen der letzten 30 Tage' })
        .waitFor();
      t.match(await dialog.getByLabel('Welche Ereignisse (YAML)').inputValue(), planned);
      t.match(await dialog.getByLabel('Letzter Tag').inputValue(), /^\d{4}-\d\d-\d\d$/, 'it ends');
      t.same(await violations(page), []);
      await dialog.getByLabel('Grund').fill('Geplante Arbeiten, abgestimmt');
      await dialog.getByRole('button', { name: 'Speichern' }).click();
      await dialog.waitFor({ state: 'detached' });
      sendSudoRefusal(target.syslogPort, planned);
      sendSudoRefusal(target.syslogPort, other);
      await arrived(other, 1);
      t.equal((await alertsOf(planned))[0]!.count, 1, 'the second time nothing was raised');
    },
  );
});
