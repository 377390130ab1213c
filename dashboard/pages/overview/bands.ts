/** Where a band of the heat map begins, in percent; the first is the worst. */
export const bands = [0, 40, 60, 80, 95] as const;

/** @returns the band that a share is in, from 0 */
export const bandOf = (share: number): number => bands.findLastIndex((from) => share >= from);
