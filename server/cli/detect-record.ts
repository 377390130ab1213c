import type { FileRecord } from '../../collectors/file/record.js';
import type { Match } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import { createEngine, type Engine } from '../detect/engine.js';
import type { LoadedRules } from '../detect/rules.js';
import { normalise } from '../normalise/normalise.js';
import { flatTime, type TimeRange } from './detect-time.js';

/** A file of the list. */
export interface ScanFile {
  number: number;
  path: string;
  /** What users know it by: standard input has no path of its own. */
  name: string;
  /** Time of the last change, milliseconds since the epoch: a log line's date has no year. */
  changed: number;
}

/** What decides about a record's time. */
interface RecordSettings {
  range: TimeRange;
  days: boolean;
  logZone: string | undefined;
}

/** Asks detection rules of the records of files. */
export class RecordMatcher {
  private readonly settings: RecordSettings;
  private readonly engine: Engine;
  /** Whether the time of records without matches is of interest. */
  private readonly timed: boolean;

  constructor(rules: LoadedRules, settings: RecordSettings) {
    const { range, days } = settings;
    this.settings = settings;
    this.engine = createEngine(rules);
    this.timed = days || range.from > Number.NEGATIVE_INFINITY || range.to < Number.POSITIVE_INFINITY;
  }

  /**
   * No event is made of a record in JSON that no rule matches, unless its time cannot be told otherwise.
   * @returns the time, 0 where nobody asks for it
   */
  match(
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
