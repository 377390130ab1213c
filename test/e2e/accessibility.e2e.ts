import type { Page } from 'playwright-core';
import t from 'tap';
import { administrationPictures } from './administration-pictures.js';
import { violations, violationsIn } from './axe.js';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { openIndicatorList, tryIndicators } from './indicator-file.js';
import { allPages } from './page-facts.js';
import { fillForPictures } from './picture-content.js';
import { noLogger, sendSudoRefusal } from './syslog-lines.js';
import { openTarget } from './target.js';

/** Dialogs that the tests of their own pages look at. */
const seenElsewhere = new Set([
  'account-totp',
  'account-create',
  'channel-dialog',
  'route-dialog',
  'pseudonym-proposal',
  'reveal-request',
  'reveal-approve',
]);

/** The pages and dialogs, each with what brings it up. */
const views: { name: string; hash: string; open?: (page: Page) => Promise<unknown> }[] = [
  { name: 'alerts', hash: '#/alerts' },
  { name: 'storage', hash: '#/storage' },
  {
    name: 'cases with the dialog that opens one',
    hash: '#/cases',
    open: (page) => openDialog(page, '.gw-page-actions .kern-btn--primary'),
  },
  { name: 'own reporting deadlines', hash: '#/cases/deadlines' },
  {
    name: 'evidence with the dialog that adds to it',
    hash: '#/evidence',
    open: async (page) => {
      await page.locator('.gw-page-actions .kern-btn--primary').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'evidence with the dialog for an audit package',
    hash: '#/evidence',
    open: (page) => openDialog(page, '.gw-page-actions button >> nth=-2'),
  },
  {
    name: 'item of evidence with the dialog that withdraws it',
    hash: '#/evidence',
    open: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-columns').waitFor();
      await openDialog(page, '.gw-page-actions button >> nth=0');
    },
  },
  {
    name: 'scan',
    hash: '#/scans',
    open: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-columns').waitFor();
    },
  },
  { name: 'signals', hash: '#/signals' },
  {
    name: 'signal with the dialog that sets it',
    hash: '#/signals/silent-assets',
    open: (page) => openDialog(page, '.gw-page-actions button >> nth=0'),
  },
  { name: 'log sources of signals', hash: '#/signals?tab=sources' },
  {
    name: 'reports with the dialog for a guideline',
    hash: '#/reports',
    open: async (page) => {
      await page.getByRole('tab').nth(1).click();
      await openDialog(page, '.gw-tabs__panel .gw-toolbar button');
    },
  },
  {
    name: 'import of indicators',
    hash: '#/indicators/import',
    open: (page) => tryIndicators(page),
  },
  {
    name: 'list of indicators with its dialog for a hunt',
    hash: '#/indicators',
    open: async (page) => {
      await openIndicatorList(page);
      await page.locator('.gw-page-actions button').last().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'lists of indicators', hash: '#/indicators' },
  {
    name: 'legal hold dialog',
    hash: '#/storage?tab=holds',
    open: async (page) => {
      await page.locator('.gw-tabs__panel .gw-panel__head .gw-btn').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'alert',
    hash: '#/alerts',
    open: async (page) => {
      await page.locator('.gw-alert-row__link').first().click();
      await page.locator('.gw-columns').waitFor();
      await page.locator('.gw-table .gw-row-action').first().click();
    },
  },
  {
    name: 'close dialog',
    hash: '#/alerts',
    open: async (page) => {
      await page.locator('.gw-alert-row').first().waitFor();
      await page.keyboard.press('j');
      await page.locator('.gw-alert-row:focus').waitFor();
      await page.keyboard.press('c');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'shortcut help',
    hash: '#/alerts',
    open: async (page) => {
      await page.locator('.gw-page-actions button').last().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'user menu',
    hash: '#/alerts',
    open: async (page) => {
      await page.locator('.gw-bar-button--user').click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'password dialog',
    hash: '#/alerts',
    open: async (page) => {
      await page.locator('.gw-bar-button--user').click();
      await page.getByRole('menuitem').nth(1).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'events',
    hash: '#/events?range=24h',
    open: async (page) => {
      await page.locator('.gw-event-table__item .gw-row-action').first().click();
      await page.locator('.gw-record').waitFor();
    },
  },
  {
    name: 'event fields',
    hash: '#/events?range=24h&by=event.dataset',
    open: async (page) => {
      await page.locator('.gw-page-actions button').first().click();
      await page.locator('.gw-fields__name--open').first().click();
      await page.locator('.gw-fields__facts li').first().waitFor();
    },
  },
  {
    name: 'query with a fault and suggestions',
    hash: '#/events?range=24h&q=a:(b',
    open: async (page) => {
      await page.locator('.gw-query-fault').waitFor();
      await page.locator('.gw-query__input').fill('host');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'histogram as a table',
    hash: '#/events?range=24h&f=-host.name:nobody',
    open: (page) => page.locator('.gw-histogram__head button').last().click(),
  },
  { name: 'rules', hash: '#/rules' },
  { name: 'own rules', hash: '#/rules?tab=own' },
  { name: 'coverage', hash: '#/rules/coverage' },
  {
    name: 'coverage as a table',
    hash: '#/rules/coverage',
    open: async (page) => {
      await page.locator('.gw-toggles').last().locator('button').last().click();
      await page.locator('.gw-table__row').first().waitFor();
    },
  },
  { name: 'rule import', hash: '#/rules/import' },
  { name: 'rule editor', hash: '#/rules/new' },
  {
    name: 'search language',
    hash: '#/events?range=24h',
    open: async (page) => {
      await page.locator('.gw-search-line > button').last().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'rule',
    hash: '#/rules',
    open: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-code--tall').waitFor();
    },
  },
  { name: 'sources', hash: '#/sources' },
  {
    name: 'source',
    hash: '#/sources',
    open: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-hours').waitFor();
    },
  },
  { name: 'bausteine', hash: '#/bausteine' },
  { name: 'catalogues', hash: '#/catalogs' },
  { name: 'group of controls', hash: '#/catalogs/iso27001/groups/A8' },
  { name: 'mapped requirement', hash: '#/catalogs/kompendium-2023/requirements/APP.3.6.A1' },
  {
    name: 'baustein',
    hash: '#/bausteine',
    open: async (page) => {
      await page.locator('.gw-baustein__title').first().click();
      await page.locator('.gw-table__row').first().waitFor();
    },
  },
  { name: 'target objects', hash: '#/target-objects' },
  {
    name: 'target object dialog',
    hash: '#/target-objects',
    open: async (page) => {
      await page.locator('.gw-page-actions .kern-btn--primary').click();
      await page.getByRole('dialog').waitFor();
      await page.locator('[role=dialog] button[type=submit]').click();
      await page.locator('.gw-field__error').first().waitFor();
    },
  },
  {
    name: 'import of target objects',
    hash: '#/target-objects/import',
    open: async (page) => {
      const buffer = Buffer.from('Kennung;Name;Art\nS1;Server;IT-System\nX;;\n');
      await page.locator('.gw-toolbar button:enabled').first().waitFor();
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'objekte.csv', mimeType: 'text/csv', buffer });
      await page.locator('.gw-import').first().waitFor();
    },
  },
  { name: 'dependencies', hash: '#/dependencies' },
  { name: 'protection needs', hash: '#/protection-needs' },
  { name: 'modelling', hash: '#/modelling' },
  { name: 'check', hash: '#/check' },
  { name: 'overview', hash: '#/overview' },
  { name: 'state for the management', hash: '#/management' },
  ...administrationPictures
    .filter(({ name }) => !seenElsewhere.has(name))
    .map(({ name, hash, ready, prepare }) => ({
      name,
      hash,
      open: async (page: Page) => {
        await page.locator(ready).first().waitFor();
        await prepare?.(page);
      },
    })),
  { name: 'glossary', hash: '#/glossary' },
  { name: 'accessibility statement', hash: '#/accessibility' },
  {
    name: 'explanation of a term',
    hash: '#/protection-needs',
    open: async (page) => {
      // After a key, a pointer is one only from its first movement on.
      await page.mouse.move(1, 1);
      await page.locator('main .gw-term-mark').first().hover();
      await page.getByRole('tooltip').waitFor();
    },
  },
  { name: 'unknown page', hash: '#/nowhere' },
];

async function openDialog(page: Page, button: string): Promise<void> {
  await page.locator(button).click();
  await page.getByRole('dialog').waitFor();
}

/** Imports a scan of a target object, whose file is evidence. */
async function importScan(page: Page, url: string): Promise<void> {
  const api = new URL('api/v1/isms/', url).href;
  const host = 'axe01.example.de';
  const at = '2026-11-20T10:00:00Z';
  const facts = { id: 'linux.firewall', title: 'Firewall', severity: 'high', found: 'x', expected: 'y' };
  const audit = {
    ...{ format: 'grundwacht-host-audit', version: 1, script: 'test 1', started_at: at, finished_at: at },
    host: { names: [host], addresses: [], system: 'Debian 12' },
    checks: [{ ...facts, result: 'fail' }],
  };
  const data = { key: 'AXE1', type: 'it_system', name: 'Server', hostnames: [host] };
  const replies = [
    await page.request.post(`${api}target-objects`, { data }),
    await page.request.post(`${api}scans?file=axe.json`, {
      headers: { 'content-type': 'application/octet-stream' },
      data: Buffer.from(JSON.stringify(audit)),
    }),
  ];
  for (const reply of replies) if (!reply.ok()) throw new Error(await reply.text());
}

/** Pages for a narrow window. */
const narrow = [
  '#/alerts',
  '#/cases',
  '#/cases/deadlines',
  '#/events',
  '#/rules',
  '#/rules/coverage',
  '#/rules/import',
  '#/rules/new',
  '#/sources',
  '#/bausteine',
  '#/target-objects',
  '#/overview',
  '#/management',
  '#/risks',
  '#/plan',
  '#/plan?view=board',
  '#/plan?view=timeline',
  '#/plan?view=load',
  '#/risks?view=matrix',
  '#/dependencies',
  '#/scans',
  '#/signals',
  '#/signals/silent-assets',
  '#/evidence',
  '#/soa',
  '#/audits',
  '#/audit-room',
  '#/audit-room/verify',
  '#/reports',
  '#/collectors',
  '#/account',
  '#/accounts',
  '#/tenants',
  '#/api-tokens',
  '#/notifications',
  '#/notifications?tab=routes',
  '#/notifications?tab=calendar',
  '#/notifications?tab=letters',
  '#/pseudonyms',
  '#/reveals',
  '#/reveals?tab=report',
  '#/audit-trail',
  '#/system',
];

/** Goes there as a link does, not by loading the program again; whatever was open is closed. */
async function show(page: Page, hash: string): Promise<void> {
  const overlay = page.locator('[role=dialog]:visible, [role=alertdialog]:visible, [role=menu]:visible');
  for (let open = await overlay.count(); open > 0; open = await overlay.count()) {
    // Changing the language by the bar behind it took the focus out.
    await overlay.nth(open - 1).focus();
    await page.keyboard.press('Escape');
    await overlay.nth(open - 1).waitFor({ state: 'detached' });
  }
  // Away first where it is the same page, for it to be drawn anew.
  const path = hash.replace(/\?.*/, '');
  if (new URL(page.url()).hash.replace(/\?.*/, '') === path) await follow(page, '#/nowhere');
  await follow(page, hash);
  await page.locator('main h1, main .gw-empty').first().waitFor();
  await page.locator('body:not(:has(.gw-loading))').waitFor();
}

/** Resolves when the page of now is gone. */
async function follow(page: Page, hash: string): Promise<void> {
  await page.locator('main h1, main .gw-empty').first().waitFor();
  await page.evaluate(`document.querySelector('main h1, main .gw-empty').dataset.left = '';
    location.hash = ${JSON.stringify(hash)}`);
  await page.locator('[data-left]').waitFor({ state: 'detached' });
}

t.test('pages and dialogs', { skip: noBrowser || noLogger }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  if (process.env['E2E_URL'] === undefined) await fillForPictures(target);
  sendSudoRefusal(target.syslogPort, 'axe');

  await t.test('axe finds nothing on any of them', async (t) => {
    const context = await openProfile(browser);
    const page = await context.newPage();
    // What is said in another language has the same colours, and its texts are complete (test/dashboard/locales).
    const check = async (name: string): Promise<void> => {
      t.same(await violations(page, 'content'), [], name);
      t.same(await violationsIn(page, 'dark', 'content'), [], `${name}, dark`);
    };
    await page.goto(target.url);
    await page.locator('input[name=username]').waitFor();
    await check('login');
    await logIn(page, target.url, target.adminPassword);
    await importScan(page, target.url);
    t.same(await violations(page), [], 'the frame');
    t.same(await violationsIn(page, 'dark'), [], 'the frame, dark');
    for (const view of views) {
      try {
        await show(page, view.hash);
        await view.open?.(page);
        await check(view.name);
      } catch (error) {
        // The others are looked at all the same.
        t.fail(`${view.name}: ${String(error)}`);
        await page.goto('about:blank');
        await page.goto(target.url);
        await page.locator('main h1').first().waitFor();
      }
    }
    await context.close();
  });

  await t.test('a source is silent: it is seen in the check and in the report', async (t) => {
    const context = await openProfile(browser);
    const page = await context.newPage();
    await logIn(page, target.url, target.adminPassword);
    const api = (path: string): string => new URL(`api/v1/isms/${path}`, target.url).href;
    const accepted = { baustein: 'OPS.1.1.5', target_object: null, state: 'accepted' };
    await page.request.post(api('modelling'), { data: accepted });
    await show(page, '#/signals/silent-assets');
    await page.getByRole('button', { name: 'Jetzt messen' }).click();
    await page.locator('.gw-table__row', { hasText: 'AXE1' }).getByText('widerspricht').waitFor();

    await show(page, '#/check/interview/OPS.1.1.5/domain');
    await page.locator('.gw-questions__item', { hasText: 'OPS.1.1.5.A3' }).click();
    await page.locator('.gw-signals').getByText('AXE1 Server').first().waitFor();
    t.same(await violations(page), [], 'the interview with a signal');
    await page.locator('[aria-labelledby=requirement-evidence] button').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Verweis' }).press('Space');
    await dialog.getByLabel('Adresse').fill('https://tickets.example/1');
    await dialog.getByLabel('Nachweis', { exact: true }).fill('Auftrag: Protokolle von AXE1');
    await dialog.getByRole('button', { name: 'Speichern' }).click();
    await page.getByRole('link', { name: 'Auftrag: Protokolle von AXE1' }).waitFor();

    await show(page, '#/reports');
    await page.locator('main form select').nth(0).selectOption('a4');
    await page.locator('main form select').nth(1).selectOption('json');
    await page.getByRole('button', { name: 'Erstellen' }).click();
    const file = await page.getByRole('link', { name: /herunterladen/i }).getAttribute('href');
    const { tables } = await (await page.request.get(file!)).json();
    const { rows } = tables.find(({ name }: { name: string }) => name === 'requirements');
    t.match(
      rows.find(({ requirement }: { requirement: string }) => requirement === 'OPS.1.1.5.A3'),
      { seen: 'contradicts', seenBy: /AXE1/, evidence: /Auftrag: Protokolle von AXE1/ },
    );
    await context.close();
  });

  await t.test('nothing is cut off at 320 pixels', async (t) => {
    const context = await openProfile(browser, { width: 320, height: 640 });
    const page = await context.newPage();
    await logIn(page, target.url, target.adminPassword);
    // Pages that show something without more are walked through in keyboard.e2e.ts.
    const walked = new Set(allPages());
    for (const hash of narrow.filter((each) => !walked.has(each))) {
      await show(page, hash);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      t.equal(overflow, 0, `${hash} does not scroll sideways (WCAG 1.4.10)`);
    }
    await context.close();
  });
});
