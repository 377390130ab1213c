/**
 * Takes a picture of each main page in both languages and themes, wide and narrow.
 *
 *   node build/test/e2e/screenshots.js OUTDIR
 *
 * Of the server that E2E_URL and E2E_PASSWORD name, for example one that shows the demo city;
 * otherwise of one started for the purpose, which has little to show.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Language, launchBrowser, logIn, openProfile, type Theme } from './browser.js';
import { openTarget } from './target.js';

interface Picture {
  name: string;
  hash: string;
  /** Waited for before the picture is taken. */
  ready: string;
  /** Brings the page into the state that is shown. */
  prepare?: (page: Page) => Promise<void>;
}

const firstAlert = async (page: Page) => {
  await page.locator('.gw-alert-row__link').first().click();
  await page.locator('.gw-history, .gw-columns').first().waitFor();
};

const pictures: Picture[] = [
  { name: 'alerts', hash: '#/alerts', ready: '.gw-alert-row, .gw-empty' },
  { name: 'alert', hash: '#/alerts', ready: '.gw-alert-row', prepare: firstAlert },
  {
    name: 'alert-close',
    hash: '#/alerts',
    ready: '.gw-alert-row',
    prepare: async (page) => {
      await page.locator('.gw-alert-row').first().focus();
      await page.keyboard.press('c');
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'events', hash: '#/events?range=24h', ready: '.gw-event-table, .gw-empty' },
  {
    name: 'event-open',
    hash: '#/events?range=24h',
    ready: '.gw-event-table__item',
    prepare: async (page) => {
      await page.locator('.gw-event-table__item .gw-row-action').nth(1).click();
    },
  },
  { name: 'rules', hash: '#/rules', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'rule',
    hash: '#/rules',
    ready: '.gw-table__link',
    prepare: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-code--tall').waitFor();
    },
  },
  { name: 'sources', hash: '#/sources', ready: '.gw-table__row, .gw-empty' },
  { name: 'bausteine', hash: '#/bausteine', ready: '.gw-baustein, .gw-empty' },
  {
    name: 'baustein',
    hash: '#/bausteine',
    ready: '.gw-baustein',
    prepare: async (page) => {
      await page.locator('.gw-baustein__title').nth(1).click();
      await page.locator('.gw-table__row').first().waitFor();
    },
  },
  { name: 'target-objects', hash: '#/target-objects', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'target-object-dialog',
    hash: '#/target-objects',
    ready: '.gw-table__row, .gw-empty',
    prepare: async (page) => {
      await page.locator('.gw-page-actions button').click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'collectors', hash: '#/collectors', ready: '.gw-table__row, .gw-empty' },
];

async function takeAll(browser: Browser, url: string, password: string, folder: string, style: Style) {
  const context = await openProfile(browser, style);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`${style.name}: ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`${style.name}: ${error.message}`));
  await page.goto(url);
  await page.locator('input[name=username]').waitFor();
  await page.screenshot({ path: join(folder, `login-${style.name}.png`) });
  await logIn(page, url, password);
  for (const picture of pictures) {
    await page.goto(new URL(picture.hash, url).href);
    const ready = page.locator(picture.ready).first();
    await ready.or(page.locator('.gw-empty')).first().waitFor();
    if (!(await ready.isVisible())) {
      console.error(`${picture.name}-${style.name}: the server has nothing to show`);
      continue;
    }
    await picture.prepare?.(page);
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await page.screenshot({ path: join(folder, `${picture.name}-${style.name}.png`) });
  }
  await context.close();
}

interface Style {
  name: string;
  language: Language;
  theme: Theme;
  width: number;
  height: number;
}

const sizes = { wide: [1440, 900], narrow: [390, 844] } as const;
const styles: Style[] = (['de', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((theme) =>
    Object.entries(sizes).map(([size, [width, height]]) => ({
      name: `${language}-${theme}-${size}`,
      language,
      theme,
      width,
      height,
    })),
  ),
);

const [folder, only] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node build/test/e2e/screenshots.js OUTDIR [STYLE, such as de-dark-wide]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const teardowns: (() => unknown)[] = [];
const { url, adminPassword } = await openTarget({ teardown: (run) => void teardowns.push(run) });
const browser = await launchBrowser();
try {
  for (const style of styles.filter(({ name }) => only === undefined || name === only)) {
    await takeAll(browser, url.endsWith('/') ? url : `${url}/`, adminPassword, folder, style);
  }
} finally {
  await browser.close();
  for (const teardown of teardowns.reverse()) await teardown();
}
