import type { AuditInput, FindingInput, StatementInput } from '../../../contract/iso.js';
import type { MeasureInput } from '../../../contract/plan.js';

const it = 'IT-Abteilung';

/** The audit programme, with what was found. Days from today. */
export const demoAudits: readonly {
  audit: Omit<AuditInput, 'starts' | 'ends'>;
  from: number;
  to: number;
  findings: readonly { finding: FindingInput; on?: string; measure?: MeasureInput; inDays?: number }[];
}[] = [
  {
    audit: {
      title: 'Rechenzentren und Datensicherung',
      scope: 'Rechenzentrum 1 und 2, Sicherung der Fachverfahren',
      criteria: 'ISO/IEC 27001 Anhang A 7.1 bis 7.14, 8.13; INF.2, CON.3',
      auditor: 'Rechnungsprüfungsamt',
      state: 'reported',
      summary: 'Der Betrieb ist geordnet. Eine Abweichung bei der Wiederherstellung.',
    },
    from: -34,
    to: -32,
    findings: [
      {
        finding: {
          kind: 'minor',
          title: 'Wiederherstellung des Einwohnerverfahrens nie geübt',
          description: 'Für 2024 und 2025 liegt kein Protokoll einer Übung vor.',
          control: '8.13',
          cause: 'Im Wartungsplan ist die Übung nicht vorgesehen.',
        },
        on: 'S006',
        measure: { title: 'Wiederherstellung üben und in den Wartungsplan aufnehmen', responsible: it },
        inDays: 25,
      },
      {
        finding: {
          kind: 'recommendation',
          title: 'Besucherbuch des Rechenzentrums digital führen',
          control: '7.2',
        },
        on: 'R001',
      },
    ],
  },
  {
    audit: {
      title: 'Berechtigungen in den Fachverfahren',
      scope: 'Einwohnerverfahren, Finanzverfahren',
      criteria: 'ISO/IEC 27001 Anhang A 5.15 bis 5.18; ORP.4',
      auditor: 'Rechnungsprüfungsamt',
      state: 'reported',
      summary: 'Rollen sind beschrieben. Zwei Konten Ausgeschiedener waren noch offen.',
    },
    from: -182,
    to: -180,
    findings: [
      {
        finding: {
          kind: 'major',
          title: 'Konten Ausgeschiedener werden nicht zuverlässig gesperrt',
          description: 'Zwei von vierzig geprüften Konten waren noch offen.',
          control: '5.18',
          cause: 'Der Laufzettel erreicht die IT-Abteilung nur auf Papier.',
        },
        on: 'A003',
        measure: { title: 'Austritte elektronisch an die IT melden', responsible: 'Personalamt' },
        inDays: 18,
      },
    ],
  },
  {
    audit: { title: 'Notfallvorsorge', auditor: 'Rechnungsprüfungsamt' },
    from: 90,
    to: 91,
    findings: [],
  },
];

/** What the city said of controls of Annex A. */
export const demoStatements: readonly { control: string; statement: StatementInput }[] = [
  {
    control: '5.1',
    statement: { applicable: true, grounds: ['law', 'practice'], justification: 'Leitlinie von 2024.' },
  },
  {
    control: '8.28',
    statement: { applicable: false, justification: 'Die Stadt entwickelt keine Software.' },
  },
  {
    control: '8.13',
    statement: {
      applicable: true,
      grounds: ['risk'],
      override: { state: 'partial', reason: 'Sicherung ja, Wiederherstellung ungeübt (Audit).' },
      responsible: it,
    },
  },
  {
    control: '5.7',
    statement: { applicable: true, grounds: ['practice'], responsible: 'ISB' },
  },
  {
    control: '7.4',
    statement: {
      applicable: true,
      grounds: ['risk'],
      override: { state: 'yes', reason: 'Beide Rechenzentren sind seit 2025 überwacht.' },
      responsible: 'Gebäudemanagement',
    },
  },
  {
    control: '8.30',
    statement: { applicable: false, justification: 'Entwicklung wird auch nicht vergeben.' },
  },
];
