import { readRecords } from '../../collectors/file/read.js';
import type { FileRecord } from '../../collectors/file/record.js';
import type { EvtxSummary } from '../../collectors/windows/evtx/summary.js';
import { toDocument } from '../contract/event-document.js';
import { AuditLines } from './detect-audit.js';
import { addDay, type Counts, noCounts } from './detect-counts.js';
import { type HostChoice, otherHost } from './detect-hosts.js';
import type { Plan } from './detect-plan.js';
import { RecordMatcher, type ScanFile } from './detect-record.js';
import { type Run, Sorter } from './detect-sort.js';
import type { TimeRange } from './detect-time.js';

/** What the first pass is asked for. */
export interface ScanSettings {
  range: TimeRange;
  /** Count the records of each day, which needs the time of every one. */
  days: boolean;
  hosts: HostChoice | undefined;
  /** IANA name of the time zone of records that name none; default UTC. */
  logZone: string | undefined;
  /** Exists, for what does not fit into memory. */
  folder: string;
}

/** Told while a file is read. */
export interface ScanListener {
  /** @param bytes of the file so far, unpacked; `records` since the last call */
  progress(bytes: number, records: number): void;
  /** Something that cannot be read. */
  problem(message: string): void;
}

/** What the first pass found. Can be handed to another thread. */
export interface ScanResult {
  counts: Counts;
  /** Matches; the text is the event as JSON. */
  matches: Run[];
  /** Records for the second pass; the text is a {@link FedRecord} as JSON. */
  fed: Run[];
}

/** A record that a correlation's rule matched. */
export interface FedRecord extends Pick<FileRecord, 'format' | 'dataset'> {
  /** Base64. */
  raw: string;
  changed: number;
  /** The first pass has given a match of this record. */
  counted: boolean;
}

/** Records between two reports. */
const step = 1024;

/** The first pass: every detection rule over file after file. */
export class Scanner {
  private readonly plan: Plan;
  private readonly settings: ScanSettings;
  private readonly isOtherHost: (host: string) => boolean;
  private readonly matcher: RecordMatcher;
  private readonly matches: Sorter;
  private readonly fed: Sorter;
  private readonly counts = noCounts();

  /** @param name tells this scanner's files in the folder from those of others */
  constructor(plan: Plan, settings: ScanSettings, name: string) {
    const { range, days, logZone, folder } = settings;
    this.plan = plan;
    this.settings = settings;
    this.isOtherHost = otherHost(settings.hosts);
    this.matcher = new RecordMatcher(plan.first, { range, days, logZone });
    this.matches = new Sorter(folder, `${name}-matches`);
    this.fed = new Sorter(folder, `${name}-fed`);
  }

  /** Never fails for what is wrong in a file: that is reported and counted. */
  async scan(file: ScanFile, listener: ScanListener): Promise<void> {
    const { counts } = this;
    const failed = (error: unknown): void => {
      counts.unreadable++;
      const message = error instanceof Error ? error.message : String(error);
      listener.problem(message.replaceAll(file.path, file.name));
    };
    const records = readRecords(file.path, {
      onPassedOver: () => counts.passedOver++,
      onUnreadable: failed,
      onEvtxEnd: (place, summary) => this.addEvtx(place.replace(file.path, file.name), summary, listener),
    });
    const audit = new AuditLines((record, count) => this.look(record, file, count));
    let [bytes, unreported] = [0, 0];
    while (true) {
      let next: IteratorResult<FileRecord>;
      try {
        next = await records.next();
      } catch (error) {
        failed(error);
        break;
      }
      if (next.done === true) break;
      audit.add(next.value);
      bytes += next.value.raw.length + 1;
      if (++unreported < step) continue;
      listener.progress(bytes, unreported);
      unreported = 0;
    }
    audit.end();
    listener.progress(bytes, unreported);
  }

  /** @returns everything found; the scanner is used up */
  finish(): ScanResult {
    return { counts: this.counts, matches: this.matches.finish(), fed: this.fed.finish() };
  }

  /** @param count lines that the record was made of */
  private look(record: FileRecord, file: ScanFile, count: number): void {
    const { counts, plan } = this;
    const { range, days } = this.settings;
    counts.records += count;
    const { matches, event, time } = this.matcher.match(record, file);
    if (event?.['event.kind'] === 'pipeline_error') counts.unparsable += count;
    if (time < range.from || time >= range.to) {
      counts.outside += count;
      return;
    }
    if (days) addDay(counts.days, time, count);
    if (event === undefined || matches.length === 0) return;
    if (this.isOtherHost(event['host.name'] ?? '')) {
      counts.otherHosts++;
      return;
    }
    let [text, feeds] = ['', false];
    for (const { rule } of matches) {
      if (plan.feeding.has(rule.id)) feeds = true;
      else {
        if (text === '') text = JSON.stringify(toDocument(event));
        const place = { time, file: file.number, record: record.record };
        this.matches.add({ ...place, rule: plan.order.get(rule.id)!, text });
        counts.matches++;
      }
    }
    if (text !== '') counts.matched++;
    if (feeds) this.feed(record, file, time, text !== '');
  }

  private feed(record: FileRecord, file: ScanFile, time: number, counted: boolean): void {
    const { format, dataset } = record;
    const raw = Buffer.from(record.raw).toString('base64');
    const fed: FedRecord = { format, dataset, raw, changed: file.changed, counted };
    const text = JSON.stringify(fed);
    this.fed.add({ time, file: file.number, record: record.record, rule: 0, text });
  }

  private addEvtx(place: string, summary: EvtxSummary, listener: ScanListener): void {
    const { evtx } = this.counts;
    const { damagedRecords, damagedChunks, missingChunks, staleRecords } = summary;
    evtx.damagedRecords += damagedRecords;
    evtx.damagedChunks += damagedChunks;
    evtx.missingChunks += missingChunks;
    evtx.staleRecords += staleRecords;
    if (damagedRecords + damagedChunks + missingChunks === 0) return;
    listener.problem(
      `${place}: ${damagedRecords} damaged records, ${damagedChunks} damaged and ${missingChunks} missing chunks`,
    );
  }
}
