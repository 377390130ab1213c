import type { Kysely } from 'kysely';
import Type from 'typebox';
import { csvRecord } from '../contract/csv.js';
import { zone } from '../contract/german-day.js';
import type { RevealReport } from '../contract/pseudonym.js';
import { localToUtc } from '../normalise/zone.js';
import { type RevealReader, revealsBetween } from '../store/pseudonym-reveals.js';
import type { Database } from '../store/tables.js';

/** `2026-11`. */
export const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' });

/** @returns what was asked for in a month of Germany and what became of it */
export async function readReport(
  db: Kysely<Database>,
  { tenant, month }: { tenant: string; month: string },
  reader: RevealReader,
): Promise<RevealReport> {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const [from, to] = [number - 1, number].map((at) => localToUtc(Date.UTC(year, at, 1), zone)) as [
    number,
    number,
  ];
  const items = await revealsBetween(db, tenant, { from, to }, reader);
  const count = (...states: string[]) => items.filter(({ state }) => states.includes(state)).length;
  const acts = await db
    .selectFrom('audit_trail')
    .select((select) => ['action', select.fn.countAll<string>().as('count')])
    .where('tenant_id', '=', tenant)
    .where('action', 'in', ['pseudonym.looked-up', 'subject-access.made'])
    .where('at', '>=', new Date(from))
    .where('at', '<', new Date(to))
    .groupBy('action')
    .execute();
  const done = (action: string) => Number(acts.find((act) => act.action === action)?.count ?? 0);
  return {
    tenant,
    month,
    requested: items.length,
    approved: count('approved', 'expired'),
    refused: count('refused'),
    open: count('requested'),
    viewed: items.filter(({ views }) => views > 0).length,
    lookups: done('pseudonym.looked-up'),
    subject_accesses: done('subject-access.made'),
    items,
  };
}

const columns = [
  ...[
    'requested_at',
    'requested_by',
    'reason',
    'legal_basis',
    'legal_text',
    'state',
    'decided_by',
    'decided_at',
  ],
  ...['decision_reason', 'expires_at', 'views', 'first_viewed_at'],
] as const;

/** @returns the reveals of the report as CSV (RFC 4180); the mark tells Excel that it is UTF-8 */
export function csvOfReport({ items }: RevealReport): string {
  const rows = items.map((item) => {
    const { object, ...rest } = item;
    const values = rest as Record<string, unknown>;
    return [object.kind, object.value, ...columns.map((name) => String(values[name] ?? ''))];
  });
  return `\ufeff${[['object', 'id', ...columns], ...rows].map((cells) => csvRecord(cells)).join('')}`;
}
