/** A text whose characters are bytes (0-255): what the encoding modifiers hand to one another. */
export type ByteText = string;

/** @returns the UTF-8 bytes of a text, one character each */
export function utf8(text: string): ByteText {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** @returns the UTF-16LE bytes of a text (modifiers `utf16le`, `wide`) */
export function utf16le(text: string): ByteText {
  return Buffer.from(text, 'utf16le').toString('latin1');
}

/** @returns the UTF-16BE bytes of a text (modifier `utf16be`) */
export function utf16be(text: string): ByteText {
  return Buffer.from(text, 'utf16le').swap16().toString('latin1');
}

/** @returns byte order mark FF FE and UTF-16LE bytes (modifier `utf16`) */
export function utf16(text: string): ByteText {
  return `\xff\xfe${utf16le(text)}`;
}

/** @returns the Base64 form of bytes, with padding */
export function base64(bytes: ByteText): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

/**
 * The forms that bytes take inside a longer Base64 text, by their position modulo three (modifier
 * `base64offset`). Characters that also depend on the neighbouring bytes are cut off.
 * @returns three texts
 */
export function base64Offsets(bytes: ByteText): string[] {
  const skip = [0, 2, 3];
  return [0, 1, 2].map((offset) => {
    const encoded = base64(' '.repeat(offset) + bytes);
    const dependent = [0, 3, 2][(offset + bytes.length) % 3]!;
    return encoded.slice(skip[offset], encoded.length - dependent);
  });
}
