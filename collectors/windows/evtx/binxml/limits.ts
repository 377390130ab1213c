/** Elements inside elements. Windows' own events stay below 10. */
export const maxElementDepth = 64;

/** Fragments inside values inside fragments, and templates inside templates. Windows' own events stay below 4. */
export const maxFragmentDepth = 12;

/**
 * Bound of one record's rendered size, in characters. A chunk has 65,536 bytes, so a genuine record stays below
 * 400,000; a template that repeats its values to exhaust memory does not.
 */
export const maxWeight = 4 * 1024 * 1024;

/** Levels that rendering may descend through elements, values and templates together. */
export const maxRenderDepth = 500;

/** Characters of an element's or attribute's name. */
export const maxNameLength = 256;

/**
 * How many times a chunk's own length may be read as template definitions. Genuine definitions lie side by side,
 * so 1 suffices; a damaged offset can make a parser go over some of them again.
 */
export const maxTemplatePasses = 4;
