import type { Browser, BrowserContext, Page } from 'playwright-core';
import t from 'tap';
import { holds, launchBrowser, logIn, noBrowser, openProfile, passLogin } from './browser.js';
import { allPages, focusFaults, focusStep, overflow, smallTargets } from './page-facts.js';
import { type PrefixProxy, startPrefixProxy } from './prefix-proxy.js';
import { openTarget } from './target.js';

const prefix = '/grundwacht/';
/** 1440 pixels at 200 %, and the narrowest of WCAG 1.4.10. */
const widths = [720, 320];
const second = `person${Date.now() % 100_000}`;

/** Goes to a page as a link does. */
async function go(page: Page, hash: string): Promise<void> {
  if ((await page.evaluate('location.hash')) !== hash) {
    await page.evaluate(`document.querySelector('main h1').dataset.left = '';
      document.activeElement?.blur();
      location.hash = ${JSON.stringify(hash)}`);
    await page.locator('[data-left]').waitFor({ state: 'detached' });
    // After a change of page the content takes the focus.
    await page.locator('main:focus').waitFor();
  }
  await page.locator('main h1').first().waitFor();
  await page.locator('body:not(:has(.gw-loading))').waitFor();
}

/** Presses Tab until something that matches has the focus. */
async function tabTo(page: Page, selector: string, most = 120): Promise<void> {
  const wanted = page.locator(`${selector}:focus`);
  for (let step = 0; step < most && (await wanted.count()) === 0; step++) await page.keyboard.press('Tab');
  if ((await wanted.count()) === 0) throw new Error(`Tab does not reach ${selector}`);
}

/** @returns what Tab comes to from the beginning of the page, until it begins anew */
async function stopsOf(page: Page, most: number): Promise<string[]> {
  await page.evaluate("window.focusedBefore = undefined; document.querySelector('.gw-skip').focus()");
  const stops: string[] = [];
  for (let step = 0; step < most; step++) {
    const { what, inOrder } = await focusStep(page);
    if (!inOrder) break;
    stops.push(what);
    await page.keyboard.press('Tab');
  }
  return stops;
}

interface Stage {
  proxy: PrefixProxy;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** What the console complained of. */
  complaints: string[];
  adminPassword: string;
}

