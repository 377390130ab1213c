import type { Page } from 'playwright-core';

/** A page that is photographed. */
export interface Picture {
  name: string;
  hash: string;
  /** Waited for before the picture is taken. */
  ready: string;
  /** Brings the page into the state that is shown. */
  prepare?: (page: Page) => Promise<void>;
}
