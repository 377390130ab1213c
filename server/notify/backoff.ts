const firstMs = 30_000;
const longestMs = 3_600_000;
/** After that a message is dead: what it told is a day old. */
const giveUpMs = 24 * 3_600_000;

/**
 * When a message is tried again: the time doubles from half a minute to an hour, with a fifth of jitter, so that what
 * failed together does not come back together.
 * @param attempts that have failed, 1 or more
 * @param created when the message was made, milliseconds since the epoch
 * @param random 0 to 1
 * @returns milliseconds since the epoch; undefined: it is given up
 */
export function nextAttempt(
  attempts: number,
  created: number,
  now: number,
  random: number,
): number | undefined {
  const wait = Math.min(longestMs, firstMs * 2 ** (attempts - 1)) * (0.9 + random * 0.2);
  return now + wait > created + giveUpMs ? undefined : now + Math.round(wait);
}
