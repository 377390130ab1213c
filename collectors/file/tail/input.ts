import { RE2JS } from 're2js';
import type { Format } from '../../../server/contract/envelope.js';
import { GrundwachtError } from '../../../server/contract/errors.js';
import type { Patterns } from './find-matches.js';
import type { Encoding, MultiLine } from './record-cutter.js';

/** Files to follow, and how to read them. */
export interface TailInput extends Patterns {
  /** `auto`: by the byte order mark, otherwise UTF-8. */
  encoding: Encoding | 'auto';
  /** Lines that do not begin a record belong to the one before. */
  multiLine?: MultiLineOptions | undefined;
  /** `auto`: recognised by each file's name and lines. */
  format: Format | 'auto';
  /** Dataset of the records where the format is given, such as `apache.access`. */
  dataset: string;
  /** Where files are begun that are there at the very first start. */
  from: 'beginning' | 'end';
}

export interface MultiLineOptions {
  /** RE2 syntax; a line in which it is found begins a record. */
  start: string;
  maxLines: number;
  /** A record that nothing follows on for so long is complete, milliseconds. */
  timeoutMs: number;
}

/** @throws GrundwachtError CONFIG_INVALID with the pattern and what is wrong with it */
export function multiLineOf({ start, maxLines }: MultiLineOptions): MultiLine {
  try {
    const pattern = RE2JS.compile(start);
    return { maxLines, starts: (line) => pattern.test(line) };
  } catch (cause) {
    const why = (cause as Error).message;
    throw new GrundwachtError('CONFIG_INVALID', `multi_line.start: ${JSON.stringify(start)}: ${why}`, {
      cause,
    });
  }
}
