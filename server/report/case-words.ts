import type { PersonalData } from '../contract/case.js';
import type { Applies, ClockState } from '../contract/case-duty.js';
import type { Localized } from '../contract/detection.js';

export const personalWords: Record<PersonalData, Localized> = {
  unknown: { de: 'noch nicht beurteilt', en: 'not judged yet' },
  none: { de: 'nicht betroffen', en: 'not concerned' },
  possible: { de: 'möglicherweise betroffen', en: 'possibly concerned' },
  affected: { de: 'betroffen', en: 'concerned' },
};

export const appliesWords: Record<Applies, Localized> = {
  undecided: { de: 'noch nicht entschieden', en: 'not decided yet' },
  yes: { de: 'Meldepflicht besteht', en: 'duty to report' },
  no: { de: 'keine Meldepflicht', en: 'no duty to report' },
};

export const clockWords: Record<ClockState, Localized> = {
  undecided: { de: 'zu entscheiden', en: 'to be decided' },
  waiting: { de: 'noch nicht begonnen', en: 'not begun' },
  running: { de: 'läuft', en: 'running' },
  met: { de: 'fristgerecht gemeldet', en: 'reported in time' },
  late: { de: 'verspätet gemeldet', en: 'reported late' },
  missed: { de: 'verstrichen', en: 'missed' },
  not_applicable: { de: 'entfällt', en: 'does not apply' },
};

/** What the report on a case says. */
export const caseTexts = {
  title: { de: 'Vorfallbericht', en: 'Incident report' },
  facts: { de: 'Angaben', en: 'Facts' },
  number: { de: 'Nummer', en: 'Number' },
  name: { de: 'Bezeichnung', en: 'Name' },
  category: { de: 'Art', en: 'Category' },
  severity: { de: 'Schwere', en: 'Severity' },
  state: { de: 'Stand', en: 'State' },
  personal: { de: 'Personenbezogene Daten', en: 'Personal data' },
  lead: { de: 'Leitung', en: 'Lead' },
  opened: { de: 'Eröffnet', en: 'Opened' },
  closed: { de: 'Abgeschlossen', en: 'Closed' },
  description: { de: 'Beschreibung', en: 'Description' },
  none: { de: 'Keine Einträge.', en: 'No entries.' },
  duties: { de: 'Meldepflichten und Fristen', en: 'Duties to report and deadlines' },
  duty: { de: 'Meldepflicht', en: 'Duty' },
  decision: { de: 'Entscheidung', en: 'Decision' },
  reason: { de: 'Grund', en: 'Reason' },
  clock: { de: 'Meldung', en: 'Report' },
  due: { de: 'Frist', en: 'Due' },
  provisional: { de: 'vorläufig', en: 'provisional' },
  reported: { de: 'Gemeldet', en: 'Reported' },
  reports: { de: 'Abgegebene Meldungen', en: 'Reports made' },
  at: { de: 'Zeitpunkt', en: 'Time' },
  by: { de: 'Durch', en: 'By' },
  recipient: { de: 'Empfänger', en: 'Recipient' },
  channel: { de: 'Weg', en: 'Channel' },
  receipt: { de: 'Vorgang', en: 'Receipt' },
  late: { de: 'Gründe der Verspätung', en: 'Reasons for the delay' },
  withdrawn: { de: 'Zurückgenommen', en: 'Withdrawn' },
  objects: { de: 'Betroffene Zielobjekte', en: 'Target objects concerned' },
  key: { de: 'Kürzel', en: 'Key' },
  owner: { de: 'Zuständig', en: 'Owner' },
  alerts: { de: 'Alarme', en: 'Alerts' },
  rule: { de: 'Regel', en: 'Rule' },
  entity: { de: 'Betroffen', en: 'About' },
  count: { de: 'Treffer', en: 'Matches' },
  first: { de: 'Zuerst', en: 'First' },
  last: { de: 'Zuletzt', en: 'Last' },
  course: { de: 'Verlauf', en: 'Course of events' },
  happened: { de: 'Was geschah', en: 'What happened' },
  tasks: { de: 'Aufgaben', en: 'Tasks' },
  task: { de: 'Aufgabe', en: 'Task' },
  assignee: { de: 'Zugewiesen', en: 'Assigned' },
  done: { de: 'Erledigt', en: 'Done' },
  evidence: { de: 'Beweise', en: 'Evidence' },
  item: { de: 'Beweis', en: 'Item' },
  note: { de: 'Anmerkung', en: 'Note' },
  lessons: { de: 'Lehren', en: 'Lessons learned' },
  lesson: { de: 'Lehre', en: 'Lesson' },
  became: { de: 'Daraus wurde', en: 'Became' },
  finding: { de: 'Feststellung', en: 'Finding' },
  measure: { de: 'Maßnahme', en: 'Measure' },
} as const satisfies Record<string, Localized>;

/** Entries of the timeline that the program makes; what stands in braces comes from the entry. */
export const courseTexts = {
  entry: { de: '', en: '' },
  correction: { de: 'Berichtigung eines früheren Eintrags', en: 'Correction of an earlier entry' },
  opened: { de: 'Vorfall eröffnet', en: 'Incident opened' },
  alerts_added: { de: 'Alarme hinzugefügt: {count}', en: 'Alerts added: {count}' },
  alert_removed: { de: 'Alarm entfernt: {title} ({entity})', en: 'Alert removed: {title} ({entity})' },
  alert_first: { de: 'Erstes Ereignis: {title} ({entity})', en: 'First event: {title} ({entity})' },
  alert_state: { de: 'Alarm „{title}“ ({entity}): {to}', en: 'Alert “{title}” ({entity}): {to}' },
  facts_changed: { de: 'Angaben geändert: {from} → {to}', en: 'Facts changed: {from} → {to}' },
  state_changed: { de: 'Stand: {to}', en: 'State: {to}' },
  duty_decided: { de: '{name}: {applies}', en: '{name}: {applies}' },
  reported: {
    de: '{name} an {recipient}, gemeldet von {submitted_by}, Vorgang {receipt}',
    en: '{name} to {recipient}, reported by {submitted_by}, receipt {receipt}',
  },
  report_withdrawn: {
    de: 'Eintrag einer Meldung an {recipient} zurückgenommen',
    en: 'Record of a report to {recipient} withdrawn',
  },
  deadline: { de: 'Hinweis auf eine Frist: {name}', en: 'Warning of a deadline: {name}' },
  missed: { de: 'Frist verstrichen: {name}', en: 'Deadline missed: {name}' },
  task_added: { de: 'Aufgabe: {title}', en: 'Task: {title}' },
  task_done: { de: 'Aufgabe erledigt: {title}', en: 'Task done: {title}' },
  task_reopened: { de: 'Aufgabe wieder offen: {title}', en: 'Task open again: {title}' },
  evidence_added: { de: 'Beweis gesichert: {what}', en: 'Evidence kept: {what}' },
  lesson_added: { de: 'Lehre: {title}', en: 'Lesson: {title}' },
  lesson_raised: { de: 'Aus der Lehre wurde {as}: {title}', en: 'The lesson became {as}: {title}' },
} as const satisfies Record<string, Localized>;
