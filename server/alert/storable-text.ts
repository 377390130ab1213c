/**
 * @param text any JavaScript string, possibly from an attacker's record
 * @returns the same with what PostgreSQL's `text` cannot hold (NUL, lone surrogates) replaced by U+FFFD
 */
export function storableText(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\uFFFD')).toString();
}
