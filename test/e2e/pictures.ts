import type { Page } from 'playwright-core';
import { administrationPictures } from './administration-pictures.js';
import { openIndicatorList, tryIndicators } from './indicator-file.js';
import type { Picture } from './picture.js';
import { sudoRule } from './syslog-lines.js';

const importedTable = {
  mimeType: 'text/csv',
  buffer: Buffer.from(
    'Kennung;Bezeichnung;Typ;Betriebssystem;Stückzahl;Standort\nS006;Einwohnerverfahren-Server;IT-System;Windows Server 2025;2;Rechenzentren 1 und 2\nS020;Archivserver;Server;Debian 12;1;Rechenzentrum 2\nS021;Scan-Server;Server;;viele;Rathaus\n',
  ),
};

const rulePage = (tab: string): string => `#/rules/${sudoRule.id}?tab=${tab}`;
const exception = `backup:
  user.name|startswith: svc_
condition: backup
`;
const triedRule = `title: Wrong password for sudo
logsource: {product: linux}
detection:
  selection:
    message|contains: incorrect password
  condition: selection
level: medium
`;
const triedLines = `<85>Nov 21 10:00:00 web01 sudo: eva : 3 incorrect password attempts ; USER=root ; COMMAND=/bin/sh
<86>Nov 21 10:00:03 web01 sudo: eva : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh
`;

const firstAlert = async (page: Page) => {
  await page.locator('.gw-alert-row__link').first().click();
  await page.locator('.gw-history, .gw-columns').first().waitFor();
};

const openCase = async (page: Page) => {
  await page.locator('.gw-table__link').first().click();
  await page.locator('.gw-duty').first().waitFor();
};

