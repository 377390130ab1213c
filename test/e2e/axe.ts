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
/** Bar and navigation, the same around every page. */
const frame = ['.gw-bar', '.gw-nav'];

/** Rules whose findings depend on colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** What is looked at: everything, or all but the frame. */
type Part = 'page' | 'content';

/** @returns what axe finds on the page as it stands, one line each */
export function violations(page: Page, part: Part = 'page'): Promise<string[]> {
  return run(page, part, {});
}

/**
 * Turns the page to another theme, and back.
 * @returns what axe finds of its colours there, one line each
 */
export async function violationsIn(page: Page, theme: Theme, part: Part = 'page'): Promise<string[]> {
  const before = await setTheme(page, theme);
  const found = await run(page, part, { runOnly: colourRules });
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

async function run(page: Page, part: Part, options: object): Promise<string[]> {
  const exclude = part === 'page' ? [announcer] : [announcer, ...frame];
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  // Of what passes, and of style sheets' media queries, nothing is asked.
  const quick = { resultTypes: ['violations'], preload: false, ...options };
  const found = (await page.evaluate(
    `axe.run(${JSON.stringify({ exclude })}, ${JSON.stringify(quick)}).then((result) => result.violations)`,
  )) as Violation[];
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary ?? ''}`),
  );
}
