import type { Level } from '../../contract/detection.js';
import type { FindingKind } from '../../contract/iso.js';
import { stateBars } from './a4-check.js';
import { day, type Figure, grouped, type Report, type ReportFrame, type TableBlock, text } from './model.js';
import type { MeasureRow, StateCount } from './rows.js';
import { type Words, wordsOf } from './words.js';

/** What the steering committee is told of a period. */
export interface ManagementFigures {
  /** First and last day, `YYYY-MM-DD`. */
  from: string;
  until: string;
  states: readonly StateCount[];
  /** Answers older than 12 months. */
  outdated: number;
  measures: { open: number; openBefore: number; overdue: number; costOnce: number; costYearly: number };
  /** Longest overdue first. */
  overdue: readonly MeasureRow[];
  findings: readonly { kind: FindingKind; title: string; audit: string }[];
  alerts: { now: number; before: number };
  /** Monday of each week, and alerts by level. */
  weeks: readonly { week: string; counts: Partial<Record<Level, number>> }[];
  risks: { high: number; unsigned: number };
}

const shownRows = 5;
const serious: readonly Level[] = ['critical', 'high'];

/** One page with the figures of a period, where they come from, and what is to be decided. */
export function managementReport(frame: ReportFrame, figures: ManagementFigures): Report {
  const words = wordsOf(frame.language);
  const { texts: t } = words;
  return {
    frame,
    code: '',
    title: words.titles.management,
    subject: `${day(figures.from, frame.language)} – ${day(figures.until, frame.language)}`,
    orientation: 'portrait',
    form: 'sheet',
    blocks: [
      { type: 'figures', items: figureItems(figures, frame, words) },
      { type: 'heading', text: t.checkByLevel },
      stateBars(figures.states, words),
      { type: 'heading', text: t.alertsByWeek },
      {
        type: 'bars',
        name: 'alerts',
        title: t.alertsByWeek,
        series: [
          { name: serious.map((level) => words.alertLevels[level]).join(', '), tone: 'poor' },
          { name: t.other, tone: 'quiet' },
        ],
        bars: figures.weeks.map(({ week, counts }) => {
          const high = serious.reduce((sum, level) => sum + (counts[level] ?? 0), 0);
          const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
          return { label: day(week, frame.language), values: [high, all - high] };
        }),
      },
      { type: 'heading', text: t.overdueList },
      overdueTable(figures.overdue.slice(0, shownRows), words),
      { type: 'heading', text: t.findingList },
      findingTable(figures.findings.slice(0, shownRows), words),
    ],
  };
}

function figureItems(figures: ManagementFigures, { language }: ReportFrame, words: Words): Figure[] {
  const { texts: t } = words;
  const sum = (pick: (state: StateCount) => number): number =>
    figures.states.reduce((total, state) => total + pick(state), 0);
  const done = sum(({ yes, dispensable }) => yes + dispensable);
  const open = sum((state) => state.open);
  const total = done + open + sum(({ partial, no }) => partial + no);
  const percent = (part: number): string => `${total === 0 ? 0 : Math.floor((100 * part) / total)} %`;
  const number = (value: number): string => grouped(value, language);
  const { measures, findings, alerts, risks } = figures;
  const change = measures.open - measures.openBefore;
  const major = findings.filter(({ kind }) => kind === 'major').length;
  return [
    {
      label: t.fulfilled,
      value: percent(done),
      note: `${percent(total - open)} ${t.assessed}`,
      tone: 'quiet',
    },
    {
      label: t.gaps,
      value: number(measures.open),
      note: `${change > 0 ? '+' : change < 0 ? '–' : ''}${number(Math.abs(change))} ${t.since}`,
      tone: change > 0 ? 'fair' : 'good',
    },
    {
      label: t.overdue,
      value: number(measures.overdue),
      note: `${t.costOpen}: ${number(measures.costOnce)} €`,
      tone: measures.overdue > 0 ? 'poor' : 'good',
    },
    {
      label: t.findingsOpen,
      value: number(findings.length),
      note: `${t.majorOf}: ${number(major)}`,
      tone: major > 0 ? 'poor' : findings.length > 0 ? 'fair' : 'good',
    },
    {
      label: t.highRisks,
      value: number(risks.high),
      note: `${number(risks.unsigned)} ${t.unsigned}`,
      tone: risks.unsigned > 0 ? 'poor' : 'good',
    },
    {
      label: t.alerts,
      value: number(alerts.now),
      note: `${number(alerts.before)} ${t.alertsBefore}`,
      tone: 'quiet',
    },
  ];
}

function overdueTable(measures: readonly MeasureRow[], words: Words): TableBlock {
  const { columns: c } = words;
  return {
    type: 'table',
    name: 'overdue',
    title: words.texts.overdueList,
    columns: [
      text('requirement', c.requirement, 16),
      text('title', c.title, 50),
      text('object', c.object, 12),
      text('responsible', c.responsible),
      { key: 'deadline', title: c.deadline, kind: 'day', width: 12 },
    ],
    print: [
      { title: c.requirement, width: 2, parts: [{ key: 'requirement', strong: true }] },
      { title: c.title, width: 4.5, parts: [{ key: 'title' }] },
      { title: c.object, width: 1.6, parts: [{ key: 'object' }] },
      { title: c.responsible, width: 2.4, parts: [{ key: 'responsible' }] },
      { title: c.deadline, width: 1.6, parts: [{ key: 'deadline' }] },
    ],
    rows: measures,
    empty: words.texts.noRows,
  };
}

function findingTable(findings: ManagementFigures['findings'], words: Words): TableBlock {
  const { columns: c } = words;
  return {
    type: 'table',
    name: 'findings',
    title: words.texts.findingList,
    columns: [
      text('kind', c.kind, 28, words.findings),
      text('title', c.title, 50),
      text('audit', c.origin, 30),
    ],
    print: [
      {
        title: c.kind,
        width: 3,
        parts: [{ key: 'kind' }],
        tones: { major: 'poor', minor: 'fair', recommendation: 'quiet' },
      },
      { title: c.title, width: 5, parts: [{ key: 'title' }] },
      { title: c.origin, width: 3, parts: [{ key: 'audit' }] },
    ],
    rows: findings,
    empty: words.texts.noRows,
  };
}
