import { type RefObject, useLayoutEffect, useState } from 'react';

interface ColumnWidths {
  widths: readonly string[];
  /** Of a table that scrolls sideways. */
  least: string | undefined;
}

/**
 * The widths that the first rows of a table give its columns, kept while others come into view: columns must not move
 * while one scrolls. Measured anew when the place for the table has another width.
 * @param wanted false: none are kept
 * @returns CSS widths in the order of the columns, and of the table where it is wider than its place; undefined until
 * they are known
 */
export function useColumnWidths(
  table: RefObject<HTMLTableElement | null>,
  wanted: boolean,
): ColumnWidths | undefined {
  const [place, setPlace] = useState(0);
  const [measured, setMeasured] = useState<ColumnWidths & { place: number }>();
  useLayoutEffect(() => {
    const around = table.current?.parentElement;
    if (!wanted || !around) return;
    const observer = new ResizeObserver(() => setPlace(around.clientWidth));
    observer.observe(around);
    return () => observer.disconnect();
  }, [wanted, table]);
  useLayoutEffect(() => {
    const head = table.current?.tHead?.rows[0];
    if (!wanted || place === 0 || measured?.place === place || !head) return;
    // Shares, so that rounding leaves no gap. Columns that a narrow screen hides have none.
    const all = [...head.cells].map((cell) => cell.getBoundingClientRect().width);
    const sum = all.reduce((a, b) => a + b, 0);
    const widths = all.map((width) => `${((width * 100) / sum).toFixed(3)}%`);
    setMeasured({ place, widths, least: sum > place + 1 ? `${Math.ceil(sum)}px` : undefined });
  });
  return wanted && measured?.place === place ? measured : undefined;
}
