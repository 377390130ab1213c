import type { CaseDetail } from '../contract/case.js';
import type { CaseClock, ReportDraft } from '../contract/case-duty.js';
import type { Localized } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { zone } from '../contract/german-day.js';
import {
  categoryWords,
  partTitles,
  type ReportPart,
  reportParts,
  severityWords,
  stateWords,
} from './template-words.js';

type Language = keyof Localized;

/** What is asked for. */
export interface DraftOrder {
  duty: string;
  step: CaseClock['step'];
  language: Language;
  /** Milliseconds since the epoch. */
  now: number;
}

interface Filling {
  detail: CaseDetail;
  aware: string | null;
  language: Language;
}

/** Lists in a report; the file with the facts has all. */
const listed = 30;

/**
 * Fills a report's template with what is known of a case. What only a person knows is marked, and named in `missing`.
 * @throws GrundwachtError VALIDATION of a duty or a step that the case does not have
 */
export function draftReport(detail: CaseDetail, { duty, step, language, now }: DraftOrder): ReportDraft {
  const found = detail.duties.find((each) => each.duty === duty);
  const clock = found?.clocks.find((each) => each.step === step);
  if (found === undefined || clock === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/step',
      message: 'the case has no {step} of {duty}',
      values: { step, duty },
    });
  const filling = { detail, aware: found.decisions[0]?.aware_at ?? null, language };
  const parts: readonly ReportPart[] = reportParts[step];
  const sections = parts.map((part) => section(part, filling));
  const names = [...new Set([clock.name[language], found.name[language]])];
  const subject = `${detail.case.key}: ${names[0]}${names[1] === undefined ? '' : ` (${names[1]})`}`;
  const head = language === 'de' ? 'Stand' : 'As of';
  return {
    subject,
    text: `${subject}\n${head}: ${time(now, language)}\n\n${sections.join('\n\n')}\n`,
    facts: factsOf(detail, clock, filling.aware),
    missing: parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name[language]])),
  };
}

function section(part: ReportPart, filling: Filling): string {
  const { language } = filling;
  if (typeof part !== 'string') return `${part.name[language]}:\n${toAdd(language)}`;
  const text = writers[part](filling);
  return `${partTitles[part][language]}:\n${text === '' ? toAdd(language) : text}`;
}

const toAdd = (language: Language): string => (language === 'de' ? '[bitte ergänzen]' : '[please add]');

const writers: Record<keyof typeof partTitles, (filling: Filling) => string> = {
  incident: ({ detail: { case: each }, language }) =>
    [
      `${each.key} – ${each.title}`,
      `${categoryWords[each.category][language]}; ${severityWords[each.severity][language]}; ${stateWords[each.state][language]}`,
    ].join('\n'),
  description: ({ detail }) => detail.case.summary.trim(),
  times: ({ detail, aware, language }) => {
    const first = detail.alerts.map(({ first_seen }) => first_seen).toSorted()[0] ?? null;
    const rows: [Localized, string | null][] = [
      [{ de: 'Erstes bekanntes Ereignis', en: 'First known event' }, first],
      [{ de: 'Kenntnis', en: 'Became aware' }, aware],
      [{ de: 'Vorfall eröffnet', en: 'Incident opened' }, detail.case.opened_at],
    ];
    return rows
      .map(
        ([name, at]) =>
          `${name[language]}: ${at === null ? toAdd(language) : time(Date.parse(at), language)}`,
      )
      .join('\n');
  },
  systems: ({ detail, language }) => {
    const objects = detail.target_objects.map(({ key, name }) => `${key} ${name}`);
    const entities = [...new Set(detail.alerts.map(({ entity }) => entity.value))];
    return list([...objects, ...entities], language);
  },
  indicators: ({ detail, language }) =>
    list(
      detail.alerts.map(({ rule, entity, count, first_seen, last_seen }) => {
        const title = language === 'de' ? (rule.title_de ?? rule.title) : rule.title;
        const span = `${time(Date.parse(first_seen), language)} – ${time(Date.parse(last_seen), language)}`;
        return `${title}: ${entity.value} (${count}x, ${span})`;
      }),
      language,
    ),
  measures: ({ detail, language }) =>
    list(
      detail.tasks.map(({ title, done_at }) => {
        const done = language === 'de' ? 'erledigt' : 'done';
        const open = language === 'de' ? 'in Arbeit' : 'under way';
        return `${title} (${done_at === null ? open : `${done} ${time(Date.parse(done_at), language)}`})`;
      }),
      language,
    ),
  course: ({ detail, language }) =>
    list(
      detail.timeline
        .filter(({ kind }) => kind === 'entry')
        .map(({ happened_at, text }) => `${time(Date.parse(happened_at), language)}: ${text}`),
      language,
    ),
};

/** What a list leaves out it counts. */
function list(items: readonly string[], language: Language): string {
  const shown = items.slice(0, listed).map((item) => `- ${item}`);
  const left = items.length - shown.length;
  if (left > 0) shown.push(language === 'de' ? `- und ${left} weitere` : `- and ${left} more`);
  return shown.join('\n');
}

function time(at: number, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const offset = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${format.format(at)} (${offset ?? zone})`;
}

/** The same for a machine: a portal's form, or the ticket system of the Land. */
function factsOf(detail: CaseDetail, clock: CaseClock, aware: string | null): Record<string, unknown> {
  const { key, title, summary, severity, category, state, personal_data, opened_at, closed_at } = detail.case;
  return {
    case: { key, title, summary, severity, category, state, personal_data, opened_at, closed_at },
    report: {
      duty: clock.duty,
      step: clock.step,
      recipient: clock.recipient,
      aware_at: aware,
      due_at: clock.due_at,
    },
    target_objects: detail.target_objects.map(({ key: id, name, type }) => ({ key: id, name, type })),
    alerts: detail.alerts.map(({ id, rule, entity, count, first_seen, last_seen }) => ({
      id,
      rule: rule.title,
      tags: rule.tags,
      entity,
      count,
      first_seen,
      last_seen,
    })),
    tasks: detail.tasks.map(({ title: task, assignee, due, done_at }) => ({
      title: task,
      assignee,
      due,
      done_at,
    })),
  };
}
