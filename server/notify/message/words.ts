import type { Level } from '../../contract/detection.js';
import type { NoticeKind } from '../../contract/notification-plan.js';

/** Texts of messages: they leave the program, so they are not the dashboard's. */
export interface Words {
  levels: Record<Level, string>;
  /** Stands before the title; empty for a new alert. */
  kinds: Record<NoticeKind, string>;
  drill: string;
  test: string;
  testText: string;
  entity: string;
  level: string;
  count: string;
  first: string;
  last: string;
  due: string;
  open: string;
  list: string;
  further(count: string): string;
  digest(count: string): string;
  and(count: string): string;
  why: string;
}

const de: Words = {
  levels: { informational: 'Hinweis', low: 'Niedrig', medium: 'Mittel', high: 'Hoch', critical: 'Kritisch' },
  kinds: {
    new: '',
    growing: 'Weitere Treffer',
    reopened: 'Wieder geöffnet',
    unacknowledged: 'Noch nicht quittiert',
    self_monitoring: 'Selbstüberwachung',
    measure_due: 'Maßnahme fällig',
    evidence_expiring: 'Nachweis läuft ab',
    case_deadline: 'Meldefrist',
  },
  drill: 'ÜBUNG',
  test: 'Testnachricht',
  testText: 'Diese Nachricht prüft den Kanal. Es ist nichts zu tun.',
  entity: 'Betrifft',
  level: 'Stufe',
  count: 'Treffer',
  first: 'Zuerst',
  last: 'Zuletzt',
  due: 'Frist',
  open: 'In Grundwacht öffnen',
  list: 'Alarme in Grundwacht öffnen',
  further: (count) => `${count} weitere Meldungen`,
  digest: (count) => `Sammelmeldung: ${count} Meldungen`,
  and: (count) => `und ${count} weitere, die nur gezählt sind`,
  why: 'Diese Nachricht folgt den Benachrichtigungsregeln Ihrer Verwaltung in Grundwacht.',
};

const en: Words = {
  levels: { informational: 'Information', low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' },
  kinds: {
    new: '',
    growing: 'Further matches',
    reopened: 'Reopened',
    unacknowledged: 'Not yet acknowledged',
    self_monitoring: 'Self-monitoring',
    measure_due: 'Measure due',
    evidence_expiring: 'Evidence expiring',
    case_deadline: 'Reporting deadline',
  },
  drill: 'DRILL',
  test: 'Test message',
  testText: 'This message tests the channel. There is nothing to do.',
  entity: 'About',
  level: 'Level',
  count: 'Matches',
  first: 'First',
  last: 'Last',
  due: 'Due',
  open: 'Open in Grundwacht',
  list: 'Open the alerts in Grundwacht',
  further: (count) => `${count} further notifications`,
  digest: (count) => `Digest: ${count} notifications`,
  and: (count) => `and ${count} more, which are only counted`,
  why: 'This message follows the notification routes of your administration in Grundwacht.',
};

export const words = { de, en } as const;
export type MessageLanguage = keyof typeof words;
