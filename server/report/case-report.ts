import { categoryWords, severityWords, stateWords } from '../case/template-words.js';
import type { CaseDetail } from '../contract/case.js';
import {
  type Block,
  type Column,
  day,
  instant,
  instantToSecond,
  type PrintPart,
  type Report,
  type ReportFrame,
  type Row,
  type TableBlock,
  text,
} from '../isms/report/model.js';
import { courseText } from './case-course.js';
import { appliesWords, caseTexts, clockWords, personalWords } from './case-words.js';

type Texts = Record<keyof typeof caseTexts, string>;

/** A column on paper: its share of the width, and the columns of the data below each other. */
type Shown = readonly [width: number, ...keys: (keyof typeof caseTexts)[]];

interface Maker {
  t: Texts;
  frame: ReportFrame;
  detail: CaseDetail;
}

/** @returns all that is kept of a case: facts, duties, reports, objects, alerts, course, tasks, evidence and lessons */
export function caseReport(frame: ReportFrame, detail: CaseDetail): Report {
  const texts = Object.entries(caseTexts).map(([key, words]) => [key, words[frame.language]]);
  const maker: Maker = { t: Object.fromEntries(texts) as Texts, frame, detail };
  const summary = detail.case.summary.trim();
  const described: Block[] =
    summary === ''
      ? []
      : [
          { type: 'heading', text: maker.t.description },
          { type: 'text', text: summary },
        ];
  return {
    frame,
    code: '',
    title: maker.t.title,
    subject: `${detail.case.key} ${detail.case.title}`,
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'heading', text: maker.t.facts },
      { type: 'facts', rows: facts(maker) },
      ...described,
      ...[duties, reports, objects, alerts, course, tasks, evidence, lessons].flatMap((make): Block[] => {
        const block = make(maker);
        return [{ type: 'heading', text: block.title }, block];
      }),
    ],
  };
}

function facts({ t, frame: { language }, detail: { case: each } }: Maker): [string, string][] {
  const at = (iso: string | null, by: string | null): string =>
    iso === null ? '' : [instant(iso, language), by].filter(Boolean).join(', ');
  const rows: [string, string][] = [
    [t.number, each.key],
    [t.name, each.title],
    [t.category, categoryWords[each.category][language]],
    [t.severity, severityWords[each.severity][language]],
    [t.state, stateWords[each.state][language]],
    [t.personal, personalWords[each.personal_data][language]],
    [t.lead, each.lead ?? ''],
    [t.opened, at(each.opened_at, each.opened_by)],
    [t.closed, at(each.closed_at, each.closed_by)],
  ];
  return rows.filter(([, value]) => value !== '');
}

function table(
  { t }: Maker,
  name: 'duties' | 'reports' | 'objects' | 'alerts' | 'course' | 'tasks' | 'evidence' | 'lessons',
  print: readonly Shown[],
  rows: readonly Row[],
): TableBlock {
  const columns = print.flatMap(([, ...keys]) => keys.map((key): Column => text(key, t[key])));
  return {
    type: 'table',
    name,
    title: t[name],
    columns,
    print: print.map(([width, ...keys], at) => ({
      title: t[keys[0]!],
      width,
      optional: at > 0,
      parts: keys.map((key, part): PrintPart => (part === 0 ? { key } : { key, label: t[key] })),
    })),
    rows,
    empty: t.none,
  };
}

const duties = (maker: Maker): TableBlock => {
  const { t, frame, detail } = maker;
  const { language } = frame;
  const rows = detail.duties.flatMap(({ name, applies, decisions, clocks }): Row[] => {
    const [last] = decisions;
    const by = last ? ` (${last.by}, ${instant(last.at, language)})` : '';
    const decided = {
      duty: name[language],
      decision: `${appliesWords[applies][language]}${by}`,
      reason: last?.reason ?? '',
    };
    if (applies === 'no') return [{ ...decided, clock: '', state: '', due: '', reported: '' }];
    return clocks.map((clock) => ({
      ...decided,
      clock: clock.name[language] === name[language] ? '' : clock.name[language],
      state: clockWords[clock.state][language],
      due: clock.due_at
        ? `${instant(clock.due_at, language)}${clock.provisional ? ` (${t.provisional})` : ''}`
        : '',
      reported: clock.reported_at ? instant(clock.reported_at, language) : '',
    }));
  });
  return table(
    maker,
    'duties',
    [
      [3, 'duty', 'clock'],
      [4, 'decision', 'reason'],
      [2.4, 'due'],
      [1.8, 'state'],
      [2.4, 'reported'],
    ],
    rows,
  );
};

