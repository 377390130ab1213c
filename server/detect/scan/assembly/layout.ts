// Places in the module's memory, in bytes; memory-layout.ts has the same.

export const labelBytes: usize = 64;
/** Keys are numbered below this. */
export const mostKeys: usize = 65536;
export const mostLabels: usize = 4096;
/** Where the value of each key begins and ends in the line. */
export const starts: usize = 1024;
export const ends: usize = starts + 4 * mostKeys;
/** Per label: its spelling with quotes, how long that is, its key and the label that followed it last. */
export const spellings: usize = ends + 4 * mostKeys;
export const lengths: usize = spellings + labelBytes * mostLabels;
export const keys: usize = lengths + mostLabels;
export const followers: usize = keys + 2 * mostLabels;
/** Labels by hash: number of the label, 0 for none. */
export const slots: usize = followers + 2 * mostLabels;
/** What `screen` finds. */
export const mostFound: usize = 65536;
export const found: usize = slots + 2 * 8192;
/** Keys whose tokens tell kinds of lines apart; hash table of kinds; their tokens, together and of one at most. */
export const kindKeys: usize = found + 4 * mostFound;
export const kindSlots: usize = kindKeys + 64;
export const slotsOfKinds: u32 = 8192;
export const kindRecords: usize = kindSlots + 4 * slotsOfKinds;
export const kindBytes: usize = 1 << 20;
export const longestKind: usize = 1024;
/** Before the line lie 16 bytes that may be read, behind it 64. */
export const line: usize = kindRecords + kindBytes + 16;
export const longestLine: usize = 2 << 20;
/** Images of screens. */
export const images: usize = line + longestLine + 64;

/** The key is not in the line; its value is an array. */
export const absent: i32 = -1;
export const composite: i32 = -2;
