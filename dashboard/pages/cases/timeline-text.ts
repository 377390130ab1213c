import type { TimelineEntry } from '../../../server/contract/case.js';
import type { MessageKey, Messages } from '../../i18n/messages.js';

const fact = ({ facts }: TimelineEntry, name: string): string => String(facts[name] ?? '');

/** @returns a fact that is there in both languages */
const worded = (entry: TimelineEntry, name: string, { language }: Messages): string =>
  (language === 'de' ? fact(entry, `${name}_de`) : '') || fact(entry, name);

/** What the fields of a case and their values are called. */
function changeText(entry: TimelineEntry, { t }: Messages): string {
  const field = fact(entry, 'field');
  const value = (side: 'from' | 'to'): string => {
    const stored = fact(entry, side);
    if (stored === '') return '–';
    if (field === 'severity') return t(`cases.severities.${stored}` as MessageKey);
    if (field === 'category') return t(`cases.categories.${stored}.name` as MessageKey);
    if (field === 'personal_data') return t(`cases.personal.${stored}` as MessageKey);
    return stored;
  };
  const names: Record<string, MessageKey> = {
    title: 'cases.name',
    severity: 'cases.severity',
    category: 'cases.category',
    personal_data: 'cases.personal_data',
    lead: 'cases.lead',
  };
  return t('cases.happened.facts_changed', {
    field: t(names[field] ?? 'cases.facts'),
    from: value('from'),
    to: value('to'),
  });
}

/** @returns what happened, in a sentence; of what a person wrote nothing, for that stands by itself */
export function timelineText(entry: TimelineEntry, messages: Messages): string {
  const { t, plural, dateTime } = messages;
  const { kind } = entry;
  switch (kind) {
    case 'entry':
      return entry.corrects === null ? '' : t('cases.happened.correction');
    case 'opened':
      return t('cases.happened.opened');
    case 'alerts_added':
      return plural('cases.happened.alerts_added', Number(entry.facts['count'] ?? 0));
    case 'facts_changed':
      return changeText(entry, messages);
    case 'state_changed':
      return t('cases.happened.state_changed', { to: t(`cases.state.${fact(entry, 'to')}` as MessageKey) });
    case 'alert_state':
      return t('cases.happened.alert_state', {
        title: fact(entry, 'title'),
        entity: fact(entry, 'entity'),
        state: t(`state.${fact(entry, 'to')}` as MessageKey),
      });
    case 'duty_decided':
      return t('cases.happened.duty_decided', {
        name: worded(entry, 'name', messages),
        applies: t(`cases.applies.${fact(entry, 'applies')}` as MessageKey),
      });
    case 'reported':
      return t('cases.happened.reported', {
        name: worded(entry, 'name', messages),
        recipient: fact(entry, 'recipient'),
        by: fact(entry, 'submitted_by'),
        receipt: fact(entry, 'receipt') || '–',
      });
    case 'deadline':
      return t(`cases.happened.${fact(entry, 'point')}` as MessageKey, {
        name: worded(entry, 'name', messages),
        due: entry.facts['due_at'] ? dateTime(fact(entry, 'due_at')) : '–',
      });
    case 'alert_first':
    case 'alert_removed':
      return t(`cases.happened.${kind}`, {
        title: worded(entry, 'title', messages),
        entity: fact(entry, 'entity'),
      });
    case 'task_added':
    case 'task_done':
    case 'task_reopened':
    case 'lesson_added':
      return t(`cases.happened.${kind}`, { title: fact(entry, 'title') });
    case 'lesson_raised':
      return t(`cases.happened.lesson_raised_${fact(entry, 'as')}` as MessageKey, {
        title: fact(entry, 'title'),
      });
    case 'evidence_added':
      return t('cases.happened.evidence_added', { what: fact(entry, 'item') || fact(entry, 'event') });
    case 'report_withdrawn':
      return t('cases.happened.report_withdrawn', { recipient: fact(entry, 'recipient') });
    default:
      return kind satisfies never;
  }
}
