import type { NewCase } from '../../../contract/case.js';
import type { NewCaseReport, NewDutyDecision, OwnDeadlineInput } from '../../../contract/case-duty.js';

/** Hours before now. */
type Ago = { hoursAgo: number };

/** An incident of the sample city: what people did, and when. */
export interface DemoCase extends Ago {
  case: NewCase;
  objects: readonly string[];
  entries: readonly (Ago & { text: string })[];
  /** `own`: the city's own deadline. */
  duties: readonly (Omit<NewDutyDecision, 'aware_at'> & { awareHoursAgo?: number })[];
  tasks: readonly { title: string; assignee: string; inDays: number; done?: true }[];
  reports: readonly (Omit<NewCaseReport, 'submitted_at'> & Ago)[];
  lessons: readonly { title: string; text: string }[];
}

export const demoDeadline: OwnDeadlineInput = {
  name: 'Meldung an das CERT des Landes',
  recipient: 'CERT des Landes',
  basis: 'Informationssicherheitsleitlinie des Landes',
  hours: 24,
  starts: 'aware',
  enabled: true,
};

const notUnderBsig = 'Die Stadtverwaltung fällt unter Landesrecht und ist keine Einrichtung nach § 28 BSIG.';

export const demoCases: readonly DemoCase[] = [
  {
    hoursAgo: 212,
    case: {
      title: 'Gestohlene Zugangsdaten nach Phishing im Bürgeramt',
      summary:
        'Eine Beschäftigte gab ihre Zugangsdaten auf einer gefälschten Anmeldeseite ein. Ihr Konto wurde aus dem Ausland benutzt; zwei Postfächer wurden durchsucht.',
      severity: 'high',
      category: 'information_content_security',
      personal_data: 'affected',
      lead: 'demo',
    },
    objects: ['A004', 'GP001'],
    entries: [
      { hoursAgo: 211, text: 'Konto gesperrt, alle Sitzungen beendet.' },
      { hoursAgo: 190, text: 'Postfächer ausgewertet: 31 Nachrichten mit Meldedaten waren einsehbar.' },
    ],
    duties: [
      {
        duty: 'gdpr33',
        applies: 'yes',
        reason: 'Meldedaten von 31 Personen waren einsehbar.',
        awareHoursAgo: 210,
        statement: 'Anruf des Bürgeramts bei der IT-Abteilung',
      },
      { duty: 'bsig32', applies: 'no', reason: notUnderBsig },
      { duty: 'own', applies: 'yes', reason: 'Gilt für jeden Vorfall der Schwere hoch.', awareHoursAgo: 210 },
    ],
    tasks: [
      {
        title: 'Kennwort zurücksetzen und zweiten Faktor neu einrichten',
        assignee: 'IT-Abteilung',
        inDays: -8,
        done: true,
      },
      { title: 'Betroffene Personen benachrichtigen (Art. 34 DSGVO)', assignee: 'Bürgeramt', inDays: 3 },
    ],
    reports: [
      {
        duty: 'own',
        step: 'own',
        hoursAgo: 196,
        submitted_by: 'Informationssicherheit',
        recipient: 'CERT des Landes',
        channel: 'E-Mail, verschlüsselt',
        receipt: 'CERT-2026-1183',
      },
      {
        duty: 'gdpr33',
        step: 'notification',
        hoursAgo: 170,
        submitted_by: 'Datenschutzbeauftragte',
        recipient: 'Landesbeauftragte für den Datenschutz',
        channel: 'Portal',
        receipt: 'LfD-26-4711',
      },
    ],
    lessons: [
      {
        title: 'Zweiter Faktor fehlt für Postfächer im Bürgeramt',
        text: 'Mit einem zweiten Faktor wären die gestohlenen Zugangsdaten wertlos gewesen.',
      },
    ],
  },
  {
    hoursAgo: 20,
    case: {
      title: 'Massenhafte Umbenennung von Dateien auf dem Dateiserver',
      summary:
        'Von einem Arbeitsplatz aus wurden in kurzer Zeit viele Dateien umbenannt. Verdacht auf ein Schadprogramm, das verschlüsselt. Die Freigabe ist gesperrt.',
      severity: 'critical',
      category: 'malicious_code',
      personal_data: 'possible',
      lead: 'demo',
    },
    objects: ['S002', 'A005'],
    entries: [
      { hoursAgo: 19, text: 'Arbeitsplatz vom Netz genommen, Freigabe gesperrt.' },
      { hoursAgo: 17, text: 'Letzte gute Datensicherung geprüft: Stand gestern, 22:00 Uhr.' },
    ],
    duties: [
      { duty: 'bsig32', applies: 'no', reason: notUnderBsig },
      {
        duty: 'own',
        applies: 'yes',
        reason: 'Gilt für jeden Vorfall ab der Schwere hoch.',
        awareHoursAgo: 19,
        statement: 'Alarm der Überwachung, bestätigt durch die IT-Abteilung',
      },
    ],
    tasks: [
      { title: 'Arbeitsplatz forensisch sichern', assignee: 'IT-Abteilung', inDays: 0 },
      { title: 'Dateien aus der Datensicherung zurückholen', assignee: 'IT-Abteilung', inDays: 1 },
      { title: 'Fachämter informieren', assignee: 'Pressestelle', inDays: 0, done: true },
    ],
    reports: [],
    lessons: [],
  },
];
