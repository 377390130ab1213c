/**
 * @param bytes of a text, perhaps cut off within a character
 * @returns the text as its mark says, else as UTF-8, else as what Windows wrote for decades
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoded(bytes, 'utf-16le', 'UTF-16 LE');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoded(bytes, 'utf-16be', 'UTF-16 BE');
  try {
    // As a stream: what the end cuts off is no fault.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return { text, encoding: 'UTF-8' };
  } catch {
    return decoded(bytes, 'windows-1252', 'Windows-1252');
  }
}

const decoded = (bytes: Uint8Array, label: string, encoding: string) => ({
  text: new TextDecoder(label).decode(bytes),
  encoding,
});

export const lineCount = (text: string): number =>
  text === '' ? 0 : text.split(/\r\n|\r|\n/).length - (/[\r\n]$/.test(text) ? 1 : 0);

/** @returns the text with a sign for each blank that cannot be told from others, tab and line end */
export function namedLineEnds(text: string): string {
  return text
    .replaceAll('\t', '→\t')
    .replaceAll('\u00a0', '⍽')
    .replaceAll(/\r\n|\r|\n/g, (end) => `${end === '\r\n' ? '␍␊' : end === '\r' ? '␍' : '␊'}\n`);
}
