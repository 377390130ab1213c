import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type {
  Indicator,
  IndicatorImportReport,
  IndicatorImportRequest,
  IndicatorKind,
} from '../contract/indicator.js';
import { readIndicators } from '../indicators/read.js';
import { getIndicatorList, storeIndicatorList } from '../store/indicator-lists.js';
import type { Author } from '../store/rule-state-history.js';
import type { Database } from '../store/tables.js';

const sampled = 20;

/**
 * Reads a file and stores its indicators as a list: all or, where that is asked for, the right ones; or nothing, when
 * it is only asked what would happen.
 * @throws GrundwachtError VALIDATION, TABLE_MALFORMED, BODY_TOO_LARGE, NOT_FOUND, ALREADY_EXISTS
 */
export async function importIndicators(
  db: Kysely<Database>,
  tenant: string,
  { content, form, list, replace, dry_run, skip_wrong = false }: IndicatorImportRequest,
  author: Author,
): Promise<IndicatorImportReport> {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content)) {
    throw new GrundwachtError('VALIDATION', { pointer: '/content', message: 'is not base64' });
  }
  const read = readIndicators(Buffer.from(content, 'base64'), form);
  const right = read.indicators.length > 0 && (read.wrong === 0 || skip_wrong);
  const id =
    dry_run || !right
      ? undefined
      : await db
          .transaction()
          .execute((trx) => storeIndicatorList(trx, { tenant, replace }, list, read.indicators, author));
  return {
    form: read.form,
    indicators: read.indicators.length,
    kinds: countKinds(read.indicators),
    duplicates: read.duplicates,
    wrong: read.wrong,
    problems: read.problems,
    left_out: [...read.leftOut].map(([reason, count]) => ({ reason, count })),
    sample: read.indicators.slice(0, sampled),
    stored: id !== undefined,
    list: id === undefined ? null : await getIndicatorList(db, { tenant, list: id }),
  };
}

function countKinds(indicators: readonly Indicator[]): { kind: IndicatorKind; count: number }[] {
  const counts = new Map<IndicatorKind, number>();
  for (const { kind } of indicators) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => b.count - a.count);
}
