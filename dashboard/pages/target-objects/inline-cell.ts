import type { KeyboardEvent } from 'react';
import type { TargetObject, TargetObjectInput } from '../../../server/contract/isms.js';

/** Keys that lead from one editable cell to another. */
const towards: Readonly<Record<string, [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Moves the focus to the nearest editable cell in the direction of an arrow key. */
export function moveInTable(event: KeyboardEvent<HTMLElement>): void {
  const step = towards[event.key];
  const cell = event.currentTarget.closest<HTMLTableCellElement>('td, th');
  const row = cell?.parentElement;
  if (step === undefined || !cell || !row || event.shiftKey || event.ctrlKey || event.altKey) return;
  const [rows, columns] = step;
  const editable = (at: Element | null | undefined, index: number): HTMLElement | null | undefined =>
    at?.children[index]?.querySelector<HTMLElement>('[data-inline]');
  let target: HTMLElement | null | undefined;
  if (rows !== 0) {
    const next = rows > 0 ? row.nextElementSibling : row.previousElementSibling;
    target = editable(next, cell.cellIndex);
  } else {
    for (let at = cell.cellIndex + columns; at >= 0 && at < row.children.length && !target; at += columns) {
      target = editable(row, at);
    }
  }
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/**
 * Whether a change can be made on top of what somebody else has stored in the meantime: none of its fields was touched.
 * @param base what the change was made from
 * @param fresh what is stored now
 */
export function canBeMerged(
  base: TargetObject,
  fresh: TargetObject,
  change: Partial<TargetObjectInput>,
): boolean {
  const fields = Object.keys(change) as (keyof TargetObjectInput)[];
  return fields.every((field) => JSON.stringify(base[field]) === JSON.stringify(fresh[field]));
}