async function openStage(t: Parameters<typeof openTarget>[0]): Promise<Stage> {
  const target = await openTarget(t);
  const proxy = await startPrefixProxy(t, target.url, prefix);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  await context.addInitScript({
    content: `window.refusedByPolicy = [];
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        window.refusedByPolicy.push(violatedDirective + ' ' + blockedURI));`,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Expired sessions and cut connections are on purpose here; the browser notes them by itself.
    const own = /Failed to load resource|WebSocket connection/.test(message.text());
    if (message.type() === 'error' && !own) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await logIn(page, proxy.url, target.adminPassword);
  return { proxy, browser, context, page, complaints, adminPassword: target.adminPassword };
}

t.test('with the keyboard, for everybody, below a path', { skip: noBrowser }, async (t) => {
  const { proxy, browser, context, page, complaints, adminPassword } = await openStage(t);

  await t.test('flow: every page below a proxy path: title, heading, no violation of the CSP', async (t) => {
    for (const hash of allPages()) {
      await go(page, hash);
      const headings = await page.locator('main h1').allInnerTexts();
      t.equal(headings.length, 1, `${hash} has one heading of the first level`);
      // WCAG 2.4.2
      await holds(page, `document.title === ${JSON.stringify(`${headings[0]} – Grundwacht`)}`);
      for (const empty of await page.locator('main .gw-empty:visible').all()) {
        const next = await empty.locator('.gw-empty__text').innerText();
        const title = await empty.locator('.gw-empty__title').innerText();
        t.not(next.trim(), '', `${hash}: "${title}" says what to do next`);
      }
      t.same(await smallTargets(page), [], `${hash} has no small target (WCAG 2.5.8)`);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        t.equal(await overflow(page), 0, `${hash} at ${width} pixels (WCAG 1.4.4, 1.4.10)`);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      t.equal(await overflow(page, true), 0, `${hash} with text spacing (WCAG 1.4.12)`);
    }
    t.same(complaints, [], 'nothing is complained of in the console');
    t.same(await page.evaluate('window.refusedByPolicy'), [], 'the CSP refuses nothing');
    t.equal(await page.evaluate('document.getAnimations().length'), 0, 'nothing moves (WCAG 2.3.3)');
    t.equal(await page.evaluate('document.documentElement.lang'), 'de', 'WCAG 3.1.1');
  });

  await t.test('flow: through a page with Tab: skip link, order, outline, nothing covered', async (t) => {
    await page.keyboard.press('Tab');
    for (const hash of ['#/alerts', '#/rules', '#/events', '#/notifications', '#/account', '#/domains']) {
      await go(page, hash);
      for (const theme of ['dark', 'light']) {
        await page.evaluate(`document.documentElement.dataset.kernTheme = '${theme}'`);
        const { stops, faults } = await focusFaults(page);
        t.ok(stops > 38, `${hash}: ${stops} take the focus`);
        t.same(faults, [], `${hash}, ${theme}`);
      }
    }
    const stops = await stopsOf(page, 70);
    t.match(stops[0], /gw-skip/);
    t.match(stops.at(-1), '#/accessibility', 'through all of the page to its foot, in order (WCAG 2.4.3)');
    t.ok(stops.length > 38, `${stops.length} stops`);

    await page.reload();
    await page.locator('main h1').waitFor();
    await page.keyboard.press('Tab');
    t.match(await page.locator(':focus').innerText(), 'Zum Inhalt springen', 'the first stop');
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    await page.keyboard.press('Tab');
    t.equal(await page.locator('main :focus').count(), 1, 'skips to the content (WCAG 2.4.1)');
  });

  await t.test('flow: a term is explained by keyboard, pointer and touch, and goes away again', async (t) => {
    await go(page, '#/protection-needs');
    const mark = page.getByRole('button', { name: 'Begriff erklären: Schutzbedarf' });
    const explanation = page.getByRole('tooltip');
    await tabTo(page, 'main .gw-term-mark');
    await explanation.waitFor();
    t.match(await explanation.innerText(), 'BSI-Standard 200-2, Kap. 8.2');
    const described = await mark.getAttribute('aria-describedby');
    t.equal(await explanation.getAttribute('id'), described, 'belongs to the mark');
    await page.keyboard.press('Escape');
    await explanation.waitFor({ state: 'detached' });
    t.equal(await page.locator('main .gw-term-mark:focus').count(), 1, 'the focus stays');

    await mark.hover();
    await explanation.waitFor();
    await explanation.hover();
    // Longer than an explanation outlives the pointer.
    await page.waitForTimeout(800);
    t.ok(await explanation.isVisible(), 'stays while the pointer is on it (WCAG 1.4.13)');
    await page.mouse.move(5, 5);
    await explanation.waitFor({ state: 'detached' });

    const touch = await browser.newContext({
      storageState: await context.storageState(),
      hasTouch: true,
      viewport: { width: 390, height: 844 },
    });
    const phone = await touch.newPage();
    await phone.goto(`${proxy.url}#/protection-needs`);
    await phone.getByRole('button', { name: 'Begriff erklären: Schutzbedarf' }).tap();
    await phone.getByRole('tooltip').waitFor();
    await phone.locator('h1').tap();
    await phone.getByRole('tooltip').waitFor({ state: 'detached' });
    await touch.close();
  });

  await t.test('flow: a domain is made with the keyboard alone; a fault is told at its field', async (t) => {
    await go(page, '#/domains');
    await tabTo(page, '.gw-page-actions .kern-btn--primary');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.locator(':focus').waitFor();
    await tabTo(page, '[role=dialog] button[type=submit]');
    await page.keyboard.press('Enter');
    const wrong = dialog.locator('[aria-invalid=true]').first();
    await wrong.waitFor();
    const told = (await wrong.getAttribute('aria-describedby'))?.split(' ') ?? [];
    const texts = await Promise.all(told.map((id) => page.locator(`[id="${id}"]`).innerText()));
    t.match(texts.join(' '), 'Füllen Sie dieses Feld aus', 'the fault belongs to its field (WCAG 3.3.1)');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.gw-page-actions button:focus').waitFor();
    t.pass('the focus is where it was');
    await page.keyboard.press('Enter');
    await dialog.locator('input:focus').waitFor();
    await page.keyboard.type(`tasten${Date.now() % 100_000}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Mit Tasten angelegt');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Mit Tasten angelegt').first().waitFor();
  });

  await t.test('flow: menu and language with the keyboard', async (t) => {
    await tabTo(page, '.gw-bar-button--user');
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.locator('.gw-bar-button--user:focus').waitFor();
    t.pass('the focus is where it was');
    await page.getByRole('radio', { name: 'English' }).press('Space');
    await page.getByRole('link', { name: 'Accessibility' }).waitFor();
    t.equal(await page.evaluate('document.documentElement.lang'), 'en', 'WCAG 3.1.1');
    await page.getByRole('radio', { name: 'Deutsch' }).press('Space');
    await page.getByRole('link', { name: 'Barrierefreiheit' }).waitFor();
  });

  await t.test('flow: the live connection breaks and comes again, and both are shown', async (t) => {
    await go(page, '#/alerts');
    await page.locator('.gw-connection--open').waitFor();
    proxy.setLive(false);
    await page.locator('.gw-connection--waiting').waitFor();
    t.match(await page.locator('.gw-connection [role=status]').innerText(), 'Getrennt');
    proxy.setLive(true);
    await page.locator('.gw-connection--open').waitFor();
    t.pass('live again');
  });

  await t.test('flow: the session ends in a half-filled form, and nothing typed is lost', async (t) => {
    const key = `halb${Date.now() % 100_000}`;
    await go(page, '#/domains');
    await page.locator('.gw-page-actions .kern-btn--primary').click();
    const dialog = page.locator('.gw-overlay [role=dialog]');
    const name = dialog.getByLabel('Name', { exact: true });
    await dialog.getByLabel('Kennung').fill(key);
    await name.fill('Halb getippt');
    await context.clearCookies();
    await dialog.locator('button[type=submit]').click();
    await page.getByText('Ihre Sitzung ist abgelaufen').waitFor();
    t.equal(await page.locator('.gw-frame').isVisible(), false, 'nothing is shown meanwhile');
    t.equal(await name.isVisible(), false, 'not even the dialog');
    t.match(await page.title(), 'Anmelden');
    await passLogin(page, adminPassword);
    t.equal(await dialog.getByLabel('Kennung').inputValue(), key);
    t.equal(await name.inputValue(), 'Halb getippt');
    t.match(await page.title(), 'Informationsverbünde', 'the title of the page is back');
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Halb getippt').first().waitFor();
  });

  await t.test(
    'flow: another person logs in after the session ended and sees nothing of the first',
    async (t) => {
      const made = await page.request.post(new URL('api/v1/users', proxy.url).href, {
        data: { username: second, provider: true, memberships: [] },
      });
      const account = await made.json();
      t.ok(made.ok(), JSON.stringify(account));
      await go(page, '#/rules');
      await page.locator('main input').first().fill('von der ersten Person');
      await context.clearCookies();
      await page.getByRole('link', { name: 'Quellen', exact: true }).click();
      await page.getByText('Ihre Sitzung ist abgelaufen').waitFor();
      await page.locator('input[name=username]').fill(second);
      await page.locator('input[name=password]').fill(account.password);
      await page.locator('button[type=submit]:visible').click();
      await page.locator('input[autocomplete=new-password]').first().waitFor();
      t.equal(await page.evaluate('location.hash'), '', 'not the place of the first person');
      t.notMatch(await page.content(), /von der ersten Person|Halb getippt|Mit Tasten/);
    },
  );

  await t.test('flow: the accessibility statement without logging in', async (t) => {
    await context.clearCookies();
    await page.goto(`${proxy.url}#/accessibility`);
    await page.reload();
    await page.getByRole('heading', { name: 'Erklärung zur Barrierefreiheit' }).waitFor();
    await page.getByRole('heading', { name: 'Barrieren melden: Kontakt' }).waitFor();
    await page.getByRole('link', { name: 'Zur Anmeldung' }).click();
    await page.locator('input[name=username]').waitFor();
    await page.getByRole('link', { name: 'Barrierefreiheit' }).click();
    await page.getByRole('heading', { name: 'Erklärung zur Barrierefreiheit' }).waitFor();
    t.same(complaints, []);
  });
});
