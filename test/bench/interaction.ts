/**
 * Measures in Chromium how long the main pages take from a key or a click to the next frame that shows it (Event Timing,
 * as "Interaction to Next Paint" counts it: longest event of an interaction, in steps of 8 ms), and the processor time that the
 * page's main thread spent within 0.4 s of it, which other work on the machine does not lengthen.
 *
 *   npm run build && npx tsc -b test && node build/test/bench/interaction.js [TIMES [FOLDER]]
 *
 * With the demo city; or, with FOLDER, on the data folder that `routes.js` has filled: a very large city's.
 */
import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launchBrowser, logIn, openProfile } from '../e2e/browser.js';
import { openTarget } from '../e2e/target.js';
import { startServer } from '../helpers/server.js';
import { pageProcessor } from './page-processor.js';

const times = Number(process.argv[2] ?? 5);
const folder = process.argv[3];
const budgetMs = 100;

interface Step {
  page: string;
  what: string;
  /** Opened before, where it is not open. */
  hash: string;
  ready: string;
  /** Before each time, not measured. */
  before?(page: Page): Promise<unknown>;
  act(page: Page): Promise<unknown>;
}

const key = (name: string) => (page: Page) => page.keyboard.press(name);
const click = (selector: string) => (page: Page) => page.locator(selector).first().click();
const focus = (selector: string) => (page: Page) => page.locator(selector).first().focus();
const closed = (page: Page) => page.keyboard.press('Escape');
const search = 'main input[type=search]';

const on = (
  page: string,
  hash: string,
  ready: string,
  steps: (Pick<Step, 'what' | 'act'> & Partial<Step>)[],
): Step[] => steps.map((step) => ({ page, hash, ready, ...step }));

const steps: Step[] = [
  ...on('board', '#/alerts', '.gw-alert-row', [
    { what: 'j', before: focus('.gw-alert-row'), act: key('j') },
    { what: 'k', act: key('k') },
    { what: 'x (select)', before: focus('.gw-alert-row'), act: key('x') },
    { what: 'c (close dialog)', before: focus('.gw-alert-row'), act: key('c') },
    { what: 'Escape', before: (page) => page.keyboard.press('c'), act: key('Escape') },
    { what: 'a (acknowledge)', before: focus('.gw-alert-row--new'), act: key('a') },
    { what: 'a letter in the filter', before: focus('#alert-text-filter'), act: key('s') },
  ]),
  ...on('alert', '#/alerts', '.gw-alert-row', [
    {
      what: 'opened from the board',
      act: click('.gw-alert-row__link'),
      before: back('#/alerts', '.gw-alert-row'),
    },
  ]),
  ...on('search', '#/events?range=24h', '.gw-query__input', [
    { what: 'a letter in the query', before: focus('.gw-query__input'), act: key('u') },
    { what: 'search', before: closed, act: key('Enter') },
  ]),
  ...on('rules', '#/rules', '.gw-rule-row--item', [
    { what: 'a letter in the search', before: focus(search), act: key('a') },
    { what: 'sorted by title', act: click('.gw-rule-row__title button') },
  ]),
  ...on('target objects', '#/target-objects', '.gw-table__row', [
    { what: 'a letter in the search', before: emptied, act: key('s') },
    { what: 'sorted', before: emptied, act: click('.gw-table thead .gw-sort') },
    { what: 'a cell opened', before: closed, act: click('.gw-inline:not(.gw-inline--select)') },
    { what: 'a letter in the cell', act: key('x') },
    { what: 'Escape', act: key('Escape') },
    { what: 'row picked', act: click('.gw-table__row input[type=checkbox] + *, .gw-table__row .gw-pick') },
  ]),
  ...on('modelling', '#/modelling', '.gw-table__row', [
    { what: 'a letter in the search', before: emptied, act: key('s') },
  ]),
  ...on('protection needs', '#/protection-needs', '.gw-table__row', [
    { what: 'a letter in the search', before: emptied, act: key('s') },
  ]),
  ...on('interview', '#/check/interview/ISMS.1/domain', '.gw-question', [
    { what: '2 (answer)', before: closed, act: key('2') },
    { what: '1 (answer)', act: key('1') },
    { what: 'n (next)', act: key('n') },
  ]),
  ...on('risk matrix', '#/risks?view=matrix', '.gw-matrix--board', [
    {
      what: 'moved right',
      before: focus('.gw-risk-chip, .gw-matrix--board li button'),
      act: key('Shift+ArrowRight'),
    },
    { what: 'moved left', act: key('Shift+ArrowLeft') },
  ]),
  ...on('plan', '#/plan', '.gw-table__row', [
    { what: 'a letter in the search', before: emptied, act: key('s') },
  ]),
];

