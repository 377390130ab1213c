export interface Characters {
  /** 1 for letters, digits and marks, by UTF-16 code unit. */
  word: Uint8Array;
  /** The code unit in lower case. */
  fold: Uint16Array;
  /** Of a letter, digit or mark: the code unit in lower case; of anything else 0. */
  letters: Uint16Array;
}

let tables: Characters | undefined;

/** @returns what is a letter, and its lower case; made when first asked for, so that it costs nothing where unused */
export function characters(): Characters {
  tables ??= makeTables();
  return tables;
}

function makeTables(): Characters {
  const word = new Uint8Array(65_536);
  const fold = new Uint16Array(65_536);
  const letters = new Uint16Array(65_536);
  for (let code = 0; code < 65_536; code++) {
    const text = String.fromCharCode(code);
    // Surrogates: letters of rare scripts are written with them.
    word[code] = (code >= 0xd800 && code < 0xe000) || /[\p{L}\p{N}\p{M}]/u.test(text) ? 1 : 0;
    const lower = text.toLowerCase();
    fold[code] = lower.length === 1 ? lower.charCodeAt(0) : code;
    letters[code] = word[code] === 1 ? fold[code]! : 0;
  }
  // The two small sigmas are one letter.
  fold[0x3c2] = letters[0x3c2] = 0x3c3;
  return { word, fold, letters };
}

/**
 * @returns the text in lower case as {@link Characters.fold} has it, code unit by code unit, so that places in it stay the
 * same and a name is found however its capitals stand: JavaScript's lower case of a sigma depends on what follows it
 */
export function folded(text: string): string {
  if (!/[\u0100-\uffff]/.test(text)) return text.toLowerCase();
  const { fold } = characters();
  let out = '';
  for (let n = 0; n < text.length; n++) out += String.fromCharCode(fold[text.charCodeAt(n)]!);
  return out;
}

/** @returns the same text by itself: a slice that is kept would keep the whole text that it was cut from */
export const detached = (text: string): string => ` ${text}`.slice(1);
