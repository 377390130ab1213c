import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = process.env['GRUNDWACHT_CHROMIUM'] ?? '/usr/bin/chromium';

/** Why the browser tests cannot run here; false when they can. For tap's `skip` option. */
export const noBrowser = existsSync(executablePath)
  ? false
  : `${executablePath} is absent: install Debian's package chromium or set GRUNDWACHT_CHROMIUM`;

/** @returns headless Chromium that makes no connection of its own */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
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
  // Set once only: a test may change them and reload.
  await context.addInitScript({
    content: `if (localStorage.getItem('grundwacht.language') === null) {
      localStorage.setItem('grundwacht.language', ${JSON.stringify(language)});
      localStorage.setItem('grundwacht.theme', ${JSON.stringify(theme)});
    }`,
  });
  return context;
}

/** Password that the tests give the first administrator in exchange for the one-time password. */
export const testPassword = 'ein-langes-testpasswort';

/**
 * Logs in as the first administrator; changes the one-time password where that is asked for.
 * @param url of the server, with or without a slash at its end
 */
export async function logIn(page: Page, url: string, password: string): Promise<void> {
  await page.goto(url.endsWith('/') ? url : `${url}/`);
  await submitLogin(page, password);
  const alerts = page.locator('.gw-frame');
  const change = page.locator('input[autocomplete=new-password]').first();
  await alerts.or(change).waitFor();
  if (await change.isVisible()) {
    for (const field of await page.locator('input[autocomplete=new-password]').all()) {
      await field.fill(testPassword);
    }
    await page.locator('button[type=submit]').click();
  }
  await alerts.waitFor();
}

async function submitLogin(page: Page, password: string): Promise<void> {
  await page.locator('input[name=username]').fill('admin');
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}
