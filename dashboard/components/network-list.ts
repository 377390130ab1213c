/** @returns the addresses and networks of a text, one a line or apart by commas or blanks */
export const networksOf = (text: string): string[] =>
  text.split(/[\s,;]+/).filter((network) => network !== '');
