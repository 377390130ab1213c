import type { AssessmentInput } from '../../contract/check.js';
import type { AuditInput, FindingInput, StatementInput } from '../../contract/iso.js';
import type { MeasureInput } from '../../contract/plan.js';
import type { RiskInput } from '../../contract/risk.js';

/** Key of a target object; null: the whole domain. */
type Scope = string | null;

/** Bausteine that the city has begun to check. */
export const demoBausteine: readonly { baustein: string; on: Scope }[] = [
  { baustein: 'CON.3', on: null },
  { baustein: 'DER.2.1', on: null },
  { baustein: 'OPS.1.1.3', on: null },
  { baustein: 'ORP.3', on: null },
  { baustein: 'SYS.1.1', on: 'S003' },
  { baustein: 'SYS.1.1', on: 'S006' },
  { baustein: 'SYS.1.1', on: 'S009' },
  { baustein: 'INF.2', on: 'R001' },
];

const it = 'IT-Abteilung';

/** What the city answered; of what is not here nothing is said yet. */
export const demoAnswers: readonly {
  requirement: string;
  on: Scope;
  answer: AssessmentInput;
  inDays?: number;
}[] = [
  { requirement: 'CON.3.A1', on: null, answer: { status: 'yes', implementation: 'Konzept von 2025.' } },
  { requirement: 'CON.3.A2', on: null, answer: { status: 'yes' } },
  {
    requirement: 'CON.3.A4',
    on: null,
    answer: { status: 'partial', responsible: it, cost_once: 2500 },
    inDays: 40,
  },
  { requirement: 'CON.3.A5', on: null, answer: { status: 'yes' } },
  {
    requirement: 'CON.3.A12',
    on: null,
    answer: { status: 'no', responsible: it, cost_once: 18_000, cost_yearly: 1200 },
    inDays: -12,
  },
  { requirement: 'CON.3.A6', on: null, answer: { status: 'no' } },
  { requirement: 'DER.2.1.A1', on: null, answer: { status: 'yes' } },
  { requirement: 'DER.2.1.A2', on: null, answer: { status: 'partial', responsible: 'ISB' }, inDays: 75 },
  { requirement: 'DER.2.1.A11', on: null, answer: { status: 'partial' } },
  { requirement: 'OPS.1.1.3.A1', on: null, answer: { status: 'yes' } },
  { requirement: 'OPS.1.1.3.A15', on: null, answer: { status: 'partial', responsible: it }, inDays: 20 },
  { requirement: 'ORP.3.A1', on: null, answer: { status: 'yes' } },
  { requirement: 'ORP.3.A3', on: null, answer: { status: 'yes' } },
  {
    requirement: 'ORP.3.A8',
    on: null,
    answer: { status: 'no', responsible: 'Personalamt', cost_yearly: 4000 },
    inDays: 130,
  },
  { requirement: 'SYS.1.1.A1', on: 'S006', answer: { status: 'yes' } },
  { requirement: 'SYS.1.1.A2', on: 'S006', answer: { status: 'yes' } },
  { requirement: 'SYS.1.1.A10', on: 'S006', answer: { status: 'partial', responsible: it }, inDays: 9 },
  {
    requirement: 'SYS.1.1.A30',
    on: 'S006',
    answer: { status: 'no', responsible: it, cost_once: 9000 },
    inDays: 200,
  },
  { requirement: 'SYS.1.1.A1', on: 'S009', answer: { status: 'yes' } },
  { requirement: 'SYS.1.1.A6', on: 'S009', answer: { status: 'no', responsible: it }, inDays: 15 },
  { requirement: 'SYS.1.1.A23', on: 'S003', answer: { status: 'partial' } },
  { requirement: 'INF.2.A3', on: 'R001', answer: { status: 'yes', implementation: 'USV, 20 Minuten.' } },
  {
    requirement: 'INF.2.A17',
    on: 'R001',
    answer: { status: 'no', responsible: 'Gebäudewirtschaft', cost_once: 32_000 },
    inDays: 300,
  },
];

const considerable = { frequency: 'medium', damage: 'considerable' } as const;

/** Threats that the city has looked at; signed ones are complete. */
export const demoRisks: readonly {
  on: string;
  threat: string;
  risk?: RiskInput;
  signed?: true;
  measure?: MeasureInput;
}[] = [
  {
    on: 'S006',
    threat: 'G 0.14',
    risk: {
      before: { frequency: 'medium', damage: 'existential' },
      treatment: 'reduce',
      treatment_note: 'Auskunftssperren werden verschlüsselt abgelegt; Zugriffe werden protokolliert.',
      after: { frequency: 'rare', damage: 'existential' },
      owner: 'Bürgeramt',
    },
    signed: true,
  },
  {
    on: 'S006',
    threat: 'G 0.18',
    risk: {
      before: considerable,
      treatment: 'accept',
      treatment_note: 'Ersatzbeschaffung ist für 2027 beschlossen.',
      owner: 'Bürgeramt',
    },
  },
  {
    on: 'S006',
    threat: 'G 0.39',
    risk: {
      before: { frequency: 'frequent', damage: 'existential' },
      treatment: 'reduce',
      treatment_note: 'Anwendungen laufen nur noch von einer Freigabeliste.',
      after: { frequency: 'medium', damage: 'considerable' },
      owner: 'IT-Abteilung',
    },
    measure: { title: 'Freigabeliste für Anwendungen einführen', responsible: it, cost_once: 6500 },
  },
  { on: 'S006', threat: 'G 0.46', risk: { before: { frequency: 'frequent', damage: 'considerable' } } },
  { on: 'S006', threat: 'G 0.22' },
  { on: 'S006', threat: 'G 0.5', risk: { relevance: 'indirect', reason: 'Wirkt über den Raum (R001).' } },
  {
    on: 'R001',
    threat: 'G 0.1',
    risk: {
      before: { frequency: 'rare', damage: 'existential' },
      treatment: 'transfer',
      treatment_note: 'Gebäudeversicherung; zweites Rechenzentrum.',
      after: { frequency: 'rare', damage: 'considerable' },
      owner: 'Gebäudewirtschaft',
    },
  },
  {
    on: 'R001',
    threat: 'G 0.8',
    risk: {
      before: { frequency: 'frequent', damage: 'limited' },
      treatment: 'reduce',
      treatment_note: 'Netzersatzanlage.',
      after: { frequency: 'rare', damage: 'limited' },
      owner: 'Gebäudewirtschaft',
    },
    signed: true,
  },
];

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
];
