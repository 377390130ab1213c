/** Words of a group's record. */
export const stride = 6;

/** Where a record holds what. */
export const fields = {
  /** 64-bit hash of tenant and group-by values. */
  low: 0,
  high: 1,
  /** First cell of the group's block in the entry pool; of a free record: the next free one, plus one. */
  offset: 2,
  /** Cells of the block before the first entry. */
  head: 3,
  /** Number of entries. */
  length: 4,
  /** Epoch of the latest touch (16 bits), size class of the block (8 bits) above. */
  state: 5,
} as const;

/** Size class of a free record. */
export const freeClass = 255;