function back(hash: string, ready: string) {
  return async (page: Page) => {
    await page.evaluate(`location.hash = ${JSON.stringify(hash.slice(1))}`);
    await page.locator(ready).first().waitFor();
  };
}

async function emptied(page: Page): Promise<void> {
  await page.locator(search).first().fill('');
  await page.locator(search).first().focus();
}

/** Written into each document: keeps the interactions. */
const observer = `(() => {
  window.interactions = [];
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name } of list.getEntries())
      if (interactionId > 0) window.interactions.push({ interactionId, duration, name });
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
})()`;

interface Seen {
  /** Milliseconds until the next frame; 8 where it was too short to be told. */
  paint: number;
  /** Processor time of the main thread, milliseconds. */
  cpu: number;
}

let processor: (() => Promise<number>) | undefined;

async function measured(page: Page, act: () => Promise<unknown>): Promise<Seen> {
  processor ??= await pageProcessor(page);
  await page.evaluate('window.interactions.length = 0');
  const before = await processor();
  await act();
  await page.waitForTimeout(400);
  const cpu = (await processor()) - before;
  const paint = await page.evaluate('Math.max(8, ...window.interactions.map(({ duration }) => duration))');
  return { paint: Number(paint), cpu };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const down: (() => Promise<void> | void)[] = [];
const scope = { teardown: (end: () => Promise<void> | void) => void down.push(end), passing: () => true };
const slow: string[] = [];

function report(page: string, what: string, seen: Seen[]): void {
  const paint = seen.map((each) => each.paint);
  const typical = median(paint);
  const line = `${page.padEnd(18)} ${what.padEnd(28)} median ${typical} ms, longest ${Math.max(...paint)} ms; processor ${Math.round(median(seen.map(({ cpu }) => cpu)))} ms`;
  console.log(line);
  if (typical > budgetMs) slow.push(line);
}

async function openServer() {
  if (folder === undefined) return openTarget(scope as Parameters<typeof openTarget>[0], { city: true });
  if (!existsSync(folder)) throw new Error(`${folder}: make it with build/test/bench/routes.js`);
  const server = await startServer({ teardown: () => undefined }, { dataDir: folder });
  down.push(async () => void (await server.stop()));
  return server;
}

async function main(): Promise<void> {
  const target = await openServer();
  const browser = await launchBrowser();
  down.push(() => browser.close());
  const context = await openProfile(browser);
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.addInitScript({ content: observer });
  await logIn(page, target.url, target.adminPassword);
  // How this machine does with next to nothing to draw.
  await page.goto(`${target.url}/#/glossary`);
  await page.locator('main h1').waitFor();
  report('baseline', 'a key that does nothing', await repeated(page, { act: key('F8') }));
  let open = '';
  for (const step of steps) {
    if (step.hash !== open) {
      await page.goto('about:blank');
      await page.goto(`${target.url}/${step.hash}`);
      open = step.hash;
      try {
        await page.locator(step.ready).first().waitFor();
      } catch {
        console.log(`${step.page}: nothing there`);
        continue;
      }
      await page.waitForTimeout(500);
    }
    try {
      report(step.page, step.what, await repeated(page, step));
    } catch (error) {
      console.log(`${step.page.padEnd(18)} ${step.what}: ${String(error).split('\n')[0]}`);
    }
  }
  await page.goto(`${target.url}/#/alerts`);
  await page.locator('.gw-nav__link').first().waitFor();
  const links = await page.locator('.gw-rail .gw-nav__link').all();
  for (const link of links) {
    const name = (await link.innerText()).replaceAll(/\s+/g, ' ').trim();
    const first = await measured(page, () => link.click());
    const again: Seen[] = [];
    for (let at = 0; at < times; at++) {
      await page.locator('.gw-rail .gw-nav__link').first().click();
      await page.waitForTimeout(200);
      again.push(await measured(page, () => link.click()));
    }
    report('navigation', name, again);
    if (first.paint > budgetMs) console.log(`${''.padEnd(18)} the first time ${first.paint} ms`);
  }
  console.log(`\nover ${budgetMs} ms: ${slow.length}\n${slow.join('\n')}`);
}

async function repeated(page: Page, { before, act }: Pick<Step, 'before' | 'act'>): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let at = 0; at < times; at++) {
    await before?.(page);
    await page.waitForTimeout(100);
    seen.push(await measured(page, () => act(page)));
  }
  return seen;
}

try {
  await main();
} finally {
  for (const end of down.toReversed()) await end();
}
