import { extname } from 'node:path';

/** What a file holds, as far as its name tells. */
export type FileKind = 'json' | 'json-lines' | 'event-xml' | 'log' | 'evtx' | 'journal-export' | 'archive';

const byExtension: Record<string, FileKind> = {
  '.json': 'json',
  '.jsonl': 'json-lines',
  '.ndjson': 'json-lines',
  '.xml': 'event-xml',
  '.log': 'log',
  '.txt': 'log',
  '.evtx': 'evtx',
  '.export': 'journal-export',
};

/** Extensions of readable files, for messages. */
export const readableExtensions = [...Object.keys(byExtension), '.gz', '.zip'];

/** Names without extension under which Linux systems keep text logs; others there (wtmp, lastlog) are binary. */
const logNames =
  /^(?:syslog|messages|secure|maillog|cron|boot|auth|kern|daemon|user|mail|debug)(?:-\d{8})?$/i;

/**
 * @param name name of a file or of a member of an archive; `.gz` at its end is looked through
 * @returns what it holds, or undefined when the name says nothing readable
 */
export function kindOf(name: string): FileKind | undefined {
  const extension = extname(name).toLowerCase();
  if (extension === '.zip') return 'archive';
  const plain = extension === '.gz' ? name.slice(0, -3) : name;
  const inner = extname(plain).toLowerCase();
  // `messages.1`, `syslog.2.gz`: a rotated log's last extension is a number.
  return byExtension[inner] ?? (/^\.\d+$|^$/.test(inner) ? 'log' : undefined);
}

/**
 * Stricter than {@link kindOf}, for files that nobody named: one without extension counts only when it is a usual
 * name of a log.
 * @param name name of a file in a folder
 */
export function isReadableName(name: string): boolean {
  if (kindOf(name) === undefined) return false;
  const plain = name.replace(/\.gz$/i, '');
  return extname(plain) !== '' || logNames.test(plain);
}
