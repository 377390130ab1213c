/**
 * What a thread writes for the watchdog into memory that both share: a thread that hangs can send no message.
 * `rule` is the number of the rule that is being evaluated, or {@link noRule}; `steps` changes with every event.
 */
export const cell = { rule: 0, steps: 1 } as const;

export const noRule = -1;

/** @returns the cells of one thread */
export function newCells(): Int32Array {
  const cells = new Int32Array(
    new SharedArrayBuffer(Object.keys(cell).length * Int32Array.BYTES_PER_ELEMENT),
  );
  cells[cell.rule] = noRule;
  return cells;
}
