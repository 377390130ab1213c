import { damages, frequencies, type RiskMatrix } from '../../contract/risk.js';
import {
  column,
  type GridBlock,
  type Report,
  type ReportFrame,
  type TableBlock,
  type Tone,
  text,
} from './model.js';
import type { RiskRow } from './rows.js';
import { type Words, wordsOf } from './words.js';

/** What a risk amounts to. */
export const riskTones: Record<string, Tone> = {
  low: 'good',
  medium: 'fair',
  high: 'poor',
  very_high: 'poor',
};

/** A.5: the risks of the target objects, what is done about them, and who answers for what is left. */
export function riskReport(
  frame: ReportFrame,
  subject: string,
  matrix: Pick<RiskMatrix, 'cells'>,
  risks: readonly RiskRow[],
): Report {
  const words = wordsOf(frame.language);
  return {
    frame,
    code: 'A.5',
    title: words.titles.a5,
    subject,
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.risk },
      { type: 'heading', text: words.texts.matrix },
      matrixGrid(matrix, risks, words),
      { type: 'heading', text: words.texts.riskList },
      riskTable(risks, words),
    ],
  };
}

function matrixGrid(
  { cells }: Pick<RiskMatrix, 'cells'>,
  risks: readonly RiskRow[],
  words: Words,
): GridBlock {
  return {
    type: 'grid',
    name: 'matrix',
    title: words.texts.matrix,
    corner: words.texts.matrixCorner,
    columns: frequencies.map((frequency) => words.frequencies[frequency]),
    rows: damages
      .map((damage, row) => ({
        label: words.damages[damage],
        cells: frequencies.map((frequency, at) => {
          const level = cells[row]![at]!;
          const count = risks.filter((risk) => risk.damage === damage && risk.frequency === frequency).length;
          return {
            text: count === 0 ? words.risks[level] : `${words.risks[level]}: ${count}`,
            tone: riskTones[level]!,
          };
        }),
      }))
      .reverse(),
  };
}

/** @returns a table with a risk in each row */
export function riskTable(risks: readonly RiskRow[], words: Words): TableBlock {
  const { columns: c } = words;
  return {
    type: 'table',
    name: 'risks',
    title: words.texts.riskList,
    columns: [
      text('object', c.object, 12),
      text('objectName', c.objectName, 30),
      text('threat', c.threat, 10),
      text('threatTitle', c.threatTitle, 40),
      text('relevance', c.relevance, 14, words.relevances),
      text('reason', c.reason, 30),
      text('frequency', c.frequency, 14, words.frequencies),
      text('damage', c.damage, 18, words.damages),
      text('riskBefore', c.riskBefore, 12, words.risks),
      text('treatment', c.treatment, 14, words.treatments),
      text('note', c.note, 40),
      text('measures', c.measures, 40),
      text('frequencyAfter', c.frequencyAfter, 14, words.frequencies),
      text('damageAfter', c.damageAfter, 18, words.damages),
      text('riskAfter', c.riskAfter, 12, words.risks),
      text('owner', c.owner),
      text('signedBy', c.signedBy),
      column('day', 'signedOn', c.signedOn),
    ],
    print: [
      {
        title: c.threat,
        width: 3,
        parts: [
          { key: 'threat', strong: true },
          { key: 'relevance', inline: true },
          { key: 'threatTitle' },
          { key: 'reason' },
        ],
      },
      {
        title: c.riskBefore,
        width: 2,
        parts: [
          { key: 'riskBefore' },
          { key: 'frequency', label: c.frequency },
          { key: 'damage', label: c.damage },
        ],
        tones: riskTones,
      },
      {
        title: c.treatment,
        width: 3.6,
        parts: [{ key: 'treatment', strong: true }, { key: 'note' }, { key: 'measures', label: c.measures }],
      },
      {
        title: c.riskAfter,
        width: 2,
        parts: [
          { key: 'riskAfter' },
          { key: 'frequencyAfter', label: c.frequency },
          { key: 'damageAfter', label: c.damage },
        ],
        tones: riskTones,
      },
      {
        title: c.signOff,
        width: 2.2,
        parts: [{ key: 'owner', label: c.owner }, { key: 'signedBy' }, { key: 'signedOn' }],
      },
    ],
    group: ['object', 'objectName'],
    rows: risks,
    empty: words.texts.noRows,
  };
}
