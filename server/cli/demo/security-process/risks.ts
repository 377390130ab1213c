import type { MeasureInput } from '../../../contract/plan.js';
import type { RiskInput } from '../../../contract/risk.js';

const it = 'IT-Abteilung';

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
  {
    on: 'A004',
    threat: 'G 0.14',
    risk: {
      before: { frequency: 'medium', damage: 'existential' },
      treatment: 'reduce',
      treatment_note: 'Abrufe werden protokolliert und stichprobenweise geprüft.',
      after: { frequency: 'rare', damage: 'existential' },
      owner: 'Bürgeramt',
    },
    signed: true,
  },
  {
    on: 'A004',
    threat: 'G 0.32',
    risk: {
      before: { frequency: 'medium', damage: 'considerable' },
      treatment: 'reduce',
      treatment_note: 'Rechte werden halbjährlich mit dem Fachamt abgeglichen.',
      after: { frequency: 'rare', damage: 'considerable' },
      owner: 'Bürgeramt',
    },
    measure: { title: 'Abgleich der Rechte im Einwohnerverfahren einführen', responsible: 'Bürgeramt' },
  },
  {
    on: 'A003',
    threat: 'G 0.22',
    risk: {
      before: { frequency: 'rare', damage: 'existential' },
      treatment: 'reduce',
      treatment_note: 'Zahlläufe nur mit zwei Freigaben.',
      after: { frequency: 'rare', damage: 'considerable' },
      owner: 'Kämmerei',
    },
    signed: true,
  },
  {
    on: 'A002',
    threat: 'G 0.40',
    risk: {
      before: { frequency: 'frequent', damage: 'limited' },
      treatment: 'transfer',
      treatment_note: 'Der Internetanbieter filtert Überlastungsangriffe.',
      after: { frequency: 'medium', damage: 'limited' },
      owner: 'Stabsstelle Digitalisierung',
    },
    signed: true,
  },
  { on: 'A002', threat: 'G 0.23', risk: { before: { frequency: 'frequent', damage: 'considerable' } } },
  {
    on: 'S001',
    threat: 'G 0.25',
    risk: {
      before: { frequency: 'medium', damage: 'existential' },
      treatment: 'reduce',
      treatment_note: 'Zweites Rechenzentrum übernimmt; Umschaltung wird jährlich geübt.',
      after: { frequency: 'medium', damage: 'limited' },
      owner: it,
    },
  },
  {
    on: 'S002',
    threat: 'G 0.30',
    risk: {
      before: { frequency: 'medium', damage: 'existential' },
      treatment: 'reduce',
      treatment_note: 'Verwaltung nur noch über gesicherte Arbeitsplätze mit eigenem Konto.',
      after: { frequency: 'rare', damage: 'existential' },
      owner: it,
    },
    measure: {
      title: 'Gesicherte Arbeitsplätze für die Administration',
      responsible: it,
      cost_once: 14_000,
    },
  },
  {
    on: 'D001',
    threat: 'G 0.11',
    risk: {
      before: { frequency: 'rare', damage: 'existential' },
      treatment: 'accept',
      treatment_note: 'Anstalt der Kommunen mit Gewährträgern; Ausstiegsklausel im Vertrag.',
      owner: 'Hauptamt',
    },
    signed: true,
  },
];
