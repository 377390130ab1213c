import type { Alert, AlertHistoryEntry } from '../../contract/alert.js';
import type { EventDocument } from '../../contract/event.js';
import {
  instant,
  instantToSecond,
  type Report,
  type ReportFrame,
  type Row,
  type TableBlock,
  text,
} from './model.js';
import { type Words, wordsOf } from './words.js';

/** What a report on an alert is made from. */
export interface IncidentFacts {
  alert: Alert;
  eventsTotal: number;
  history: readonly AlertHistoryEntry[];
  /** The first and the latest, oldest first. */
  events: readonly EventDocument[];
}

/** What happened, what was done about it, by whom and when, and the events that say so. */
export function incidentReport(frame: ReportFrame, facts: IncidentFacts): Report {
  const words = wordsOf(frame.language);
  const { texts: t } = words;
  return {
    frame,
    code: '',
    title: words.titles.incident,
    subject: ruleTitle(facts.alert, frame),
    orientation: 'landscape',
    form: 'document',
    blocks: [
      { type: 'heading', text: t.alert },
      { type: 'facts', rows: alertFacts(facts, frame, words) },
      { type: 'heading', text: t.timeline },
      timelineTable(facts, frame, words),
      { type: 'heading', text: t.events },
      { type: 'text', text: t.eventsKept },
      eventTable(facts.events, frame, words),
    ],
  };
}

function ruleTitle({ rule }: Alert, { language }: ReportFrame): string {
  return language === 'de' ? (rule.title_de ?? rule.title) : rule.title;
}

function alertFacts(
  { alert, eventsTotal }: IncidentFacts,
  frame: ReportFrame,
  words: Words,
): [string, string][] {
  const { texts: t, columns: c } = words;
  const { language } = frame;
  const closed = alert.close_reason === null ? '' : `, ${words.closeReasons[alert.close_reason]}`;
  return [
    [t.rule, ruleTitle(alert, frame)],
    [t.ruleId, alert.rule.id],
    [t.severity, words.alertLevels[alert.rule.level]],
    [t.entity, entityText(alert, words)],
    [t.first, instantToSecond(alert.first_seen, language)],
    [t.last, instantToSecond(alert.last_seen, language)],
    [t.eventCount, String(eventsTotal)],
    [c.state, `${words.alertStates[alert.state]}${closed}`],
    [t.assignee, alert.assignee ?? ''],
    [t.tags, alert.rule.tags.map(tagText).join(', ')],
  ];
}

function entityText({ entity: { type, value } }: Alert, { entities }: Words): string {
  const kind: string | undefined = (entities as Readonly<Record<string, string>>)[type];
  return kind === undefined ? value : `${value} (${kind})`;
}

/** `attack.t1110.001` is T1110.001 of MITRE ATT&CK, `attack.credential-access` one of its tactics. */
function tagText(tag: string): string {
  const name = /^attack\.(.+)$/.exec(tag)?.[1];
  if (name === undefined) return tag;
  if (/^[a-z]\d{4}/.test(name)) return `ATT&CK ${name.toUpperCase()}`;
  return `ATT&CK ${name.replaceAll(/[-_]/g, ' ').replace(/^./, (first) => first.toUpperCase())}`;
}

function timelineTable(
  { alert, history }: IncidentFacts,
  { language }: ReportFrame,
  words: Words,
): TableBlock {
  const { columns: c, texts: t } = words;
  const change = ({ from, to, reason }: AlertHistoryEntry): string => {
    const state =
      from === to ? words.alertStates[to] : `${words.alertStates[from]} → ${words.alertStates[to]}`;
    return reason === null ? state : `${state}, ${words.closeReasons[reason]}`;
  };
  const rows: Row[] = [
    { at: instant(alert.created_at, language), by: '', what: t.created, comment: '' },
    ...history.map((entry) => ({
      at: instant(entry.at, language),
      by: entry.by,
      what: change(entry),
      comment: entry.comment,
    })),
  ];
  return {
    type: 'table',
    name: 'timeline',
    title: t.timeline,
    columns: [
      text('at', c.at, 24),
      text('by', c.by),
      text('what', c.what, 30),
      text('comment', c.comment, 60),
    ],
    print: [
      { title: c.at, width: 2.4, parts: [{ key: 'at' }] },
      { title: c.by, width: 2, parts: [{ key: 'by' }] },
      { title: c.what, width: 3, parts: [{ key: 'what' }] },
      { title: c.comment, width: 5, optional: true, parts: [{ key: 'comment' }] },
    ],
    rows,
    empty: t.noRows,
  };
}

function eventTable(events: readonly EventDocument[], { language }: ReportFrame, words: Words): TableBlock {
  const { columns: c, texts: t } = words;
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    type: 'table',
    name: 'events',
    title: t.events,
    columns: [
      text('at', c.at, 24),
      text('host', c.host),
      text('user', c.user),
      text('event', c.event, 24),
      text('message', c.message, 100),
    ],
    print: [
      { title: c.at, width: 2.2, parts: [{ key: 'at' }] },
      {
        title: c.host,
        width: 2.4,
        parts: [
          { key: 'host', unhyphenated: true },
          { key: 'user', label: c.user, unhyphenated: true },
        ],
      },
      { title: c.event, width: 1.8, parts: [{ key: 'event', unhyphenated: true }] },
      { title: c.message, width: 7, parts: [{ key: 'message', unhyphenated: true }] },
    ],
    rows: events.map((event) => ({
      at: instantToSecond(textOf(event['@timestamp']), language),
      host: textOf(event['host.name']),
      user: textOf(event['user.name']),
      event: [textOf(event['event.dataset']), textOf(event['event.code'])].filter(Boolean).join(' '),
      message: textOf(event.message),
    })),
    empty: t.noRows,
  };
}
