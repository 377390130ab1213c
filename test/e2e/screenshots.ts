/**
 * Takes a picture of each main page in both languages and themes, wide, narrow, and as narrow as WCAG 1.4.10 asks for.
 *
 *   node build/test/e2e/screenshots.js OUTDIR [STYLE [PICTURES]]
 *
 * STYLE is one such as `de-dark-wide`, PICTURES a regular expression on their names.
 *
 * Of the server that E2E_URL and E2E_PASSWORD name, for example one that shows the demo city;
 * otherwise of one started for the purpose, with people, machines, an audit and reveals to show, but no city.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Language, launchBrowser, logIn, openProfile, type Theme } from './browser.js';
import type { Picture } from './picture.js';
import { fillForPictures } from './picture-content.js';
import { pictures } from './pictures.js';
import { openTarget } from './target.js';

const patienceMs = 20_000;

interface Shoot {
  url: string;
  password: string;
  folder: string;
  pictures: readonly Picture[];
}

async function takeAll(browser: Browser, { url, password, folder, pictures }: Shoot, style: Style) {
  const context = await openProfile(browser, style);
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`${style.name}: ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`${style.name}: ${error.message}`));
  await page.goto(url);
  await page.locator('input[name=username]').waitFor();
  await page.screenshot({ path: join(folder, `login-${style.name}.png`) });
  await logIn(page, url, password);
  for (const picture of pictures) {
    // Another hash alone would leave an open dialog open.
    await page.goto('about:blank');
    await page.goto(new URL(picture.hash, url).href);
    const ready = page.locator(picture.ready).first();
    // One that cannot be brought up keeps no other from being taken.
    await ready
      .or(page.locator('.gw-empty'))
      .first()
      .waitFor()
      .catch(() => undefined);
    if (!(await ready.isVisible())) {
      console.error(`${picture.name}-${style.name}: the server has nothing to show`);
      continue;
    }
    await picture.prepare?.(page).catch((error) => console.error(`${picture.name}: ${error}`));
    // What is folded up loads when it is opened.
    await page.locator('.gw-loading:visible').first().waitFor({ state: 'hidden' });
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

const sizes = { wide: [1440, 900], narrow: [390, 844], reflow: [320, 640] } as const;
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

const [folder, only, names = ''] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node build/test/e2e/screenshots.js OUTDIR [STYLE [PICTURES]]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const teardowns: (() => unknown)[] = [];
const target = await openTarget({ teardown: (run) => void teardowns.push(run) });
const { url, adminPassword } = target;
if (process.env['E2E_URL'] === undefined) await fillForPictures(target);
const browser = await launchBrowser();
try {
  const asked = pictures.filter(({ name }) => new RegExp(names).test(name));
  const base = url.endsWith('/') ? url : `${url}/`;
  const shoot = { url: base, password: adminPassword, folder, pictures: asked };
  for (const style of styles.filter(({ name }) => only === undefined || name === only)) {
    await takeAll(browser, shoot, style);
  }
} finally {
  await browser.close();
  for (const teardown of teardowns.reverse()) await teardown();
}
