import type { Guideline } from '../../contract/report.js';
import { guidelineKinds } from '../../contract/report.js';
import { column, type Report, type ReportFrame, type Row, type TableBlock, text } from './model.js';
import { type Words, wordsOf } from './words.js';

/** A.0: the guidelines in force, and those that the certification scheme asks for and are not there. */
export function guidelineReport(frame: ReportFrame, guidelines: readonly Guideline[]): Report {
  const words = wordsOf(frame.language);
  const required = guidelineKinds.filter((kind) => kind !== 'other');
  const rows = required.flatMap((kind): Row[] => {
    const found = guidelines.filter((each) => each.kind === kind).map(rowOf);
    return found.length > 0 ? found : [{ kind, state: 'missing' }];
  });
  const others = guidelines.filter(({ kind }) => kind === 'other').map(rowOf);
  return {
    frame,
    code: 'A.0',
    title: words.titles.a0,
    subject: '',
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.guidelines },
      { type: 'heading', text: words.texts.guidelinesRequired },
      guidelineTable('required', words.texts.guidelinesRequired, rows, words),
      { type: 'heading', text: words.texts.guidelinesOther },
      guidelineTable('further', words.texts.guidelinesOther, others, words),
    ],
  };
}

function rowOf({ id: _, version: __, ...row }: Guideline): Row {
  return row;
}

function guidelineTable(name: string, title: string, rows: readonly Row[], words: Words): TableBlock {
  const { columns: c } = words;
  return {
    type: 'table',
    name,
    title,
    columns: [
      text('kind', c.kind, 40, words.guidelineKinds),
      text('title', c.title, 40),
      text('description', c.description, 40),
      text('state', c.state, 14, words.guidelineStates),
      text('edition', c.edition, 10),
      column('day', 'dated', c.dated),
      text('author', c.author),
      text('approved_by', c.approvedBy),
      column('day', 'approved_on', c.approvedOn),
      column('day', 'review_due', c.reviewDue),
      text('location', c.place, 40),
    ],
    print: [
      {
        title: c.title,
        width: 5,
        parts: [{ key: 'title', strong: true }, { key: 'kind' }, { key: 'description' }],
      },
      {
        title: c.state,
        width: 1.7,
        parts: [{ key: 'state' }],
        tones: { in_force: 'good', draft: 'fair', withdrawn: 'quiet', missing: 'poor' },
      },
      { title: c.edition, width: 1.5, parts: [{ key: 'edition' }, { key: 'dated' }] },
      { title: c.author, width: 2.2, parts: [{ key: 'author' }] },
      { title: c.approval, width: 2.2, parts: [{ key: 'approved_by' }, { key: 'approved_on' }] },
      { title: c.reviewDue, width: 1.6, parts: [{ key: 'review_due' }] },
      { title: c.place, width: 2.6, parts: [{ key: 'location' }] },
    ],
    rows,
    empty: words.texts.noRows,
  };
}
