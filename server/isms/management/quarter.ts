/** First and last day, `YYYY-MM-DD`. */
export interface Period {
  from: string;
  until: string;
}

const dayOf = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/**
 * @param today `YYYY-MM-DD`
 * @returns the calendar quarter until today, and the whole one before
 */
export function quartersOf(today: string): { quarter: Period; previous: Period } {
  const year = Number(today.slice(0, 4));
  const first = Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3;
  return {
    quarter: { from: dayOf(year, first, 1), until: today },
    previous: { from: dayOf(year, first - 3, 1), until: dayOf(year, first, 0) },
  };
}
