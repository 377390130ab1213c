import type { Page } from 'playwright-core';

/**
 * The processor time that a page's main thread has used: what else the machine does lengthens times, and not this.
 * @returns tells it, milliseconds
 */
export async function pageProcessor(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
  };
}
