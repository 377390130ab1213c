/**
 * What does something other than to be read: controls (those of terminals among them), marks that turn or hide text
 * (bidirectional overrides, zero-width and tag characters), line separators. Tab and line ends are left to the caller.
 */
const unseen = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Surrogate}\u2028\u2029]/gu;

/** @returns a text of attackers' choice with what cannot be seen written as `<U+202E>` */
export function shown(text: string): string {
  return text.replace(unseen, name);
}

/** The same with tabs and line ends written, too: for what has to stay in its line. */
export function shownInLine(text: string): string {
  return shown(text).replace(/[\t\n\r]/g, name);
}

function name(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** @returns JSON with what cannot be seen escaped: it is the same data, and harmless on a terminal */
export function shownJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(unseen, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
