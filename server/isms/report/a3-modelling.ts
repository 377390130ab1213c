import { type Report, type ReportFrame, type Row, type TableBlock, text } from './model.js';
import type { AssignmentRow, UnusedBaustein } from './rows.js';
import { type Words, wordsOf } from './words.js';

/** A.3: which Baustein applies to what, and which applies to nothing. */
export function modellingReport(
  frame: ReportFrame,
  subject: string,
  assignments: readonly AssignmentRow[],
  unused: readonly UnusedBaustein[],
): Report {
  const words = wordsOf(frame.language);
  return {
    frame,
    code: 'A.3',
    title: words.titles.a3,
    subject,
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.modelling },
      { type: 'heading', text: words.texts.modelled },
      assignmentTable(assignments, words),
      { type: 'heading', text: words.texts.notModelled },
      unusedTable(unused, words),
    ],
  };
}

/** @returns a row with what stands for the whole domain where no target object is named */
export function ofScope<R extends { object: string; objectName: string }>(row: R, words: Words): R {
  return row.object === '' ? { ...row, objectName: words.texts.wholeDomain } : row;
}

function assignmentTable(assignments: readonly AssignmentRow[], words: Words): TableBlock {
  const { columns: c } = words;
  return {
    type: 'table',
    name: 'modelling',
    title: words.texts.modelled,
    columns: [
      text('baustein', c.baustein, 14),
      text('bausteinTitle', c.bausteinTitle, 40),
      text('order', c.order, 10),
      text('object', c.object, 12),
      text('objectName', c.objectName, 40),
      text('objectType', c.objectType, 20, words.types),
      text('relevance', c.relevance, 20, words.assignments),
      text('contact', c.contact),
      text('reason', c.reason, 60),
    ],
    print: [
      {
        title: c.object,
        width: 3.4,
        parts: [{ key: 'object', strong: true }, { key: 'objectType', inline: true }, { key: 'objectName' }],
      },
      { title: c.order, width: 1.4, parts: [{ key: 'order' }] },
      {
        title: c.relevance,
        width: 2.2,
        parts: [{ key: 'relevance' }],
        tones: { accepted: 'good', rejected: 'quiet', proposed: 'fair' },
      },
      { title: c.contact, width: 2, parts: [{ key: 'contact' }] },
      { title: c.reason, width: 4, parts: [{ key: 'reason' }] },
    ],
    group: ['baustein', 'bausteinTitle'],
    rows: assignments.map((row): Row => ofScope(row, words)),
    empty: words.texts.noRows,
  };
}

function unusedTable(unused: readonly UnusedBaustein[], words: Words): TableBlock {
  const { columns: c } = words;
  return {
    type: 'table',
    name: 'not-modelled',
    title: words.texts.notModelled,
    columns: [
      text('baustein', c.baustein, 14),
      text('bausteinTitle', c.bausteinTitle, 40),
      text('reason', c.reason, 60),
    ],
    print: [
      { title: c.baustein, width: 1.4, parts: [{ key: 'baustein', strong: true }] },
      { title: c.bausteinTitle, width: 5, parts: [{ key: 'bausteinTitle' }] },
      { title: c.reason, width: 6, parts: [{ key: 'reason' }] },
    ],
    rows: unused.map((row) => ({ ...row, reason: row.reason === '' ? words.assignments.none : row.reason })),
    empty: words.texts.noRows,
  };
}
