/** Buckets that are marked with the keyboard: from the one where it began to the one where it is. */
export interface Brush {
  anchor: number;
  at: number;
}

interface Buckets {
  buckets: readonly { start: string; end: string; count: number }[];
}

const page = 10;

/**
 * @param key that was pressed
 * @param extend whether what is marked grows instead of moving
 * @param count of buckets
 * @returns undefined: the key moves nothing
 */
export function moved(
  brush: Brush | undefined,
  key: string,
  extend: boolean,
  count: number,
): Brush | undefined {
  const last = count - 1;
  if (last < 0) return undefined;
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -page,
    PageUp: page,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  // The latest bucket is where one looks first.
  const from = brush ?? { anchor: step < 0 ? count : -1, at: step < 0 ? count : -1 };
  const at = Math.min(last, Math.max(0, from.at + step));
  return { anchor: extend && brush ? brush.anchor : at, at };
}

const ends = ({ anchor, at }: Brush): [first: number, last: number] => [
  Math.min(anchor, at),
  Math.max(anchor, at),
];

/** @returns first instant and the one behind the last, milliseconds since the epoch */
export function rangeOf(brush: Brush, { buckets }: Buckets): [from: number, to: number] {
  const [first, last] = ends(brush);
  return [Date.parse(buckets[first]!.start), Date.parse(buckets[last]!.end)];
}

/** @returns how many events are in what is marked */
export function countOf(brush: Brush, { buckets }: Buckets): number {
  const [first, last] = ends(brush);
  return buckets.slice(first, last + 1).reduce((sum, { count }) => sum + count, 0);
}
