import { readRecords } from '../../collectors/file/read.js';
import type { FileRecord } from '../../collectors/file/record.js';
import type { EvtxSummary } from '../../collectors/windows/evtx/summary.js';
import type { Match } from '../contract/detection.js';
import { type Event, toDocument } from '../contract/event.js';
import { createEngine, type Engine } from '../detect/engine.js';
import { normalise } from '../normalise/normalise.js';
import { addDay, type Counts, noCounts } from './detect-counts.js';
import { hostMatcher } from './detect-glob.js';
import type { Plan } from './detect-plan.js';
import { type Run, Sorter } from './detect-sort.js';
import { flatTime } from './detect-time.js';

/** Event times that are looked at, milliseconds since the epoch. */
export interface TimeRange {
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  to: number;
}

/** Host names; see `hostMatcher`. */
export interface HostChoice {
  only: readonly string[] | undefined;
  except: readonly string[] | undefined;
}

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

/** A file of the list. */
export interface ScanFile {
  number: number;
  path: string;
  /** What users know it by: standard input has no path of its own. */
  name: string;
  /** Time of the last change, milliseconds since the epoch: a log line's date has no year. */
  changed: number;
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
  /** Whether the time of records without matches is of interest. */
  private readonly timed: boolean;
  private readonly isOtherHost: (host: string) => boolean;
  private readonly engine: Engine;
  private readonly matches: Sorter;
  private readonly fed: Sorter;
  private readonly counts = noCounts();

  /** @param name tells this scanner's files in the folder from those of others */
  constructor(plan: Plan, settings: ScanSettings, name: string) {
    const { range, days, folder } = settings;
    this.plan = plan;
    this.settings = settings;
    this.timed = days || range.from > Number.NEGATIVE_INFINITY || range.to < Number.POSITIVE_INFINITY;
    this.isOtherHost = otherHost(settings.hosts);
    this.engine = createEngine(plan.first);
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
      this.look(next.value, file);
      bytes += next.value.raw.length + 1;
      if (++unreported < step) continue;
      listener.progress(bytes, unreported);
      unreported = 0;
    }
    listener.progress(bytes, unreported);
  }

  /** @returns everything found; the scanner is used up */
  finish(): ScanResult {
    return { counts: this.counts, matches: this.matches.finish(), fed: this.fed.finish() };
  }

  private look(record: FileRecord, file: ScanFile): void {
    const { counts, plan } = this;
    const { range, days } = this.settings;
    counts.records++;
    const { matches, event, time } = this.match(record, file);
    if (event?.['event.kind'] === 'pipeline_error') counts.unparsable++;
    if (time < range.from || time >= range.to) {
      counts.outside++;
      return;
    }
    if (days) addDay(counts.days, time);
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

  /**
   * No event is made of a record in JSON that no rule matches, unless its time cannot be told otherwise.
   * @returns the time, 0 where nobody asks for it
   */
  private match(
    record: FileRecord,
    file: ScanFile,
  ): { matches: readonly Match[]; event: Event | undefined; time: number } {
    const { range, logZone } = this.settings;
    if (record.format !== 'json') {
      const event = eventOf(record, file, logZone);
      const time = event['@timestamp'];
      const { from, to } = range;
      const matches = time >= from && time < to ? this.engine.process(event) : [];
      return { matches, event, time };
    }
    let made: Event | undefined;
    const toEvent = (): Event => {
      made ??= eventOf(record, file, logZone);
      return made;
    };
    const { buffer, byteOffset, length } = record.raw;
    const line = Buffer.from(buffer, byteOffset, length);
    // The rules keep no state: a match of an event outside the range changes nothing.
    const matches = this.engine.processLine(line, toEvent);
    const time = made?.['@timestamp'] ?? (this.timed ? (this.quickTime(line) ?? toEvent()['@timestamp']) : 0);
    return { matches, event: made, time };
  }

  /** The zone decides which of several times counts. */
  private quickTime(line: Buffer): number | undefined {
    return this.settings.logZone === undefined ? flatTime(line) : undefined;
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

function otherHost(hosts: HostChoice | undefined): (host: string) => boolean {
  const only = hosts?.only === undefined ? undefined : hostMatcher(hosts.only);
  const except = hostMatcher(hosts?.except ?? []);
  return (host) => (only !== undefined && !only(host)) || except(host);
}

/**
 * @param zone IANA name of the time zone of records that name none; UTC when undefined
 * @returns the event of a file's record
 */
export function eventOf(
  record: Pick<FileRecord, 'format' | 'dataset' | 'raw' | 'record'>,
  { name, changed }: Pick<ScanFile, 'name' | 'changed'>,
  zone: string | undefined,
): Event {
  const { format, dataset, raw } = record;
  return normalise(
    { source: name, transport: 'file', format, dataset, received: changed, truncated: false, raw },
    {
      tenant: 'local',
      collector: 'detect',
      id: `${name}#${record.record}`,
      ...(zone !== undefined && { zone }),
    },
  );
}