const reports = (maker: Maker): TableBlock => {
  const { frame, detail } = maker;
  const { language } = frame;
  const names = new Map(
    detail.duties.flatMap(({ clocks }) =>
      clocks.map(({ duty, step, name }) => [`${duty} ${step}`, name[language]]),
    ),
  );
  const rows = detail.reports.toReversed().map((report) => ({
    at: instant(report.submitted_at, language),
    clock: names.get(`${report.duty} ${report.step}`) ?? report.duty,
    by: report.submitted_by,
    recipient: report.recipient,
    channel: report.channel,
    receipt: report.receipt,
    late: report.late_reason,
    withdrawn: report.withdrawn_at
      ? `${instant(report.withdrawn_at, language)}, ${report.withdrawn_by ?? ''}: ${report.withdrawn_reason ?? ''}`
      : '',
  }));
  return table(
    maker,
    'reports',
    [
      [2.2, 'at'],
      [3, 'clock', 'by'],
      [3, 'recipient', 'channel'],
      [2, 'receipt'],
      [2.6, 'late'],
      [2.6, 'withdrawn'],
    ],
    rows,
  );
};

const objects = (maker: Maker): TableBlock =>
  table(
    maker,
    'objects',
    [
      [1, 'key'],
      [4, 'name'],
      [3, 'owner'],
    ],
    maker.detail.target_objects.map(({ key, name, owner }) => ({ key, name, owner })),
  );

const alerts = (maker: Maker): TableBlock => {
  const { language } = maker.frame;
  const rows = maker.detail.alerts.toReversed().map(({ rule, entity, count, first_seen, last_seen }) => ({
    rule: language === 'de' ? (rule.title_de ?? rule.title) : rule.title,
    entity: entity.value,
    count: String(count),
    first: instantToSecond(first_seen, language),
    last: instantToSecond(last_seen, language),
  }));
  return table(
    maker,
    'alerts',
    [
      [2.4, 'first'],
      [2.4, 'last'],
      [4, 'rule'],
      [3, 'entity'],
      [1, 'count'],
    ],
    rows,
  );
};

const course = (maker: Maker): TableBlock => {
  const { language } = maker.frame;
  const rows = maker.detail.timeline.map((entry) => ({
    at: instantToSecond(entry.happened_at, language),
    happened: courseText(entry, language),
    by: entry.by,
  }));
  return table(
    maker,
    'course',
    [
      [2, 'at'],
      [8, 'happened'],
      [2, 'by'],
    ],
    rows,
  );
};

const tasks = (maker: Maker): TableBlock => {
  const { language } = maker.frame;
  const rows = maker.detail.tasks.map(({ title, assignee, due, done_at, done_by }) => ({
    task: title,
    assignee: assignee ?? '',
    due: due === null ? '' : day(due, language),
    done: done_at === null ? '' : `${instant(done_at, language)}, ${done_by ?? ''}`,
  }));
  return table(
    maker,
    'tasks',
    [
      [6, 'task'],
      [2, 'assignee'],
      [2, 'due'],
      [3, 'done'],
    ],
    rows,
  );
};

const evidence = (maker: Maker): TableBlock => {
  const { language } = maker.frame;
  const rows = maker.detail.evidence.map(({ event, item, note, added_at, added_by }) => ({
    item: item?.title ?? [event?.id, event?.['host.name'], event?.message].filter(Boolean).join(' '),
    note,
    at: instant(added_at, language),
    by: added_by,
  }));
  return table(
    maker,
    'evidence',
    [
      [7, 'item'],
      [4, 'note'],
      [2.4, 'at'],
      [2, 'by'],
    ],
    rows,
  );
};

const lessons = (maker: Maker): TableBlock => {
  const { t, frame } = maker;
  const rows = maker.detail.lessons.map(({ title, text: said, created_by, raised }) => ({
    lesson: [title, said].filter(Boolean).join('\n'),
    by: created_by,
    became: raised === null ? '' : `${t[raised.as]}, ${instant(raised.at, frame.language)}`,
  }));
  return table(
    maker,
    'lessons',
    [
      [8, 'lesson'],
      [2, 'by'],
      [3, 'became'],
    ],
    rows,
  );
};
