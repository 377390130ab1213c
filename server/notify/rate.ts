const hourMs = 3_600_000;

/** A token bucket: `burst` messages at once, `perHour` in the long run. */
export interface Bucket {
  burst: number;
  perHour: number;
  /** What was left at `at`, milliseconds since the epoch. */
  tokens: number;
  at: number;
}

/** @returns the tokens at `now`; a clock that was set back takes none away */
export function tokensAt({ burst, perHour, tokens, at }: Bucket, now: number): number {
  return Math.min(burst, tokens + (Math.max(0, now - at) / hourMs) * perHour);
}

/** How many of the notices that wait become messages of their own, and whether the rest becomes one summary. */
export interface Share {
  singles: number;
  summary: boolean;
}

/**
 * As long as the tokens suffice every notice is a message. Otherwise the last token is the summary's: nobody is left
 * with silence.
 * @param waiting notices
 * @param tokens whole and broken ones
 */
export function shareTokens(waiting: number, tokens: number): Share {
  const whole = Math.floor(tokens);
  if (waiting <= whole) return { singles: waiting, summary: false };
  return whole === 0 ? { singles: 0, summary: false } : { singles: whole - 1, summary: true };
}
