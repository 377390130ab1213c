import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import t from 'tap';
import { verifyPage } from '../../server/evidence/verify-page.js';
import { goodPackage, signer, tamperedPackages } from '../evidence/verify/packages.js';
import { violations } from './axe.js';
import { launchBrowser, noBrowser } from './browser.js';

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-verify-'));
const html = join(folder, 'verify.html');
writeFileSync(html, verifyPage());
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

/** Has a package verified. @returns whether the page says that it is good, and the checks that failed */
async function verify(page: Page, bytes: Buffer): Promise<{ good: boolean; failed: string[] }> {
  const path = join(folder, 'package.zip');
  writeFileSync(path, bytes);
  await page.evaluate("document.getElementById('result').textContent = ''");
  await page.locator('#file').setInputFiles([]);
  await page.locator('#file').setInputFiles(path);
  await page.locator('.verdict').waitFor();
  const good = (await page.locator('.verdict.good').count()) === 1;
  return { good, failed: await page.locator('.checks > .failed').allInnerTexts() };
}

t.test('a package verifies in a browser from a file, without a network', { skip: noBrowser }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const page = await browser.newPage({ locale: 'de-DE' });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(pathToFileURL(html).href);
  t.equal(await page.locator('h1').innerText(), 'Prüfpaket verifizieren');
  await page.locator('#expected').fill(signer.fingerprint);

  const good = await goodPackage();
  t.same(await verify(page, good), { good: true, failed: [] });
  t.match(await page.locator('dl').innerText(), new RegExp(signer.fingerprint));
  t.same(await violations(page), []);
  for (const { title, bytes } of await tamperedPackages()) {
    const { good, failed } = await verify(page, bytes);
    t.notOk(good, title);
    t.ok(failed.length > 0, title);
  }
  await page.locator('#language-en').click();
  t.equal(await page.locator('.verdict').innerText(), 'The package is not in order.');

  // An older browser, whose Web Crypto has no Ed25519.
  await page.addInitScript(() => {
    crypto.subtle.importKey = async () => {
      throw new DOMException('Unrecognized name.', 'NotSupportedError');
    };
  });
  await page.reload();
  t.same(await verify(page, good), { good: true, failed: [] });
  const signature = (await tamperedPackages()).find(({ check }) => check === 'head')!;
  t.notOk((await verify(page, signature.bytes)).good);

  t.same(faults, []);
  t.same([...new Set(asked)], [pathToFileURL(html).href], 'nothing else was asked for');
});
