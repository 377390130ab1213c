import type { ImplementationState, Statement } from '../../../server/contract/iso.js';
import { implementationStates } from './iso-words.js';

export type SoaState = ImplementationState | 'excluded';
export const soaFilters: readonly SoaState[] = [...implementationStates, 'excluded'];

/** Themes of Annex A by the first number of a control (ISO/IEC 27001:2022). */
export const themes = ['5', '6', '7', '8'] as const;
export type Theme = (typeof themes)[number];

export interface SoaFilter {
  text: string;
  /** None: all. */
  states: readonly SoaState[];
  theme: Theme | 'all';
  /** Only applied ones of which nobody said why. */
  ungrounded: boolean;
}

export const filterOf = ({ applicable, state }: Statement): SoaState => (applicable ? state : 'excluded');

/** ISO/IEC 27001:2022, 6.1.3 d asks for the justification of an inclusion, too. */
export const isUngrounded = ({ applicable, grounds, justification }: Statement): boolean =>
  applicable && grounds.length === 0 && justification === '';

const themeOf = ({ control }: Statement): string => control.replace(/^A\./, '').split('.')[0]!;

/** @param titleOf a statement's title in the user's language @returns what a filter lets through, in the same order */
export function filterStatements(
  statements: readonly Statement[],
  { text, states, theme, ungrounded }: SoaFilter,
  titleOf: (statement: Statement) => string,
): Statement[] {
  const wanted = text.trim().toLowerCase();
  return statements.filter(
    (statement) =>
      (states.length === 0 || states.includes(filterOf(statement))) &&
      (theme === 'all' || themeOf(statement) === theme) &&
      (!ungrounded || isUngrounded(statement)) &&
      `${statement.control} ${titleOf(statement)} ${statement.responsible}`.toLowerCase().includes(wanted),
  );
}
