import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { AssessmentStatus, Tally } from '../contract/check.js';
import { withOpen } from '../isms/check/tally.js';
import { tallyColumns } from './check-sheets.js';
import type { Database } from './tables.js';

/** The order in which what is asked is listed: gaps first. */
export const statusOrder: readonly AssessmentStatus[] = ['no', 'partial', 'open', 'yes', 'dispensable'];

/** The requirements of one Baustein, over all its scopes, that are answered alike. */
export interface AskedPart {
  baustein: string;
  status: AssessmentStatus;
  count: number;
}

/**
 * How many requirements are behind a filter, from the sums that each sheet has: no answer is read.
 * @param sheets condition on the sheets `s` and their Bausteine `b`
 * @param levels at least one
 * @param status empty: all
 * @returns by status, gaps first, and within it in the catalogue's order; none is empty
 */
export async function countParts(
  db: Kysely<Database>,
  sheets: RawBuilder<unknown>,
  levels: Parameters<typeof tallyColumns>[0],
  status: readonly AssessmentStatus[],
): Promise<AskedPart[]> {
  const { rows } = await sql<Omit<Tally, 'open'> & { baustein: string }>`
    select s.baustein_id as baustein, ${tallyColumns(levels, true)}
    from check_sheet s join baustein b on b.catalog_id = s.catalog_id and b.id = s.baustein_id
    where ${sheets} group by s.baustein_id, b.position order by b.position`.execute(db);
  const tallies = rows.map((row) => ({ baustein: row.baustein, tally: withOpen(row) }));
  return statusOrder
    .filter((each) => status.length === 0 || status.includes(each))
    .flatMap((each) => tallies.map(({ baustein, tally }) => ({ baustein, status: each, count: tally[each] })))
    .filter(({ count }) => count > 0);
}

/**
 * @param parts in the order of the list that they make together
 * @param page limit: rows at most; offset: rows before
 * @returns the parts that the page is in, how many of their rows are before it, and the length of the whole list
 */
export function partsOfPage(
  parts: readonly AskedPart[],
  { limit, offset }: { limit: number; offset: number },
): { parts: AskedPart[]; offset: number; total: number } {
  const wanted: AskedPart[] = [];
  let total = 0;
  let before = 0;
  for (const part of parts) {
    if (total + part.count <= offset) before += part.count;
    else if (total < offset + limit) wanted.push(part);
    total += part.count;
  }
  return { parts: wanted, offset: offset - before, total };
}
