import { dayOf, yearBefore } from '../../contract/german-day.js';
import type { ReportLanguage } from '../../contract/report.js';
import { ofScope } from './a3-modelling.js';
import {
  type BarsBlock,
  column,
  day,
  type Report,
  type ReportFrame,
  type Row,
  type TableBlock,
  type Tone,
  text,
} from './model.js';
import type { AnswerRow, Proof, SeenBySignal, StateCount } from './rows.js';
import { type Words, wordsOf } from './words.js';

/** What a status amounts to. */
export const statusTones: Record<string, Tone> = {
  yes: 'good',
  partial: 'fair',
  no: 'poor',
  dispensable: 'quiet',
  open: 'quiet',
};

/** Pieces of evidence, or observations, that one cell names. */
const mostInCell = 20;

/** A.4: every requirement that is asked for, and what was said of it. */
export function checkReport(
  frame: ReportFrame,
  subject: string,
  states: readonly StateCount[],
  answers: AsyncIterable<AnswerRow>,
  proof: Proof,
): Report {
  const words = wordsOf(frame.language);
  return {
    frame,
    code: 'A.4',
    title: words.titles.a4,
    subject,
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'text', text: words.texts.check },
      { type: 'heading', text: words.texts.checkState },
      stateBars(states, words),
      { type: 'heading', text: words.texts.answers },
      answerTable(answers, proof, frame, words),
    ],
  };
}

/** @returns the check in bars, one for each level */
export function stateBars(states: readonly StateCount[], words: Words): BarsBlock {
  const order = ['yes', 'partial', 'no', 'dispensable', 'open'] as const;
  return {
    type: 'bars',
    name: 'state',
    title: words.texts.checkByLevel,
    series: order.map((status) => ({ name: words.statuses[status], tone: statusTones[status]! })),
    bars: states.map((state) => ({
      label: words.levels[state.level],
      values: order.map((status) => state[status]),
    })),
  };
}

/** @returns the table of A.4, whose rows are read while it is written */
export function answerTable(
  answers: AsyncIterable<AnswerRow>,
  proof: Proof,
  frame: ReportFrame,
  words: Words,
): TableBlock {
  const { columns: c, texts: t } = words;
  return {
    type: 'table',
    name: 'requirements',
    title: t.answers,
    columns: [
      text('object', c.object, 12),
      text('objectName', c.objectName, 30),
      text('baustein', c.baustein, 12),
      text('bausteinTitle', c.bausteinTitle, 30),
      text('requirement', c.requirement, 16),
      text('title', c.title, 40),
      text('level', c.level, 10, words.levels),
      text('status', c.status, 13, words.statuses),
      text('ground', c.ground, 18, words.grounds),
      text('implementation', c.implementation, 60),
      text('responsible', c.responsible),
      column('day', 'until', c.until),
      text('interviewees', c.interviewees),
      text('assessor', c.assessor),
      column('day', 'assessedOn', c.assessedOn),
      text('outdated', c.outdated, 12, { yes: t.yes }),
      text('reason', c.reason, 40),
      text('evidence', c.evidence, 40),
      text('seen', c.seen, 16, words.verdicts),
      text('seenBy', c.seenBy, 40),
      column('euro', 'costOnce', c.costOnce),
      column('euro', 'costYearly', c.costYearly),
    ],
    print: [
      {
        title: c.requirement,
        width: 3.6,
        parts: [{ key: 'requirement', strong: true }, { key: 'level', inline: true }, { key: 'title' }],
      },
      { title: c.status, width: 1.6, parts: [{ key: 'status' }, { key: 'ground' }], tones: statusTones },
      {
        title: c.implementation,
        width: 4.6,
        parts: [
          { key: 'implementation' },
          { key: 'reason', label: t.reason },
          { key: 'evidence', label: t.evidence },
          { key: 'seenBy', label: c.seen },
        ],
      },
      { title: c.responsible, width: 1.8, parts: [{ key: 'responsible' }, { key: 'until', label: t.until }] },
      {
        title: c.assessedOn,
        width: 2.2,
        parts: [
          { key: 'assessedOn' },
          { key: 'outdatedNote' },
          { key: 'assessor', label: t.assessedBy },
          { key: 'interviewees', label: t.interviewed },
        ],
      },
      {
        title: c.deficits,
        width: 1.6,
        optional: true,
        parts: [
          { key: 'costOnce', label: t.once },
          { key: 'costYearly', label: t.yearly },
        ],
      },
    ],
    group: ['object', 'objectName', 'baustein', 'bausteinTitle'],
    rows: answerRows(answers, proof, frame, words),
    empty: t.noRows,
  };
}

async function* answerRows(
  answers: AsyncIterable<AnswerRow>,
  proof: Proof,
  { now, language }: ReportFrame,
  words: Words,
): AsyncGenerator<Row> {
  const oldest = yearBefore(dayOf(now));
  for await (const { links, scope, ...answer } of answers) {
    const seen = proof.observationsFor(scope, answer.requirement);
    const isOld = answer.assessedOn !== null && answer.assessedOn < oldest;
    yield {
      ...ofScope(answer, words),
      evidence: listText(
        [
          ...links.map(({ title, url }) => (url === title ? title : `${title} (${url})`)),
          ...proof.evidenceFor(scope, answer.requirement),
        ],
        words,
      ),
      seen: verdictOf(seen),
      seenBy: listText(
        seenTexts(seen.slice(0, mostInCell), words, language),
        words,
        Math.max(0, seen.length - mostInCell),
      ),
      outdated: isOld ? 'yes' : '',
      outdatedNote: isOld ? words.texts.outdated : '',
    };
  }
}

/** What counts of several signals: a contradiction before support, what is fresh before what is not. */
function verdictOf(seen: readonly SeenBySignal[]): string {
  const fresh = seen.filter((each) => each.fresh);
  const order = ['contradicts', 'supports', 'unknown'] as const;
  return (
    order.find((verdict) => fresh.some((each) => each.verdict === verdict)) ??
    (seen.length > 0 ? 'stale' : '')
  );
}

/** What several objects were seen alike is said once. */
function seenTexts(seen: readonly SeenBySignal[], { verdicts }: Words, language: ReportLanguage): string[] {
  const alike = new Map<string, { first: SeenBySignal; objects: Set<string> }>();
  for (const each of seen) {
    const { verdict, signal, observedOn, fresh, object } = each;
    const key = [verdict, signal, observedOn, fresh].join('\n');
    const group = alike.get(key) ?? { first: each, objects: new Set<string>() };
    if (object !== '') group.objects.add(object);
    alike.set(key, group);
  }
  return [...alike.values()].map(({ first, objects }) => {
    const said = [first.signal, ...objects, day(first.observedOn, language)];
    return `${verdicts[first.verdict]} (${[...said, ...(first.fresh ? [] : [verdicts.stale])].join(', ')})`;
  });
}

/** Of a question of the whole domain there can be as many as it has objects: a cell names the first of them. */
function listText(parts: readonly string[], { texts }: Words, left = 0): string {
  const more = left + Math.max(0, parts.length - mostInCell);
  const named = parts.slice(0, mostInCell);
  return (more > 0 ? [...named, texts.furtherOnes.replace('{count}', String(more))] : named).join('; ');
}
