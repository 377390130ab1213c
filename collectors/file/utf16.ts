import { TextDecoder } from 'node:util';

/**
 * PowerShell 5 and `wevtutil` redirected by it write UTF-16. Passes other streams on untouched; a stream that
 * begins with a UTF-16 byte order mark is given out as UTF-8.
 * @param chunks the file's bytes
 */
export async function* fromUtf16(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let decoder: TextDecoder | undefined;
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (head !== undefined) {
      bytes = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (bytes.length < 2) {
        head = bytes;
        continue;
      }
      head = undefined;
      const mark = bytes.readUInt16BE(0);
      if (mark === 0xfffe) decoder = new TextDecoder('utf-16le');
      else if (mark === 0xfeff) decoder = new TextDecoder('utf-16be');
    }
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  }
  if (head !== undefined && head.length > 0) yield head;
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield Buffer.from(rest);
}
