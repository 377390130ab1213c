import type { Page } from 'playwright-core';

const text = `type;value;description;valid_until
ip;198.51.100[.]23;Steuerserver;31.12.2027
network;203.0.113.0/24;Scanner;
domain;update-rathaus[.]example;Phishing-Seite;31.12.2027
url;hxxps://update-rathaus[.]example/anmeldung;Phishing-Seite;31.12.2027
sha256;e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;Schadprogramm;
email;bescheid@update-rathaus.example;Absender;
filename;Gebuehrenbescheid.pdf.exe;Anhang;
mutex;Global\\rathaus;wird nicht gesucht;
`;

/** Chooses a file with indicators, one of which is wrong, on the page of the import. */
export async function tryIndicators(page: Page, more = ''): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({
    name: 'Landes-CERT.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text + more),
  });
  await page.locator('form.gw-form').waitFor();
}

/** Stores the indicators of {@link tryIndicators} although one is wrong, and waits for the page of the list. */
export async function storeIndicators(page: Page): Promise<void> {
  await page.locator('.gw-notice .gw-switch').click();
  await page.locator('form.gw-form button[type=submit]').click();
  await page.locator('.gw-tabs').waitFor();
}

/** Opens the first list; imports one where there is none. */
export async function openIndicatorList(page: Page): Promise<void> {
  const link = page.locator('main .gw-table__link').first();
  await link.or(page.locator('.gw-empty')).first().waitFor();
  if (await link.isVisible()) await link.click();
  else {
    await page.locator('.gw-page-actions button').last().click();
    await tryIndicators(page);
    await storeIndicators(page);
  }
  await page.locator('.gw-tabs').waitFor();
}
