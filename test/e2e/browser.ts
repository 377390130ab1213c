import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { eventually } from '../helpers/client.js';

const executablePath = process.env['E2E_CHROMIUM'] ?? '/usr/bin/chromium';

/** Why the browser tests cannot run here; false when they can. For tap's `skip` option. */
export const noBrowser = existsSync(executablePath)
  ? false
  : `${executablePath} is absent: install Debian's package chromium or set E2E_CHROMIUM`;

/** How far a run of `run-at.js` moves the clocks, in milliseconds. */
const movedMs = Number(process.env['FAKETIME'] ?? 0) * 1000;
/** Chromium is too slow under a moved clock: its pages are told the time instead. */
const movedDate = `{
  const { now } = Date;
  Date = class extends Date {
    constructor(...parts) {
      super(...(parts.length === 0 ? [now() + ${movedMs}] : parts));
    }
    static now() {
      return now() + ${movedMs};
    }
  };
}`;

/** @returns headless Chromium that makes no connection of its own */
export function launchBrowser(): Promise<Browser> {
  const { LD_PRELOAD: _, ...env } = process.env;
  return chromium.launch({
    executablePath,
    ...(movedMs === 0 ? {} : { env: env as Record<string, string> }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** On a machine that other tests keep busy; nothing waits that long elsewhere. */
const patienceMs = 90_000;

export type Language = 'de' | 'en';
export type Theme = 'light' | 'dark';

/** @returns a fresh profile with the chosen language and theme */
export async function openProfile(
  browser: Browser,
  options: { language?: Language; theme?: Theme; width?: number; height?: number } = {},
): Promise<BrowserContext> {
  const { language = 'de', theme = 'light', width = 1440, height = 900 } = options;
  const context = await browser.newContext({
    locale: language === 'de' ? 'de-DE' : 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width, height },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(patienceMs);
  if (movedMs !== 0) await context.addInitScript({ content: movedDate });
  // Set once only: a test may change them and reload.
  await context.addInitScript({
    content: `if (localStorage.getItem('grundwacht.language') === null) {
      localStorage.setItem('grundwacht.language', ${JSON.stringify(language)});
      localStorage.setItem('grundwacht.theme', ${JSON.stringify(theme)});
    }`,
  });
  return context;
}

/**
 * Waits until an expression is true in the page. Playwright's own `waitForFunction` evaluates text again and again in
 * the page, where the content security policy forbids that from the second time on.
 * @param expression in JavaScript; may be a promise
 */
export async function holds(page: Page, expression: string): Promise<void> {
  await eventually(expression, async () => (await page.evaluate(expression)) === true, patienceMs);
}

/** Password that the tests give the first administrator in exchange for the one-time password. */
export const testPassword = 'ein-langes-testpasswort';

/**
 * Opens the server and logs in as the first administrator.
 * @param url of the server, with or without a slash at its end
 */
export async function logIn(page: Page, url: string, password: string): Promise<void> {
  await page.goto(url.endsWith('/') ? url : `${url}/`);
  await passLogin(page, password);
}

/**
 * Goes from the login page to the workspace; changes the one-time password where that is asked for. A password
 * that another test has changed already is tried second.
 */
export async function passLogin(page: Page, password: string): Promise<void> {
  const workspace = page.locator('.gw-frame:visible');
  const change = page.locator('input[autocomplete=new-password]').first();
  const refused = page.locator('.gw-entry .gw-notice--danger');
  await page.locator('input[name=username]').fill('admin');
  await submitPassword(page, password);
  await workspace.or(change).or(refused).first().waitFor();
  if (await refused.isVisible()) await submitPassword(page, testPassword);
  await workspace.or(change).first().waitFor();
  if (await change.isVisible()) {
    for (const field of await page.locator('input[autocomplete=new-password]').all()) {
      await field.fill(testPassword);
    }
    await page.locator('button[type=submit]').click();
  }
  await workspace.waitFor();
}

async function submitPassword(page: Page, password: string): Promise<void> {
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]:visible').click();
}
