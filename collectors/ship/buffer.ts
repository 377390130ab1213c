/** A batch that waits to be acknowledged. */
export interface HeldBatch {
  /** Grows from batch to batch within an epoch. */
  sequence: number;
  /** As given to `append`; a view that is valid until the next batch is asked for. */
  payload: Buffer;
  /** What to pass to `acknowledge` when this batch and all before it are done. */
  after: number;
}

/** Where batches wait until the ingestion service has acknowledged them: in memory or in a spool on disk. */
export interface ShipBuffer {
  /** Id of this row of batches; a new row has a new one. */
  readonly epoch: string;
  /** What `append` has resolved for survives a crash: it may be acknowledged to its sender. */
  readonly durable: boolean;
  /** Holds so much unacknowledged that receivers should stop. */
  readonly full: boolean;
  /** Bytes of the batches that are not acknowledged. */
  readonly bytes: number;
  /**
   * Resolves when the batch is as safe as this buffer can make it. Calls keep their order.
   * @throws GrundwachtError retryable, when the batch cannot be held now
   */
  append(payload: Buffer): Promise<void>;
  /** The batches in order from the oldest that is not acknowledged, endless until the signal. */
  follow(signal: AbortSignal): AsyncIterable<HeldBatch>;
  /** Forgets everything before `after`. */
  acknowledge(after: number): void;
  /** Frees resources; a disk spool keeps what was not acknowledged. */
  close(): Promise<void>;
}
