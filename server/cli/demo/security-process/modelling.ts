import type { AssignmentState } from '../../../contract/modelling.js';

/** What was decided about a proposed Baustein. */
export interface DemoDecision {
  state: AssignmentState;
  /** Why it does not apply; empty unless rejected. */
  reason: string;
}

/** Bausteine that the city does not apply although a rule proposes them; `on`: only there. */
const rejected: readonly { baustein: string; on?: string; reason: string }[] = [
  {
    baustein: 'CON.7',
    reason: 'Dienstreisen ins Ausland gibt es nicht; Ausnahmen genehmigt der ISB einzeln.',
  },
  { baustein: 'APP.6', on: 'A007', reason: 'Durch APP.1.1 abgedeckt; Freigaben regelt OPS.1.1.6.' },
  { baustein: 'NET.4.2', on: 'T001', reason: 'Die Anlage betreibt der IT-Dienstleister; siehe OPS.2.3.' },
  { baustein: 'NET.1.1', on: 'N009', reason: 'Das Landesnetz verantwortet das Land.' },
  { baustein: 'SYS.2.6', on: 'C002', reason: 'Abgelöst: Terminalserver nach SYS.1.9.' },
];

/** Of these the industrial part of the city has not decided yet. */
const undecided = new Set(['IND.2.1', 'IND.2.3', 'IND.3.2', 'INF.13', 'SYS.4.4']);

/**
 * @param on key of a target object; null: the whole domain
 * @returns what the city decided about a proposal
 */
export function demoDecision(baustein: string, on: string | null): DemoDecision {
  const no = rejected.find((each) => each.baustein === baustein && (each.on ?? on) === on);
  if (no !== undefined) return { state: 'rejected', reason: no.reason };
  return { state: undecided.has(baustein) ? 'proposed' : 'accepted', reason: '' };
}

/** Who answers for a layer of the Kompendium where no target object has an owner. */
const units: Readonly<Record<string, string>> = {
  ISMS: 'ISB',
  ORP: 'Hauptamt',
  CON: 'Datenschutz und ISB',
  OPS: 'IT-Abteilung',
  DER: 'ISB',
  IND: 'Gebäudemanagement',
  INF: 'Gebäudemanagement',
};

/** @returns the unit that is interviewed about a Baustein */
export const demoUnit = (baustein: string): string => units[baustein.split('.')[0]!] ?? 'IT-Abteilung';
