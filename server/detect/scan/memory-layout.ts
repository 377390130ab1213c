/** Places in the WebAssembly module's memory, in bytes; assembly/layout.ts has the same and says what they are. */
export const labelBytes = 64;
export const mostKeys = 65_536;
export const mostLabels = 4096;
export const starts = 1024;
export const ends = starts + 4 * mostKeys;
export const spellings = ends + 4 * mostKeys;
export const lengths = spellings + labelBytes * mostLabels;
export const keys = lengths + mostLabels;
export const followers = keys + 2 * mostLabels;
const slots = followers + 2 * mostLabels;
export const mostFound = 65_536;
export const found = slots + 2 * 8192;
export const line = found + 4 * mostFound + 16;
export const longestLine = 2 << 20;
export const images = line + longestLine + 64;
