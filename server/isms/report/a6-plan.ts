import { ofScope } from './a3-modelling.js';
import { statusTones } from './a4-check.js';
import { column, type Report, type ReportFrame, type TableBlock, text } from './model.js';
import type { MeasureRow } from './rows.js';
import { type Words, wordsOf } from './words.js';

/** A.6: what is to be done, in which order, by whom and until when, and which gaps somebody answers for. */
export function planReport(frame: ReportFrame, subject: string, measures: readonly MeasureRow[]): Report {
  const words = wordsOf(frame.language);
  const accepted = measures.filter(({ state }) => state === 'accepted');
  return {
    frame,
    code: 'A.6',
    title: words.titles.a6,
    subject,
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.plan },
      { type: 'heading', text: words.texts.measures },
      measureTable(
        'measures',
        words.texts.measures,
        measures.filter(({ state }) => state !== 'accepted'),
        words,
      ),
      { type: 'heading', text: words.texts.acceptance },
      measureTable('accepted', words.texts.acceptance, accepted, words),
    ],
  };
}

/** @returns a table with a measure in each row */
export function measureTable(
  name: string,
  title: string,
  measures: readonly MeasureRow[],
  words: Words,
): TableBlock {
  const { columns: c, texts: t } = words;
  return {
    type: 'table',
    name,
    title,
    columns: [
      column('number', 'priority', c.priority),
      text('object', c.object, 12),
      text('objectName', c.objectName, 30),
      text('origin', c.origin, 12, words.origins),
      text('baustein', c.baustein, 12),
      text('requirement', c.requirement, 16),
      text('level', c.level, 10, words.levels),
      text('checkStatus', c.checkStatus, 13, words.statuses),
      text('title', c.title, 50),
      text('description', c.description, 50),
      text('state', c.state, 16, words.measureStates),
      text('responsible', c.responsible),
      column('day', 'deadline', c.deadline),
      column('euro', 'costOnce', c.costOnce),
      column('euro', 'costYearly', c.costYearly),
      text('reason', c.riskAfter, 40),
      text('signedBy', c.signedBy),
      column('day', 'signedOn', c.signedOn),
    ],
    print: [
      { title: c.priority, width: 1.2, parts: [{ key: 'priority', strong: true }] },
      { title: c.object, width: 2.3, parts: [{ key: 'object', strong: true }, { key: 'objectName' }] },
      {
        title: c.requirement,
        width: 3.8,
        parts: [
          { key: 'requirement', strong: true },
          { key: 'level', inline: true },
          { key: 'title' },
          { key: 'description' },
        ],
      },
      { title: c.status, width: 1.6, parts: [{ key: 'checkStatus' }, { key: 'state' }], tones: statusTones },
      {
        title: c.responsible,
        width: 2,
        parts: [{ key: 'responsible' }, { key: 'deadline', label: t.until }],
      },
      {
        title: t.costs,
        width: 1.7,
        optional: true,
        parts: [
          { key: 'costOnce', label: t.once },
          { key: 'costYearly', label: t.yearly },
        ],
      },
      {
        title: c.riskAfter,
        width: 3.4,
        optional: true,
        parts: [{ key: 'reason' }, { key: 'signedBy' }, { key: 'signedOn' }],
      },
    ],
    rows: measures.map((row) => ({
      ...(row.origin === 'check' ? ofScope(row, words) : row),
      costOnce: row.costOnce === 0 ? null : row.costOnce,
      costYearly: row.costYearly === 0 ? null : row.costYearly,
    })),
    empty: words.texts.noRows,
  };
}
