/** Events have times of the years 1 to 9999, those that RFC 3339 can write; milliseconds since the epoch. */
export const earliestTime = Date.parse('0001-01-01T00:00:00Z');
export const latestTime = Date.parse('9999-12-31T23:59:59.999Z');
