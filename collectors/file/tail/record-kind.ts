import { extname } from 'node:path';
import type { Format } from '../../../server/contract/envelope.js';
import { sniffLine } from '../sniff.js';
import type { TailInput } from './input.js';
import type { TailedFile } from './tailed-file.js';

const jsonLines = new Set(['.json', '.jsonl', '.ndjson']);

/**
 * What a record of a followed file is. Recognised from each line until one tells; later ones that tell nothing
 * (continuations) are taken for the same kind.
 */
export function kindOfRecord(
  file: TailedFile,
  { format, dataset }: TailInput,
  raw: Buffer,
): { format: Format; dataset: string } {
  if (format !== 'auto') return { format, dataset };
  if (jsonLines.has(extname(file.source).toLowerCase())) return { format: 'json', dataset };
  file.kind = sniffLine(raw) ?? file.kind;
  const { format: found, dataset: sniffed } = file.kind ?? { format: 'syslog' as const, dataset: '' };
  return { format: found, dataset: dataset === '' ? sniffed : dataset };
}
