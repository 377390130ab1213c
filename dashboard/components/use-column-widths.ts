import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * The widths that the first rows of a table give its columns, kept while others come into view: columns must not move
 * while one scrolls. Measured anew when the place for the table has another width.
 * @param wanted false: none are kept
 * @returns CSS widths in the order of the columns; undefined until they are known
 */
export function useColumnWidths(
  table: RefObject<HTMLTableElement | null>,
  wanted: boolean,
): readonly string[] | undefined {
  const [place, setPlace] = useState(0);
  const [measured, setMeasured] = useState<{ place: number; widths: readonly string[] }>();
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
    setMeasured({ place, widths: all.map((width) => `${((width * 100) / sum).toFixed(3)}%`) });
  });
  return wanted && measured?.place === place ? measured.widths : undefined;
}
