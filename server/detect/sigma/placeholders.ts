import { joinParts, type Pattern, parsePattern } from './pattern.js';

/** Values by placeholder name (without the percent signs). */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

/**
 * Replaces `%name%` (Sigma 2.1, "Placeholders"); `\%` is a plain percent sign.
 * @returns one pattern per combination of values, or the name of a placeholder that has none
 */
export function expandPlaceholders(pattern: Pattern, placeholders: Placeholders): Pattern[] | string {
  let variants: Pattern[] = [[]];
  for (const part of pattern) {
    const pieces: Piece[] = typeof part === 'string' ? split(part) : [part];
    for (const piece of pieces) {
      let options: readonly Pattern[] = [];
      if (typeof piece !== 'object') options = [[piece]];
      else {
        const values = Object.hasOwn(placeholders, piece.name) ? placeholders[piece.name] : undefined;
        if (values === undefined || values.length === 0) return piece.name;
        options = values.map(parsePattern);
      }
      variants = variants.flatMap((variant) => options.map((option) => [...variant, ...option]));
    }
  }
  return variants.map(joinParts);
}

type Piece = Pattern[number] | { name: string };

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  const placeholder = /\\%|%([\w.-]+)%/g;
  let end = 0;
  for (let found = placeholder.exec(text); found !== null; found = placeholder.exec(text)) {
    pieces.push(text.slice(end, found.index), found[1] === undefined ? '%' : { name: found[1] });
    end = placeholder.lastIndex;
  }
  return [...pieces, text.slice(end)];
}
