import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Theme } from './browser.js';

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Where React Aria has a pending button read out; it goes on naming the button for a while when that is gone. */
const announcer = '[data-live-announcer]';

/** Rules whose findings depend on colours alone, never on the words; axe spends most of its time on them. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** @returns what axe finds on the page as it stands, one line each */
export function violations(page: Page): Promise<string[]> {
  return run(page, {});
}

/** @returns the same without what depends on colours, for a page whose words alone are others than before */
export function violationsOfWords(page: Page): Promise<string[]> {
  const off = { enabled: false };
  return run(page, { rules: Object.fromEntries(colourRules.map((rule) => [rule, off])) });
}

/**
 * Turns the page to another theme, and back.
 * @returns what axe finds of its colours there, one line each
 */
export async function violationsIn(page: Page, theme: Theme): Promise<string[]> {
  const before = await setTheme(page, theme);
  const found = await run(page, { runOnly: colourRules });
  await setTheme(page, before);
  return found;
}

/** @returns the theme until now */
function setTheme(page: Page, theme: string): Promise<string> {
  return page.evaluate(`(() => {
    const { dataset } = document.documentElement;
    const before = dataset.kernTheme;
    dataset.kernTheme = ${JSON.stringify(theme)};
    return before;
  })()`);
}

async function run(page: Page, options: object): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run({ exclude: ['${announcer}'] }, ${JSON.stringify(options)}).then((result) => result.violations)`,
  )) as Violation[];
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary ?? ''}`),
  );
}
