/**
 * Measures the live board of alerts in Chromium against a server of its own: how even the frames are while one scrolls
 * through many open alerts, alone and while alerts stream in, and how long a key takes then.
 *
 *   npm run build && npx tsc -b test && node build/test/bench/board.js [ALERTS [PER_SECOND]]
 */
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { launchBrowser, logIn, openProfile } from '../e2e/browser.js';
import { openTarget } from '../e2e/target.js';
import { pageProcessor } from './page-processor.js';

const alerts = Number(process.argv[2] ?? 10_000);
const perSecond = Number(process.argv[3] ?? 100);
const frames = 300;
/** A quick turn of the wheel, and five new rows in every frame. */
const speeds = [65, 260];

/** One alert for each account. */
async function send(port: number, from: number, count: number, rate: number): Promise<void> {
  const socket = createSocket('udp4');
  const begun = Date.now();
  for (let n = 0; n < count; n++) {
    const line = `<85>1 ${new Date().toISOString()} srv-web01 sudo - - - konto${from + n} : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id`;
    await new Promise<void>((resolve, reject) => {
      socket.send(line, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
    const ahead = begun + ((n + 1) * 1000) / rate - Date.now();
    if (ahead > 5) await sleep(ahead);
  }
  socket.close();
}

const count = (page: Page) =>
  page.evaluate(
    `fetch('./api/v1/alerts/count?state=new').then((reply) => reply.json()).then(({ count }) => count)`,
  ) as Promise<number>;

interface Frames {
  median: number;
  p95: number;
  p99: number;
  longest: number;
  /** Frames that took more than one and a half times of what 60 a second leave. */
  late: number;
  seconds: number;
}

/** Scrolls down a step each frame, and up again at the end of the list. */
const scrolled = (page: Page, pixelsAFrame: number) =>
  page.evaluate(`new Promise((resolve) => {
    const times = [];
    let last;
    let step = ${pixelsAFrame};
    function frame(now) {
      if (last !== undefined) times.push(now - last);
      last = now;
      const end = document.documentElement.scrollHeight - innerHeight;
      if (scrollY >= end - 2) step = -Math.abs(step);
      if (scrollY <= 2) step = Math.abs(step);
      scrollBy(0, step);
      if (times.length < ${frames}) return requestAnimationFrame(frame);
      const sorted = times.toSorted((a, b) => a - b);
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
      resolve({ median: at(0.5), p95: at(0.95), p99: at(0.99), longest: sorted.at(-1),
        late: times.filter((time) => time > 25).length, seconds: times.reduce((a, b) => a + b, 0) / 1000 });
    }
    requestAnimationFrame(frame);
  })`) as Promise<Frames>;

/** The same, with the processor time of the page's main thread for each frame. */
async function scroll(page: Page, pixelsAFrame: number): Promise<Frames & { processor: number }> {
  const processor = await pageProcessor(page);
  const before = await processor();
  const seen = await scrolled(page, pixelsAFrame);
  return { ...seen, processor: ((await processor()) - before) / frames };
}

/** From a key to the row that has the focus by it, drawn; milliseconds, the median and the longest of twenty. */
const keys = (page: Page) =>
  page.evaluate(`(async () => {
    const times = [];
    for (let n = 0; n < 20; n++) {
      const begun = performance.now();
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      times.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const sorted = times.toSorted((a, b) => a - b);
    return { median: sorted[10], longest: sorted[19] };
  })()`) as Promise<{ median: number; longest: number }>;

const down: (() => Promise<void> | void)[] = [];
const scope = { teardown: (end: () => Promise<void> | void) => down.push(end), passing: () => true };

function report(what: string, values: object): void {
  const rounded = Object.entries(values).map(([name, value]) => `${name} ${Number(value).toFixed(1)}`);
  console.log(`${what}: ${rounded.join(', ')}`);
}

async function main(): Promise<void> {
  const target = await openTarget(scope as unknown as Parameters<typeof openTarget>[0]);
  const browser = await launchBrowser();
  down.push(() => browser.close());
  const page = await (await openProfile(browser)).newPage();
  await logIn(page, target.url, target.adminPassword);
  await page.goto('about:blank');
  await page.goto(`${target.url}/#/account`);
  for (let sent = 0, there = await count(page); there < alerts; there = await count(page)) {
    await send(target.syslogPort, sent, Math.min(alerts - there, 2000), 1000);
    sent += 2000;
    await sleep(3000);
  }
  await page.goto('about:blank');
  const begun = Date.now();
  await page.goto(`${target.url}/#/alerts`);
  await page.locator('.gw-alert-row').first().waitFor();
  report('list shown after, ms', { ms: Date.now() - begun });
  await page.evaluate(`document.querySelector('.gw-alert-row').focus()`);
  // Once through, so that every page of the list is loaded.
  while (Number(await page.locator('[role=grid]').getAttribute('aria-rowcount')) <= alerts) {
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await sleep(300);
  }
  await page.evaluate('scrollTo(0, 0)');
  // What this machine does now with a page that has nothing to draw, beside which the others are to be read.
  const empty = await (await openProfile(browser)).newPage();
  await empty.setContent('<div style="height: 600000px"></div>');
  report('scrolling an empty page, ms a frame', await scroll(empty, speeds[0]!));
  await empty.close();
  await page.bringToFront();
  for (const speed of speeds)
    report(`scrolling ${alerts} alerts by ${speed} px a frame, ms`, await scroll(page, speed));
  const streaming = send(target.syslogPort, 1_000_000, perSecond * 30, perSecond);
  for (const speed of speeds)
    report(`the same with ${perSecond} alerts a second, ${speed} px`, await scroll(page, speed));
  await page.evaluate('scrollTo(0, 0)');
  report('a key meanwhile, ms', await keys(page));
  await streaming;
}

try {
  await main();
} finally {
  for (const end of down.toReversed()) await end();
}
