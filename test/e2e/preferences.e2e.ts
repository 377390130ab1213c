import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile, passLogin } from './browser.js';
import { openTarget } from './target.js';

t.test('language, theme, logout', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  const attribute = (name: string) => page.evaluate(`document.documentElement.getAttribute('${name}')`);

  t.equal(await attribute('lang'), 'de');
  await page.locator('h1', { hasText: 'Alarme' }).waitFor();
  await page.getByRole('radio', { name: 'English' }).click();
  await page.locator('h1', { hasText: 'Alerts' }).waitFor();
  t.equal(await attribute('lang'), 'en');
  t.equal(await page.title(), 'Alerts – Grundwacht');

  await page.getByRole('button', { name: 'Colour theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  t.equal(await attribute('data-kern-theme'), 'dark');
  await page.reload();
  await page.locator('h1', { hasText: 'Alerts' }).waitFor();
  t.equal(await attribute('data-kern-theme'), 'dark', 'both are kept');

  await page.goto(new URL('#/rules', page.url()).href);
  await page.locator('h1', { hasText: 'Rules' }).waitFor();
  await page.getByRole('button', { name: 'Account admin' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.locator('input[name=username]').waitFor();
  await page.locator('input[name=username]').fill('admin');
  await page.locator('input[name=password]').fill('not the password');
  await page.locator('button[type=submit]').click();
  await page.getByText('User name or password is wrong.').waitFor();
  t.pass('a wrong password is told');

  await page.reload();
  await passLogin(page, target.adminPassword);
});

t.test('an expired session asks again and keeps the place', { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser, { language: 'en' });
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  await page.goto(new URL('#/rules', page.url()).href);
  const search = page.getByPlaceholder('Search title, id or technique');
  await search.fill('T1110');

  const cookies = await context.cookies();
  await context.clearCookies();
  await page.getByRole('link', { name: 'Grundschutz', exact: true }).click();
  await page.getByText('Your session has expired').waitFor();
  await context.addCookies(cookies);
  await passLogin(page, target.adminPassword);
  await page.locator('h1', { hasText: 'Bausteine' }).waitFor();
  t.match(page.url(), '#/bausteine');
});
