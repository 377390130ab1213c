/** What is wrong with a JSON text, and where. */
export class JsonFault extends Error {
  /** Byte offset. */
  readonly at: number;
  /** JSON pointer (RFC 6901) of the value that the fault is in, as far as the reader descended. */
  pointer = '';

  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }

  /** Called by every level that the fault passes on its way out. */
  under(key: string | number): void {
    this.pointer = `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}${this.pointer}`;
  }
}
