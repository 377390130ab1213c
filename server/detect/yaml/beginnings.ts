const space = 0x20;

/** @returns whether a quoted scalar begins at a place */
export function isQuote(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 0x22 || c === 0x27;
}

/** @returns whether a flow collection begins at a place */
export function isFlow(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 0x5b || c === 0x7b;
}

/** @returns whether a literal or folded text begins at a place */
export function isBlockScalar(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 0x7c || c === 0x3e;
}

/** @returns the text without the spaces at its end; other white space belongs to it */
export function withoutSpaces(text: string, from: number, to: number): string {
  let end = to;
  while (text.charCodeAt(end - 1) === space) end--;
  return text.slice(from, end);
}
