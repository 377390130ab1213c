import type { Statement } from '../../contract/iso.js';
import { type Report, type ReportFrame, type Row, text } from './model.js';
import { type Words, wordsOf } from './words.js';

/** The Statement of Applicability (ISO/IEC 27001:2022, 6.1.3 d). */
export function soaReport(frame: ReportFrame, statements: readonly Statement[]): Report {
  const words = wordsOf(frame.language);
  const { columns: c } = words;
  return {
    frame,
    code: '',
    title: words.titles.soa,
    subject: '',
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.soa },
      { type: 'heading', text: words.texts.controls },
      {
        type: 'table',
        name: 'controls',
        title: words.texts.controls,
        columns: [
          text('control', c.control, 10),
          text('title', c.title, 50),
          text('applicable', c.applicable, 14, words.applicable),
          text('grounds', c.grounds, 30),
          text('justification', c.justification, 50),
          text('state', c.state, 20, words.soaStates),
          text('origin', c.origin, 40),
          text('responsible', c.responsible),
        ],
        print: [
          { title: c.control, width: 3.4, parts: [{ key: 'control', strong: true }, { key: 'title' }] },
          { title: c.applicable, width: 1.8, parts: [{ key: 'applicable' }, { key: 'grounds' }] },
          { title: c.justification, width: 4, parts: [{ key: 'justification' }] },
          {
            title: c.state,
            width: 2.4,
            parts: [{ key: 'state' }, { key: 'origin' }],
            tones: { yes: 'good', partial: 'fair', no: 'poor', open: 'quiet' },
          },
          { title: c.responsible, width: 2, parts: [{ key: 'responsible' }] },
        ],
        rows: statements.map((statement) => rowOf(statement, words, frame.language === 'de')),
        empty: words.texts.noRows,
      },
    ],
  };
}

function rowOf(statement: Statement, words: Words, german: boolean): Row {
  const { control, applicable, grounds, justification, state, override, derived, responsible } = statement;
  const derivation = derived === null ? '' : words.texts.derived;
  return {
    control,
    title: german ? (statement.title_de ?? statement.title) : statement.title,
    applicable: applicable ? 'yes' : 'no',
    grounds: grounds.map((ground) => words.soaGrounds[ground]).join(', '),
    justification,
    state: applicable ? state : null,
    origin: override === null ? derivation : `${words.columns.stated}: ${override.reason}`,
    responsible,
  };
}
