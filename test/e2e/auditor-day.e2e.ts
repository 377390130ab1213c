import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import { violations } from './axe.js';
import { holds, launchBrowser, noBrowser, openProfile, testPassword } from './browser.js';
import { addEvidence, day, enter, packageEnded } from './picture-content.js';
import { openTarget } from './target.js';

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP4z8DAwMDAxAADUBoAEuEBAwvFzcQAAAAASUVORK5CYII=',
  'base64',
);
const pdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>
`;
/** What turns the text behind it around. */
const hidden = '\u202e';
const text = `Sicherung geprüft ${hidden}txt.exe\n`;

interface Content {
  room: string;
  password: string;
}

/** Two servers of which one is granted, evidence of each kind, and a package that was released. */
async function fill(url: string, adminPassword: string): Promise<Content> {
  const admin = await enter(url, 'admin', adminPassword);
  const { user } = await admin<{ user: { id: string } }>('GET', 'session');
  await admin('PATCH', `tenants/default/members/${user.id}`, { roles: ['admin', 'isb'] });
  const body = { username: 'rita.revision', roles: ['auditor'] };
  const { password } = await admin<{ password: string }>('POST', 'tenants/default/members', body);
  const object = async (key: string, name: string) =>
    (await admin<{ id: string }>('POST', 'isms/target-objects', { key, type: 'it_system', name })).id;
  const [inside, outside] = [await object('S1', 'Dateiserver'), await object('S2', 'Personalserver')];
  for (const target_object of [inside, outside]) {
    await admin('POST', 'isms/modelling', { baustein: 'SYS.1.1', target_object, state: 'accepted' });
    await admin('PUT', 'isms/check/answer', {
      ...{ requirement: 'SYS.1.1.A1', target_object, status: 'yes', version: 0 },
    });
  }
  for (const [name, bytes, title] of [
    ['bericht.pdf', Buffer.from(pdf), 'Bericht'],
    ['foto.png', pixel, 'Foto'],
    ['protokoll.txt', Buffer.from(text), 'Protokoll'],
  ] as const)
    await addEvidence(admin, inside, title, name, bytes);
  const { id: audit } = await admin<{ id: string }>('POST', 'isms/audits', {
    ...{
      title: 'Internes Audit',
      scope: 'Dateiserver',
      criteria: 'IT-Grundschutz',
      auditor: 'Rita Revision',
    },
    ...{ starts: day(-2), ends: day(12), state: 'running' },
  });
  const grant = await admin<{ id: string }>('POST', `isms/audits/${audit}/grants`, {
    ...{ username: 'rita.revision', bausteine: ['SYS.1.1'], scopes: [inside] },
    ...{ from: day(-2), until: day(12) },
  });
  const order = { from: `${day(-400)}`, to: day(0), reports: [] };
  const made = await admin<{ id: string }>('POST', 'isms/audit-packages', order);
  await packageEnded(admin, made.id);
  await admin('POST', `isms/audits/${audit}/packages`, { package: made.id });
  await enter(url, 'rita.revision', password);
  return { room: `#/audit-room/${grant.id}`, password: testPassword };
}

async function logInAs(page: Page, url: string, username: string, password: string): Promise<void> {
  await page.goto(url.endsWith('/') ? url : `${url}/`);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('.gw-frame:visible').waitFor();
}

