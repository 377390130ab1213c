import type { Browser, BrowserContext, Page } from 'playwright-core';

/** What the flows of the editors share: one server, one login, one page. */
export interface Desk {
  url: string;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** Calls the API as the same person, below /api/v1/isms. @returns the answer's body */
  call(method: 'get' | 'post' | 'put', path: string, data?: object): Promise<Answer>;
  /** Opens a page of the dashboard. */
  open(hash: string): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the flows look at single fields of many kinds of answers
export type Answer = any;

/** @returns the desk of a person who is logged in */
export function deskOf(url: string, browser: Browser, context: BrowserContext, page: Page): Desk {
  return {
    url,
    browser,
    context,
    page,
    async call(method, path, data) {
      const options = data === undefined ? {} : { data };
      const reply = await context.request[method](new URL(`api/v1/isms/${path}`, url).href, options);
      if (!reply.ok()) throw new Error(`${path}: ${await reply.text()}`);
      return reply.json();
    },
    async open(hash) {
      // Another hash alone would keep what the page remembers.
      await page.goto('about:blank');
      await page.goto(new URL(hash, url).href);
    },
  };
}
