/** Syslog severities by the level names of Apache and nginx; Apache's trace1 to trace8 are debug. */
const severities = new Map([
  ['emerg', 0],
  ['alert', 1],
  ['crit', 2],
  ['error', 3],
  ['warn', 4],
  ['warning', 4],
  ['notice', 5],
  ['info', 6],
  ['debug', 7],
]);

/** @returns the syslog severity (0 to 7) of a web server's level name, or undefined when it is none */
export function severityOf(level: string): number | undefined {
  return severities.get(level) ?? (/^trace[1-8]$/.test(level) ? 7 : undefined);
}
