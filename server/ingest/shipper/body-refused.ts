/** A body of which nothing can be taken, because it does not have the protocol's form. */
export class BodyRefused extends Error {
  readonly statusCode = 400;
  /** How many records count as rejected by that; at least one, as what cannot be read cannot be counted. */
  readonly records: number;

  constructor(reason: string, records = 1) {
    super(reason);
    this.name = 'BodyRefused';
    this.records = records;
  }
}
