/** @returns first and last day of the quarter that an instant lies in, `YYYY-MM-DD`, the last at most its own day */
export function quarterOf(now: number): { from: string; until: string } {
  const today = new Date(now);
  const from = new Date(Date.UTC(today.getUTCFullYear(), Math.floor(today.getUTCMonth() / 3) * 3, 1));
  return { from: from.toISOString().slice(0, 10), until: today.toISOString().slice(0, 10) };
}
