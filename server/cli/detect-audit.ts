import type { FileRecord } from '../../collectors/file/record.js';
import { auditRecord } from '../contract/audit-record.js';
import type { Envelope } from '../contract/envelope.js';
import { joinAudit } from '../normalise/linux/audit-join.js';

/** Lines of the audit system that are held to be joined. */
const mostHeld = 2000;

/** Joins the lines of a log that the Linux audit system wrote of one event; all others pass through. */
export class AuditLines {
  private held: FileRecord[] = [];
  private readonly give: (record: FileRecord, count: number) => void;

  /** @param give gets each record and the number of lines it was made of */
  constructor(give: (record: FileRecord, count: number) => void) {
    this.give = give;
  }

  add(record: FileRecord): void {
    if (auditRecord(envelope(record)) === undefined) {
      this.end();
      this.give(record, 1);
      return;
    }
    this.held.push(record);
    if (this.held.length >= mostHeld) this.flush();
  }

  /** Gives out what is held. */
  end(): void {
    if (this.held.length > 0) this.release(this.held.length);
  }

  /** The last event may go on in the next lines. */
  private flush(): void {
    const last = auditRecord(envelope(this.held.at(-1)!))?.key;
    let from = this.held.length;
    while (from > 0 && auditRecord(envelope(this.held[from - 1]!))?.key === last) from--;
    this.release(from === 0 ? this.held.length : from);
  }

  private release(count: number): void {
    const lines = this.held.splice(0, count);
    const { records, places, counts } = joinAudit(lines.map(envelope));
    records.forEach(({ raw }, index) => {
      this.give({ ...lines[places?.[index] ?? index]!, raw }, counts?.[index] ?? 1);
    });
  }
}

function envelope({ format, dataset, raw }: FileRecord): Envelope {
  return { source: '', transport: 'file', format, dataset, received: 0, truncated: false, raw };
}
