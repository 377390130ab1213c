import type { Damage, Estimate, Frequency, Risk, RiskInput } from '../../../server/contract/risk.js';
import { damages, frequencies } from './risk-words.js';

/** Before the treatment, or what is left after it. */
export const stages = ['before', 'after'] as const;
export type Stage = (typeof stages)[number];

/** @returns where the risk stands in the matrix; null: it is not estimated, or nothing is left */
export function placeOf({ before, after, treatment }: Risk, stage: Stage): Estimate | null {
  if (stage === 'before') return before;
  if (treatment === 'accept') return before;
  return treatment === 'avoid' ? null : after;
}

export interface PlacedRisks {
  /** By damage, in it by frequency, both ascending. */
  cells: Risk[][][];
  /** Those that are still to be estimated. */
  waiting: Risk[];
}

/** @returns the risks by cell of the matrix; a threat that does not act directly has none */
export function placedRisks(risks: readonly Risk[], stage: Stage): PlacedRisks {
  const cells: Risk[][][] = damages.map(() => frequencies.map((): Risk[] => []));
  const waiting: Risk[] = [];
  for (const risk of risks) {
    if (risk.relevance !== 'direct') continue;
    const place = placeOf(risk, stage);
    if (place) cells[damages.indexOf(place.damage)]![frequencies.indexOf(place.frequency)]!.push(risk);
    else if (stage === 'before' || leavesSomething(risk)) waiting.push(risk);
  }
  return { cells, waiting };
}

const leavesSomething = ({ treatment }: Risk): boolean => treatment === 'reduce' || treatment === 'transfer';

/**
 * @param key an arrow key: up is more damage, right more frequent
 * @returns the cell beside; undefined: there is none. What stands nowhere comes from below or from the left.
 */
export function cellTowards(place: Estimate | null, key: string): Estimate | undefined {
  if (place === null) {
    return key === 'ArrowUp' || key === 'ArrowRight'
      ? { frequency: frequencies[0]!, damage: damages[0]! }
      : undefined;
  }
  const across = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0;
  const upward = { ArrowDown: -1, ArrowUp: 1 }[key] ?? 0;
  const frequency = frequencies[frequencies.indexOf(place.frequency) + across];
  const damage = damages[damages.indexOf(place.damage) + upward];
  if (frequency === undefined || damage === undefined) return undefined;
  return frequency === place.frequency && damage === place.damage ? undefined : { frequency, damage };
}

/** Why a risk cannot be moved there. */
export type MoveFault = 'above_before' | 'below_after' | 'not_open';

const isAtMost = (a: Estimate, b: Estimate): boolean =>
  frequencies.indexOf(a.frequency) <= frequencies.indexOf(b.frequency) &&
  damages.indexOf(a.damage) <= damages.indexOf(b.damage);

/**
 * What moving a risk into another cell says of it (BSI-Standard 200-3, 5 and 6: a treatment makes nothing worse).
 * @returns what is to be stored, or why it cannot be
 */
export function movedRisk(risk: Risk, stage: Stage, to: Estimate): RiskInput | MoveFault {
  const { relevance, reason, before, treatment, treatment_note, after, owner } = risk;
  const stated = { relevance, reason, before, treatment, treatment_note, after, owner };
  if (stage === 'before') {
    if (after !== null && !isAtMost(after, to)) return 'below_after';
    return { ...stated, before: to };
  }
  if (!leavesSomething(risk) || before === null) return 'not_open';
  if (!isAtMost(to, before)) return 'above_before';
  return { ...stated, after: to };
}

/** @returns the cell that is written as `frequency damage` */
export function cellOf(text: string): Estimate | undefined {
  const [frequency, damage] = text.split(' ');
  const isCell = frequencies.includes(frequency as Frequency) && damages.includes(damage as Damage);
  return isCell ? { frequency: frequency as Frequency, damage: damage as Damage } : undefined;
}
