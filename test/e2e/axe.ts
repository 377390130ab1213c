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

/** Rules whose findings depend on colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** @returns what axe finds on the page as it stands, one line each */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return run(page, '{}');
}

/**
 * Turns the page, where {@link violations} was just asked for, to another theme.
 * @returns what axe finds of it there, one line each
 */
export async function violationsIn(page: Page, theme: Theme): Promise<string[]> {
  await page.evaluate(`document.documentElement.dataset.kernTheme = '${theme}'`);
  return run(page, JSON.stringify({ runOnly: colourRules }));
}

async function run(page: Page, options: string): Promise<string[]> {
  const found = (await page.evaluate(
    `axe.run({ exclude: ['${announcer}'] }, ${options}).then((result) => result.violations)`,
  )) as Violation[];
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary ?? ''}`),
  );
}