t.test("an auditor's day", { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const base = target.url.endsWith('/') ? target.url : `${target.url}/`;
  const { room, password } = await fill(base, target.adminPassword);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser, { language: 'en' });
  const page = await context.newPage();
  const blocked: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) blocked.push(message.text());
  });

  await t.test('flow: enters with an own account and sees the granted scope alone', async (t) => {
    await logInAs(page, target.url, 'rita.revision', password);
    await page.getByRole('link', { name: 'Internes Audit' }).click();
    await page.getByRole('heading', { name: 'Internes Audit' }).waitFor();
    await page.locator('main').getByText('S1 Dateiserver').first().waitFor();
    t.notMatch(await page.locator('main').innerText(), 'Personalserver');
    t.notMatch(await page.locator('.gw-nav').innerText(), /Target objects|Evidence/);
    await page.goto(new URL('#/evidence', page.url()).href);
    await page.locator('.gw-notice--danger').first().waitFor();
    t.pass('the evidence of the house is closed');
    await page.goto(new URL(room, page.url()).href);
  });

  await t.test('flow: draws a sample', async (t) => {
    await page.getByRole('button', { name: 'Draw a sample' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Draw a sample' }).click();
    await page.getByRole('link', { name: 'SYS.1.1.A1' }).waitFor();
    t.equal(await page.locator('main tbody tr').count(), 1);
    t.match(await page.locator('main').innerText(), 'gives the same sample');
    await page.getByRole('link', { name: 'SYS.1.1.A1' }).click();
  });

  await t.test('flow: looks at a PDF, an image and a text', async (t) => {
    const open = (title: string) => page.getByRole('link', { name: title, exact: true }).click();
    const shown = page.waitForResponse((reply) => reply.url().endsWith('/view'));
    await open('Bericht');
    await page.locator('iframe.gw-viewer').waitFor();
    t.match((await shown).headers(), { 'content-type': 'application/pdf', 'content-disposition': /^inline/ });
    t.same(await violations(page), []);
    await page.goBack();
    await open('Foto');
    await page.locator('img.gw-viewer__image').waitFor();
    await holds(page, "document.querySelector('img.gw-viewer__image').naturalWidth === 2");
    await page.goBack();
    await open('Protokoll');
    t.equal(await page.locator('.gw-unseen').innerText(), 'U+202E', 'what turns text around is named');
    t.match(await page.locator('.gw-code--text').innerText(), 'Sicherung geprüft');
    await page.getByRole('button', { name: 'Compute it in this browser' }).click();
    await page.getByText('The file has the recorded hash.').waitFor();
    t.same(await violations(page), []);
    t.same(blocked, [], 'the policy allows what is shown');
    await page.goBack();
  });

  await t.test('flow: records a finding and takes the results away', async (t) => {
    await page.locator('.gw-radio', { hasText: 'Minor nonconformity' }).click();
    await page.getByRole('textbox', { name: 'Finding' }).fill('Rücksicherung ungeprüft');
    await page.getByRole('textbox', { name: /^What was looked at/ }).fill('Kein Protokoll seit Mai.');
    await page.getByRole('button', { name: 'Record the result' }).click();
    await page.getByRole('cell', { name: 'finding' }).waitFor();
    await page.goto(new URL(room, page.url()).href);
    await page.getByText('Rücksicherung ungeprüft').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Results as CSV' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    t.match(file, /SYS\.1\.1\.A1,S1 Dateiserver,SYS\.1\.1,B,yes,finding,1,minor,Rücksicherung ungeprüft/);
  });

  const choose = async (name: string, bytes: Buffer) => {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/zip', buffer: bytes });
    await page.locator('.gw-proof').waitFor();
  };
  let bytes = Buffer.alloc(0);
  await t.test('flow: saves the package and proves it in the browser', async (t) => {
    const download = page.waitForEvent('download');
    await page.locator('a[href*="/packages/"]').click();
    bytes = await readFile(await (await download).path());
    await page.getByRole('link', { name: 'Verify an audit package' }).click();
    await page.getByRole('heading', { name: 'Verify an audit package' }).first().waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await choose('paket.zip', bytes);
    await page.getByText('The package is unchanged.').waitFor();
    t.equal(await page.locator('.gw-proof__check--failed').count(), 0);
    t.same(
      asked.filter((url) => url.includes('/isms/') || url.includes('/log')),
      [],
      'no server is asked for its word',
    );
    t.same(await violations(page), []);
  });

  await t.test('flow: a package that was tampered with is named', async (t) => {
    const at = bytes.indexOf('Sicherung gepr');
    t.ok(at > 0, 'the evidence lies in the package as it is');
    const changed = Buffer.from(bytes);
    changed.write('Fälschung', at);
    await choose('falsch.zip', changed);
    await page.getByText('The package is not in order.').waitFor();
    t.match(
      (await page.locator('.gw-proof__fault').allInnerTexts()).join('\n'),
      /protokoll\.txt was changed/,
    );
    await choose('kein-paket.zip', Buffer.from('not a zip at all'));
    await page.locator('.gw-proof__check--failed').first().waitFor();
    t.pass('what is no package is told, too');
  });
});
