import type { Page } from 'playwright-core';
import type { Picture } from './picture.js';

const head = '.gw-page-actions button';
const rows = '.gw-table__row';

const dialogBy = (button: string) => async (page: Page) => {
  await page.locator(button).first().click();
  await page.locator('[role=dialog], [role=alertdialog]').waitFor();
};

/** @param nth button in the row that holds the text */
const dialogOfRow = (text: string, nth: number) => async (page: Page) => {
  await page.locator(rows, { hasText: text }).getByRole('button').nth(nth).click();
  await page.locator('[role=dialog], [role=alertdialog]').waitFor();
};

const openAudit = async (page: Page) => {
  await page.locator('.gw-table__link').last().click();
  await page.locator('.gw-columns').waitFor();
};

const openSamples = async (page: Page) => {
  await openAudit(page);
  await page.locator('[aria-labelledby=room] .gw-toolbar button').nth(1).click();
  await page.locator('[role=dialog] .gw-loading').waitFor({ state: 'detached' });
};

const openSample = async (page: Page) => {
  await openRoom(page);
  await page.locator('main a[href*=samples]').first().click();
  await page.waitForURL(/\/samples\/[^/]+$/);
  await page.locator('main .gw-table__link').first().waitFor();
};

const openRoom = async (page: Page) => {
  await page.locator('.gw-table__link').first().click();
  await page.locator('.gw-columns__side .gw-facts').first().waitFor();
};

/** Pages of administration, audits and pseudonymised monitoring, with what `fillForPictures` made. */
export const administrationPictures: readonly Picture[] = [
  { name: 'account', hash: '#/account', ready: `.gw-account ${rows}` },
  {
    name: 'account-totp',
    hash: '#/account',
    ready: '[aria-labelledby=account-totp]',
    async prepare(page) {
      await page.locator('[aria-labelledby=account-totp] button').first().click();
      await page.locator('[role=dialog] [role=img]').waitFor();
    },
  },
  { name: 'accounts', hash: '#/accounts', ready: rows },
  { name: 'account-create', hash: '#/accounts', ready: rows, prepare: dialogBy(head) },
  {
    name: 'account-act',
    hash: '#/accounts',
    ready: rows,
    async prepare(page) {
      await page.locator(rows, { hasText: 'rita.revision' }).getByRole('button').click();
      await page.getByRole('menuitem').last().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'tenants', hash: '#/tenants', ready: rows },
  { name: 'tenant-create', hash: '#/tenants', ready: rows, prepare: dialogBy(head) },
  {
    name: 'tenant-members',
    hash: '#/tenants',
    ready: rows,
    async prepare(page) {
      await dialogOfRow('default', 0)(page);
      await page.locator(`[role=dialog] ${rows}`).first().waitFor();
    },
  },
  { name: 'tenant-remove', hash: '#/tenants', ready: rows, prepare: dialogOfRow('stadtwerke', 2) },
  { name: 'api-tokens', hash: '#/api-tokens', ready: rows },
  { name: 'api-token', hash: '#/api-tokens', ready: `${rows}, .gw-empty`, prepare: dialogBy(head) },
  { name: 'collectors', hash: '#/collectors', ready: `${rows}, .gw-empty` },
  { name: 'collector-inputs', hash: '#/collectors', ready: rows, prepare: dialogOfRow('rathaus', 0) },
  { name: 'collector-access', hash: '#/collectors', ready: rows, prepare: dialogOfRow('rathaus', 1) },
  { name: 'collector-create', hash: '#/collectors', ready: rows, prepare: dialogBy(head) },
  { name: 'channels', hash: '#/notifications', ready: '.gw-tabs__panel .gw-panel' },
  {
    name: 'channel-dialog',
    hash: '#/notifications',
    ready: '.gw-tabs__panel .gw-panel',
    prepare: dialogBy('.gw-tabs__panel .gw-toolbar button'),
  },
  { name: 'routes', hash: '#/notifications?tab=routes', ready: '.gw-preview-moment' },
  {
    name: 'route-dialog',
    hash: '#/notifications?tab=routes',
    ready: '.gw-preview-moment',
    prepare: dialogBy('.gw-tabs__panel .kern-btn--primary'),
  },
  {
    name: 'calendar',
    hash: '#/notifications?tab=calendar',
    ready: '.gw-tabs__panel form, .gw-tabs__panel .gw-panel',
  },
  { name: 'deliveries', hash: '#/notifications?tab=letters', ready: '.gw-tabs__panel' },
  { name: 'pseudonyms', hash: '#/pseudonyms', ready: '.gw-facts' },
  {
    name: 'pseudonym-proposal',
    hash: '#/pseudonyms',
    ready: '.gw-facts',
    prepare: dialogBy('.gw-tabs__panel button'),
  },
  { name: 'pseudonym-keys', hash: '#/pseudonyms?tab=keys', ready: '.gw-tabs__panel .gw-panel' },
  { name: 'pseudonym-person', hash: '#/pseudonyms?tab=person', ready: '.gw-tabs__panel form' },
  { name: 'reveals', hash: '#/reveals', ready: '[data-testid=reveal]' },
  { name: 'reveals-all', hash: '#/reveals?tab=all', ready: '[data-testid=reveal]' },
  { name: 'reveal-request', hash: '#/reveals', ready: '[data-testid=reveal]', prepare: dialogBy(head) },
  {
    name: 'reveal-approve',
    hash: '#/reveals',
    ready: '[data-testid=reveal] button',
    prepare: dialogBy('[data-testid=reveal] button'),
  },
  { name: 'reveal-report', hash: '#/reveals?tab=report', ready: '.gw-tabs__panel .gw-table' },
  { name: 'audit-trail', hash: '#/audit-trail', ready: '.gw-table' },
  { name: 'system', hash: '#/system', ready: '.gw-facts' },
  { name: 'audit-releases', hash: '#/audits', ready: rows, prepare: openAudit },
  { name: 'audit-samples', hash: '#/audits', ready: rows, prepare: openSamples },
  { name: 'audit-room', hash: '#/audit-room', ready: rows },
  { name: 'audit-room-grant', hash: '#/audit-room', ready: rows, prepare: openRoom },
  { name: 'audit-sample', hash: '#/audit-room', ready: rows, prepare: openSample },
  {
    name: 'audit-worksheet',
    hash: '#/audit-room',
    ready: rows,
    async prepare(page) {
      await openSample(page);
      await page.locator('main .gw-table__link').first().click();
      await page.locator('main form').first().waitFor();
    },
  },
  {
    name: 'audit-evidence',
    hash: '#/audit-room',
    ready: rows,
    async prepare(page) {
      await openSample(page);
      await page.locator('main .gw-table__link', { hasText: 'SYS.1.1.A1' }).click();
      await page.locator('main .gw-facts a', { hasText: 'Protokoll' }).first().click();
      await page.locator('.gw-code--text').waitFor();
    },
  },
  { name: 'audit-verify', hash: '#/audit-room/verify', ready: '.gw-drop' },
];
