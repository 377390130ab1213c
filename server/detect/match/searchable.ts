/** Characters that no JSON or XML writer escapes. */
const verbatim = /[A-Za-z0-9 _:.,;()[\]{}=@#$%!~^|?*-]+/g;
/**
 * @param text a literal in lower case
 * @param shortest least length that is worth while
 * @returns the part of it that stands in every JSON or XML writing of it, or undefined when that is too short
 */
export function searchable(text: string, shortest: number): string | undefined {
  const runs = text.match(verbatim) ?? [];
  const longest = runs.reduce((best, run) => (weight(run) > weight(best) ? run : best), '');
  return longest.length >= shortest ? longest : undefined;
}

/** Spaces are everywhere: one makes a run longer, but hardly rarer. */
const weight = (run: string): number => run.length - (run.split(' ').length - 1) / 2;

/**
 * Beyond ASCII these two letters alone have a lower case with an ASCII letter, and one more is taken for an `s` by
 * regular expressions that ignore case.
 */
const strangers = ['\u0130', '\u212a', '\u017f'].map((letter) => Buffer.from(letter));

/** @returns whether rules may see ASCII letters in a text in UTF-8 where it has others */
export function hasStranger(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return strangers.some((letter) => buffer.includes(letter));
}

const backslash = 0x5c;

/**
 * @param json a JSON text
 * @returns whether it has characters written as `\\u006d`; a path's `C:\\\\users` has none
 */
export function hasUnicodeEscape(json: Buffer): boolean {
  for (let at = json.indexOf('\\u'); at >= 0; at = json.indexOf('\\u', at + 2)) {
    let first = at;
    while (json[first - 1] === backslash) first--;
    if ((at - first) % 2 === 0) return true;
  }
  return false;
}
