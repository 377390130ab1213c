import type { RecordReader } from './record.js';
import { sniffLine } from './sniff.js';

/** A line longer than this is given out in pieces: a file without line ends must not fill the memory. */
const defaultLimit = 16 * 1024 * 1024;

/**
 * Splits chunks at LF; a CR before it belongs to the line end. Empty lines are skipped.
 * @param limit bytes after which a line is given out in pieces
 * @returns the lines as exact slices of the stream
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  limit: number = defaultLimit,
): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restLength = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      let line = chunk.subarray(start, end);
      if (restLength > 0) {
        line = Buffer.concat([...rest, line]);
        rest = [];
        restLength = 0;
      }
      if (line.at(-1) === 13) line = line.subarray(0, -1);
      if (line.length > 0) yield line;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    rest.push(chunk.subarray(start));
    restLength += chunk.length - start;
    if (restLength >= limit) {
      yield Buffer.concat(rest);
      rest = [];
      restLength = 0;
    }
  }
  if (restLength === 0) return;
  const last = Buffer.concat(rest);
  const line = last.at(-1) === 13 ? last.subarray(0, -1) : last;
  if (line.length > 0) yield line;
}

/** Newline-delimited JSON: a record a line. */
export const readJsonLines: RecordReader = async function* (chunks) {
  for await (const raw of splitLines(chunks)) yield { raw, format: 'json', dataset: '' };
};

/**
 * A text log: a record a line. Its kind is recognised from each line until one tells; later lines that tell
 * nothing (continuations) are taken for the same kind.
 */
export const readLog: RecordReader = async function* (chunks) {
  let known: ReturnType<typeof sniffLine>;
  for await (const raw of splitLines(chunks)) {
    known = sniffLine(raw) ?? known;
    yield { raw, format: known?.format ?? 'syslog', dataset: known?.dataset ?? '' };
  }
};
