import { c } from './json-bytes.js';
import { JsonFault } from './json-fault.js';
import { depthLimit, JsonReader } from './json-reader.js';

/**
 * Reads a value level by level, for the pointer of its fault; slower than {@link JsonReader.skip}.
 * @returns the fault; undefined when there is none
 */
export function faultOf(bytes: Buffer): JsonFault | undefined {
  const reader = new JsonReader(bytes);
  let depth = 0;
  const read = (): void => {
    const byte = reader.next();
    if (++depth > depthLimit) throw new JsonFault('nested too deeply', reader.at);
    if (byte === c.openBrace) reader.object(read);
    else if (byte === c.openBracket) reader.array(read);
    else reader.skip();
    depth--;
  };
  try {
    read();
    return reader.next() === undefined ? undefined : new JsonFault('more behind the value', reader.at);
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}
