export interface MatrixPlace {
  column: number;
  row: number;
}

/**
 * @param key as the keyboard names it
 * @param heights cells of each column
 * @returns where an arrow key, Home or End leads; undefined for another key, or where there is nothing
 */
export function matrixMove(
  { column, row }: MatrixPlace,
  key: string,
  heights: readonly number[],
): MatrixPlace | undefined {
  const height = heights[column] ?? 0;
  const to: Record<string, MatrixPlace> = {
    ArrowDown: { column, row: row + 1 },
    ArrowUp: { column, row: row - 1 },
    ArrowRight: { column: column + 1, row: Math.min(row, (heights[column + 1] ?? 1) - 1) },
    ArrowLeft: { column: column - 1, row: Math.min(row, (heights[column - 1] ?? 1) - 1) },
    Home: { column, row: 0 },
    End: { column, row: height - 1 },
  };
  const next = to[key];
  if (next === undefined) return undefined;
  const exists = next.row >= 0 && next.row < (heights[next.column] ?? 0);
  return exists ? next : undefined;
}
