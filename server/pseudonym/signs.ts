/* What code units are, in the texts of records. */

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isSlash = (code: number): boolean => code === 92 || code === 47;
export const isQuote = (code: number): boolean => code === 34 || code === 39;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
export const isHostSign = (code: number): boolean =>
  isDigit(code) || isLetter(code) || code === 45 || code === 95;
export const isAddressSign = (code: number): boolean =>
  isDigit(code) || code === 58 || code === 46 || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
/** Separators of paths, and what no file name has. */
export const endsFolder = (code: number): boolean =>
  isSlash(code) || code < 32 || '"\'<>|:*?;,`='.includes(String.fromCharCode(code));
export const endsValue = (code: number): boolean =>
  code <= 32 || '"\',;)]}>&|'.includes(String.fromCharCode(code));
