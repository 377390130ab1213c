import { needLevels } from '../../contract/protection.js';
import { type Report, type ReportFrame, type Row, type TableBlock, type Tone, text } from './model.js';
import type { NeedRow, NetworkLink } from './rows.js';
import { type Words, wordsOf } from './words.js';

/** How high a need is, as a mark. */
export const needTones: Record<string, Tone> = { normal: 'quiet', high: 'fair', very_high: 'poor' };

/** A.2: what the categories mean, what each target object needs and why, and connections that need more than usual. */
export function protectionReport(
  frame: ReportFrame,
  needs: readonly NeedRow[],
  links: readonly NetworkLink[],
): Report {
  const words = wordsOf(frame.language);
  return {
    frame,
    code: 'A.2',
    title: words.titles.a2,
    subject: '',
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.protection },
      { type: 'heading', text: words.texts.definitions },
      { type: 'facts', rows: needLevels.map((level) => [words.needs[level], words.texts.meanings[level]]) },
      { type: 'heading', text: words.texts.needsByObject },
      needTable(needs, words),
      { type: 'heading', text: words.texts.connections },
      linkTable(links, words),
    ],
  };
}

/** @returns a table with an object in each row */
export function needTable(needs: readonly NeedRow[], words: Words): TableBlock {
  const { columns: c, dimensions: d } = words;
  const objects = new Map<string, Row>();
  for (const need of needs) {
    const { key, name, type, dimension, level } = need;
    objects.set(key, {
      ...(objects.get(key) ?? { key, name, type }),
      [dimension]: level,
      [`${dimension}_why`]: why(need, words),
    });
  }
  const levelsOf = (dimension: keyof typeof d) =>
    [
      text(dimension, d[dimension], 14, words.needs),
      text(`${dimension}_why`, `${d[dimension]}: ${c.reason}`, 50),
    ] as const;
  return {
    type: 'table',
    name: 'protection-needs',
    title: words.texts.needsByObject,
    columns: [
      text('key', c.key, 10),
      text('name', c.name, 40),
      text('type', c.type, 20, words.types),
      ...levelsOf('confidentiality'),
      ...levelsOf('integrity'),
      ...levelsOf('availability'),
    ],
    print: [
      {
        title: c.object,
        width: 2.6,
        parts: [{ key: 'key', strong: true }, { key: 'type', inline: true }, { key: 'name' }],
      },
      ...(['confidentiality', 'integrity', 'availability'] as const).map((dimension) => ({
        title: d[dimension],
        width: 3,
        parts: [{ key: dimension }, { key: `${dimension}_why` }],
        tones: needTones,
      })),
    ],
    rows: objects.values(),
    empty: words.texts.noRows,
  };
}

/** How a level came about: by which rule, from which object, with which reasons. */
function why({ cause, source, reason, effectReason, scenarios }: NeedRow, words: Words): string {
  const from = source === '' ? '' : ` (${source})`;
  const said = Object.values(scenarios ?? {}).map((scenario) => scenario?.reason ?? '');
  return [`${words.causes[cause]}${from}`, effectReason, reason, ...said]
    .filter((part) => part !== '')
    .map((part) => part.replace(/\.$/, ''))
    .join('. ');
}

function linkTable(links: readonly NetworkLink[], words: Words): TableBlock {
  const { columns: c } = words;
  const critical = links.filter(({ needs }) => needs.length > 0);
  return {
    type: 'table',
    name: 'critical-links',
    title: words.texts.connections,
    columns: [
      text('from', c.from, 40),
      text('to', c.to, 40),
      text('critical', c.critical, 50),
      text('note', c.note, 40),
    ],
    print: [
      { title: c.from, width: 3, parts: [{ key: 'from' }] },
      { title: c.to, width: 3, parts: [{ key: 'to' }] },
      { title: c.critical, width: 4, parts: [{ key: 'critical' }] },
      { title: c.note, width: 2, optional: true, parts: [{ key: 'note' }] },
    ],
    rows: critical.map(({ from, fromName, to, toName, needs, note }) => ({
      from: `${from} ${fromName}`,
      to: `${to} ${toName}`,
      critical: needs.map((need) => needText(need, words)).join(', '),
      note,
    })),
    empty: words.texts.noRows,
  };
}

function needText(need: string, { dimensions, needs }: Words): string {
  const [dimension = '', level = ''] = need.split(':');
  return `${dimensions[dimension as keyof typeof dimensions]}: ${needs[level as keyof typeof needs]}`;
}
