import type { Send, SendOutcome } from '../../../collectors/ship/send.js';
import type { Envelope } from '../../../server/contract/envelope.js';
import { type Batch, decodeBatch } from '../../../server/contract/envelope.js';

export const envelope = (text: string): Envelope => ({
  source: '192.0.2.9',
  transport: 'tcp',
  format: 'syslog',
  dataset: '',
  received: 1,
  truncated: false,
  raw: Buffer.from(text),
});

/** An ingestion service that keeps what it accepts and recognises duplicates; `decide` can refuse a batch first. */
export class FakeService {
  readonly batches: Batch[] = [];
  private readonly known = new Set<string>();
  decide: (batch: Batch) => SendOutcome | undefined = () => undefined;

  readonly send: Send = (bytes) => {
    const batch = decodeBatch(Buffer.from(bytes));
    const refusal = this.decide(batch);
    if (refusal !== undefined) return Promise.resolve(refusal);
    const key = `${batch.epoch}/${batch.sequence}`;
    const duplicate = this.known.has(key);
    if (!duplicate) this.batches.push(batch);
    this.known.add(key);
    return Promise.resolve({ kind: 'accepted', accepted: duplicate ? 0 : batch.records.length, duplicate });
  };

  get texts(): string[] {
    return this.batches.flatMap(({ records }) => records.map(({ raw }) => Buffer.from(raw).toString()));
  }
}