export const pictures: readonly Picture[] = [
  {
    name: 'evidence',
    hash: '#/evidence',
    ready: '.gw-panel',
    prepare: async (page) => {
      await page.locator('.gw-table, .gw-empty').first().waitFor();
    },
  },
  {
    name: 'evidence-item',
    hash: '#/evidence',
    ready: '.gw-table__link',
    prepare: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-columns').waitFor();
    },
  },
  {
    name: 'evidence-add',
    hash: '#/evidence',
    ready: '.gw-page-actions .kern-btn--primary',
    prepare: async (page) => {
      await page.locator('.gw-page-actions .kern-btn--primary').click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  {
    name: 'evidence-package',
    hash: '#/evidence',
    ready: '.gw-page-actions .kern-btn--primary',
    prepare: async (page) => {
      await page.locator('.gw-page-actions button').nth(-2).click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'alerts', hash: '#/alerts', ready: '.gw-alert-row, .gw-empty' },
  { name: 'alert', hash: '#/alerts', ready: '.gw-alert-row', prepare: firstAlert },
  {
    name: 'alert-close',
    hash: '#/alerts',
    ready: '.gw-alert-row',
    prepare: async (page) => {
      await page.locator('.gw-alert-row').first().focus();
      await page.keyboard.press('c');
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'cases', hash: '#/cases', ready: '.gw-table' },
  { name: 'case', hash: '#/cases', ready: '.gw-table__link', prepare: openCase },
  {
    name: 'case-report',
    hash: '#/cases',
    ready: '.gw-table__link',
    prepare: async (page) => {
      await openCase(page);
      await page.locator('.gw-duty__clock button').first().click();
      await page.locator('[role=dialog] textarea').first().waitFor();
    },
  },
  {
    name: 'case-decision',
    hash: '#/cases',
    ready: '.gw-table__link',
    prepare: async (page) => {
      await openCase(page);
      await page.locator('.gw-duty .gw-panel__head button').first().click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  ...['timeline', 'tasks', 'evidence', 'reports', 'lessons'].map(
    (tab): Picture => ({
      name: `case-${tab}`,
      hash: '#/cases',
      ready: '.gw-table__link',
      prepare: async (page) => {
        await page.locator('.gw-table__link').last().click();
        await page.locator(`[role=tab][data-key=${tab}]`).click();
      },
    }),
  ),
  { name: 'case-deadlines', hash: '#/cases/deadlines', ready: '.gw-table' },
  { name: 'signals', hash: '#/signals', ready: '.gw-table' },
  { name: 'signal', hash: '#/signals/silent-assets', ready: '.gw-signal-facts' },
  { name: 'signal-sources', hash: '#/signals?tab=sources', ready: '.gw-table' },
  { name: 'signal-drill', hash: '#/signals?tab=drill', ready: '.gw-empty, .gw-table' },
  { name: 'events', hash: '#/events?range=24h', ready: '.gw-event-table, .gw-empty' },
  {
    name: 'event-open',
    hash: '#/events?range=24h',
    ready: '.gw-event-table__item',
    prepare: async (page) => {
      await page.locator('.gw-event-table__item .gw-row-action').nth(1).click();
    },
  },
  {
    name: 'event-fields',
    hash: '#/events?range=24h&col=user.name&col=event.action&col=message&by=event.outcome&q=not%20event.severity:7',
    ready: '.gw-event-table__item',
    prepare: async (page) => {
      await page.locator('.gw-page-actions button').first().click();
      await page.locator('.gw-fields__name--open').nth(4).click();
      await page.locator('.gw-fields__facts li').first().waitFor();
    },
  },
  {
    name: 'event-query',
    hash: '#/events?range=24h&q=user.name:root%20and%20event.severity:high',
    ready: '.gw-query-fault',
    prepare: async (page) => {
      await page.locator('.gw-query__input').fill('user.name:root and host.n');
      await page.locator('[role=option]').first().waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'event-saved',
    hash: '#/events?range=24h&q=user.name:root',
    ready: '.gw-event-table, .gw-empty',
    prepare: async (page) => {
      await page.locator('.gw-page-actions button').nth(1).click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  {
    name: 'event-help',
    hash: '#/events?range=24h',
    ready: '.gw-event-table, .gw-empty',
    prepare: async (page) => {
      await page.locator('.gw-search-line > button').last().click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'rules', hash: '#/rules', ready: '.gw-rule-row--item, .gw-empty' },
  { name: 'rules-problems', hash: '#/rules?tab=problems', ready: '.gw-problem__field, .gw-empty' },
  { name: 'rules-sets', hash: '#/rules?tab=sets', ready: '.gw-rule-set' },
  { name: 'rules-own', hash: '#/rules?tab=own', ready: '.gw-empty, .gw-table__row' },
  { name: 'rules-import', hash: '#/rules/import', ready: 'main h2' },
  { name: 'rules-coverage', hash: '#/rules/coverage', ready: '.gw-attack__cell' },
  { name: 'rule', hash: rulePage('text'), ready: '.gw-code--tall' },
  { name: 'rule-exceptions', hash: rulePage('exceptions'), ready: '.gw-tabs__panel' },
  {
    name: 'rule-exception-dialog',
    hash: rulePage('exceptions'),
    ready: '.gw-tabs__panel',
    prepare: async (page) => {
      await page.locator('.gw-tabs__panel button').first().click();
      const dialog = page.locator('[role=dialog]');
      await dialog.locator('textarea').last().fill(exception);
      await dialog.locator('.gw-preview[aria-busy=false]').waitFor();
    },
  },
  {
    name: 'rule-backtest',
    hash: rulePage('try'),
    ready: '.gw-tabs__panel form',
    prepare: async (page) => {
      await page.locator('.gw-tabs__panel form button[type=submit]').first().click();
      await page.locator('.gw-backtest__rule').waitFor();
    },
  },
  { name: 'rule-history', hash: rulePage('history'), ready: '.gw-tabs__panel' },
  {
    name: 'rule-edit',
    hash: '#/rules/new',
    ready: 'main textarea',
    prepare: async (page) => {
      await page.locator('main textarea').first().fill(triedRule);
      await page.locator('main textarea').last().fill(triedLines);
      await page.locator('main form button[type=submit]').first().click();
      await page.locator('.gw-disclosure').first().waitFor();
    },
  },
  {
    name: 'indicator-import',
    hash: '#/indicators/import',
    ready: '.gw-toolbar',
    prepare: (page) => tryIndicators(page),
  },
  {
    name: 'indicator-list',
    hash: '#/indicators',
    ready: '.gw-page-actions button',
    prepare: async (page) => {
      await openIndicatorList(page);
      await page.locator('.gw-tabs__tab').nth(1).click();
      await page.locator('.gw-tabs__panel .gw-table').waitFor();
    },
  },
  { name: 'indicators', hash: '#/indicators', ready: '.gw-table' },
  { name: 'sources', hash: '#/sources', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'source',
    hash: '#/sources',
    ready: '.gw-table__link',
    prepare: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-hours').waitFor();
    },
  },
  { name: 'catalogs', hash: '#/catalogs', ready: '.gw-table' },
  {
    name: 'catalog-install',
    hash: '#/catalogs',
    ready: '.gw-table',
    prepare: async (page) => {
      await page.locator('.gw-page-actions button').click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'groups', hash: '#/bausteine?catalog=grundschutz-plus-plus', ready: '.gw-baustein' },
  { name: 'group', hash: '#/catalogs/grundschutz-plus-plus/groups/ARCH', ready: '.gw-table' },
  {
    name: 'requirement',
    hash: '#/catalogs/kompendium-2023/requirements/ISMS.1.A10',
    ready: '.gw-mapped',
  },
  { name: 'control', hash: '#/catalogs/grundschutz-plus-plus/requirements/ARCH.1.1', ready: '.gw-mapped' },
  { name: 'domains', hash: '#/domains', ready: '.gw-table__row' },
  {
    name: 'domain-dialog',
    hash: '#/domains',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-page-actions .kern-btn--primary').click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  {
    name: 'oscal-dialog',
    hash: '#/domains',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-page-actions button').first().click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'wiba', hash: '#/wiba?topic=backup', ready: '.gw-wiba' },
  { name: 'wiba-proposals', hash: '#/wiba?tab=proposals', ready: '.gw-pick' },
  { name: 'migration', hash: '#/migration', ready: '.gw-ground, .gw-empty' },
  {
    name: 'migration-work',
    hash: '#/migration',
    ready: '.gw-ground',
    prepare: async (page) => {
      await page.locator('[role=tab]').nth(1).click();
      await page.locator('.gw-table__row').first().waitFor();
    },
  },
  {
    name: 'migration-compare',
    hash: '#/migration',
    ready: '.gw-ground',
    prepare: async (page) => {
      await page.locator('.gw-compare__opener').first().click();
      await page.locator('.gw-compare').waitFor();
    },
  },
  { name: 'bausteine', hash: '#/bausteine', ready: '.gw-baustein, .gw-empty' },
  {
    name: 'baustein',
    hash: '#/bausteine',
    ready: '.gw-baustein',
    prepare: async (page) => {
      await page.locator('.gw-baustein__title').nth(1).click();
      await page.locator('.gw-table__row').first().waitFor();
    },
  },
  { name: 'target-objects', hash: '#/target-objects', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'target-object',
    hash: '#/target-objects',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row', { hasText: 'S006' }).locator('.gw-table__link').first().click();
      await page.locator('.gw-need').first().waitFor();
    },
  },
  {
    name: 'target-object-dialog',
    hash: '#/target-objects',
    ready: '.gw-table__row, .gw-empty',
    prepare: async (page) => {
      await page.locator('.gw-page-actions .kern-btn--primary').click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  {
    name: 'target-object-import',
    hash: '#/target-objects/import',
    ready: 'main button',
    prepare: async (page) => {
      await page.locator('input[type=file]').setInputFiles({ name: 'it-systeme.csv', ...importedTable });
      await page.locator('.gw-import-cell--wrong').first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'dependencies',
    hash: '#/dependencies',
    ready: '.gw-graph__node',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^S006/ }).first().click();
    },
  },
  {
    name: 'dependency-list',
    hash: '#/dependencies?view=tree',
    ready: '.gw-tree',
    prepare: async (page) => {
      await page.locator('.gw-tree__toggle[aria-expanded=false]').first().click();
    },
  },
  { name: 'protection-needs', hash: '#/protection-needs', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'protection-need-dialog',
    hash: '#/protection-needs',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row', { hasText: 'S001' }).getByRole('button').last().click();
      const panel = page.locator('[role=dialog]');
      await panel.locator('.gw-need').first().waitFor();
      await panel.locator('.gw-need-row .gw-btn').last().click();
      await page.locator('[role=dialog] .gw-scenario').first().waitFor();
    },
  },
  { name: 'modelling', hash: '#/modelling', ready: '.gw-table__row, .gw-empty' },
  { name: 'overview', hash: '#/overview', ready: '.gw-heat__cell' },
  {
    name: 'overview-heat-map',
    hash: '#/overview',
    ready: '.gw-heat__cell',
    prepare: async (page) => {
      const trend = page.locator('.gw-trend__chart canvas, .gw-trend .gw-muted').first();
      await trend.waitFor();
      await page.locator('.gw-heat').scrollIntoViewIfNeeded();
      await trend.scrollIntoViewIfNeeded();
      await page.locator('.gw-heat__cell').nth(6).focus();
    },
  },
  {
    name: 'overview-requirement',
    hash: '#/overview/requirements?layer=SYS&level=B',
    ready: '.gw-questions__item',
    prepare: async (page) => {
      await page.locator('.gw-questions__item').first().click();
      await page.locator('.gw-question').waitFor();
    },
  },
  { name: 'management', hash: '#/management', ready: '.gw-management__value' },
  { name: 'check', hash: '#/check', ready: '.gw-tally-legend' },
  { name: 'profiles', hash: '#/check/profiles', ready: '.gw-table__row' },
  {
    name: 'profile-dialog',
    hash: '#/check/profiles',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-page-actions .kern-btn--primary').click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  {
    name: 'check-interview',
    hash: '#/check/interview/ISMS.1/domain',
    ready: '.gw-question',
  },
  { name: 'risks', hash: '#/risks', ready: '.gw-matrix' },
  {
    name: 'risk-matrix-dialog',
    hash: '#/risks',
    ready: '.gw-matrix',
    prepare: async (page) => {
      await page.locator('.gw-page-actions button').last().click();
      await page.locator('[role=dialog] .gw-matrix').waitFor();
    },
  },
  {
    name: 'object-risks',
    hash: '#/risks',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row', { hasText: 'S006' }).locator('.gw-table__link').click();
      await page.locator('.gw-row-actions').first().waitFor();
    },
  },
  {
    name: 'risk-dialog',
    hash: '#/risks',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row', { hasText: 'S006' }).locator('.gw-table__link').click();
      await page.locator('.gw-row-actions button').first().click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  {
    name: 'threat-dialog',
    hash: '#/risks',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row', { hasText: 'S006' }).locator('.gw-table__link').click();
      await page.locator('.gw-row-actions').first().waitFor();
      await page.locator('.gw-page-actions button').click();
      await page.locator('.gw-check-list').waitFor();
    },
  },
  { name: 'risk-board', hash: '#/risks?view=matrix', ready: '.gw-matrix--board' },
  { name: 'plan', hash: '#/plan', ready: '.gw-table__row, .gw-empty' },
  { name: 'plan-board', hash: '#/plan?view=board', ready: '.gw-card' },
  { name: 'plan-timeline', hash: '#/plan?view=timeline', ready: '.gw-gantt__row' },
  { name: 'plan-load', hash: '#/plan?view=load', ready: '.gw-load' },
  {
    name: 'plan-dialog',
    hash: '#/plan',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row button').first().click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  {
    name: 'plan-bulk',
    hash: '#/plan',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row input').first().check();
      await page.locator('.gw-bulk').waitFor();
    },
  },
  { name: 'scans', hash: '#/scans', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'scan',
    hash: '#/scans',
    ready: '.gw-table__link',
    prepare: async (page) => {
      await page.locator('.gw-table__link').first().click();
      await page.locator('.gw-columns').waitFor();
    },
  },
  {
    name: 'guideline-dialog',
    hash: '#/reports',
    ready: '.gw-form',
    prepare: async (page) => {
      await page.getByRole('tab').nth(1).click();
      await page.locator('.gw-tabs__panel .gw-toolbar button').first().click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  { name: 'soa', hash: '#/soa', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'soa-dialog',
    hash: '#/soa',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__row', { hasText: '5.25' }).getByRole('button').click();
      await page.locator('.gw-basis').waitFor();
    },
  },
  { name: 'reports', hash: '#/reports', ready: '.gw-form' },
  { name: 'audits', hash: '#/audits', ready: '.gw-table__row, .gw-empty' },
  {
    name: 'audit-dialog',
    hash: '#/audits',
    ready: '.gw-table__row, .gw-empty',
    prepare: async (page) => {
      await page.locator('.gw-page-actions .kern-btn--primary').click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  {
    name: 'audit',
    hash: '#/audits',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__link').last().click();
      await page.locator('.gw-finding').first().waitFor();
    },
  },
  {
    name: 'finding-dialog',
    hash: '#/audits',
    ready: '.gw-table__row',
    prepare: async (page) => {
      await page.locator('.gw-table__link').last().click();
      await page.locator('.gw-panel__head button').first().click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  { name: 'storage', hash: '#/storage', ready: '.gw-facts' },
  {
    name: 'storage-rule-dialog',
    hash: '#/storage',
    ready: '.gw-facts',
    prepare: async (page) => {
      await page.locator('.gw-table__row button').first().click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  {
    name: 'storage-hold-dialog',
    hash: '#/storage?tab=holds',
    ready: '.gw-facts',
    prepare: async (page) => {
      await page.locator('.gw-tabs__panel .gw-panel__head .kern-btn').click();
      await page.locator('[role=dialog]').waitFor();
    },
  },
  { name: 'glossary', hash: '#/glossary', ready: '.gw-glossary__entry' },
  { name: 'accessibility', hash: '#/accessibility', ready: '.gw-statement' },
  { name: 'not-found', hash: '#/no-such-page', ready: 'main h1' },
  ...administrationPictures,
];
