import type { IntakeRecord } from '../intake.js';
import { Rejections } from '../shipper/scope.js';

/** The dataset that tells the normalisation that a record is a log record of OpenTelemetry. */
export const otlpDataset = 'otlp.log';

export interface LogRecords {
  records: IntakeRecord[];
  rejected: Rejections;
}

/**
 * Collects log records, each as a JSON object of its own: `{"resource", "scope", "logRecord"}` in OTLP's JSON encoding,
 * so that a stored record says all that the request said of it.
 */
export class LogRecordCollection implements LogRecords {
  readonly records: IntakeRecord[] = [];
  readonly rejected = new Rejections();
  readonly #recordBytes: number;

  constructor(recordBytes: number) {
    this.#recordBytes = recordBytes;
  }

  /**
   * @param resource JSON; empty when there is none
   * @param scope likewise
   */
  add(resource: Uint8Array, scope: Uint8Array, logRecord: Uint8Array): void {
    const parts: Uint8Array[] = [open];
    if (resource.length > 0) parts.push(resourceKey, resource, comma);
    if (scope.length > 0) parts.push(scopeKey, scope, comma);
    parts.push(recordKey, logRecord, close);
    const raw = Buffer.concat(parts);
    if (raw.length > this.#recordBytes) this.rejected.count('too-large');
    else this.records.push({ raw, format: 'json', dataset: otlpDataset });
  }

  refuse(): void {
    this.rejected.count('malformed');
  }
}

const open = Buffer.from('{');
const comma = Buffer.from(',');
const close = Buffer.from('}');
const resourceKey = Buffer.from('"resource":');
const scopeKey = Buffer.from('"scope":');
const recordKey = Buffer.from('"logRecord":');
