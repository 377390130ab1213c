/** Milliseconds of the units; a month is 30 days, a year 365. */
const units: Record<string, number> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  M: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

/**
 * @param text number and letter without a blank, such as `90m` (correlation specification, "Time Selection", with `w`, `M` and `y`)
 * @returns milliseconds, or undefined when the text is no timespan
 */
export function parseTimespan(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,7})([smhdwMy])$/.exec(text) ?? [];
  if (number === undefined || unit === undefined || Number(number) === 0) return undefined;
  return Number(number) * units[unit]!;
}
