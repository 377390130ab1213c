import type { AssessmentInput } from '../../../contract/check.js';

const it = 'IT-Abteilung';

/** What the city answered in detail; the other answers follow from {@link demoInterviews}. */
export const demoAnswers: readonly {
  requirement: string;
  /** Key of a target object; null: the whole domain. */
  on: string | null;
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
