/** Bytes that are not BinXML as [MS-EVEN6] 2.2.12 has it. Caught per record: such a record counts as damaged. */
export class Malformed extends Error {
  /** Offset in the chunk, bytes. */
  readonly at: number;

  /**
   * @param at offset in the chunk, bytes
   * @param reason what is wrong there
   */
  constructor(at: number, reason: string) {
    super(reason);
    this.name = 'Malformed';
    this.at = at;
  }
}
