import type { FastifyReply } from 'fastify';
import type { Kysely } from 'kysely';
import type { EventPage, EventQuery } from '../contract/event.js';
import { clearSearch } from '../pseudonym/clear-search.js';
import { doubtsOf } from '../query/interpret.js';
import { parseQuery } from '../query/parse.js';
import { enabledModes } from '../store/pseudonym-mode.js';
import type { Database } from '../store/tables.js';

/** @returns a signal that is aborted when the client goes before it has the answer */
export function closedSignal({ raw }: FastifyReply): AbortSignal {
  const closed = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) closed.abort();
  });
  return closed.signal;
}

/** @returns the tenants that a query of events reaches: of the call's, which PostgreSQL does not hold apart here */
export function tenantsOf({ tenants, query }: { tenants: readonly string[]; query: EventQuery }): string[] {
  return tenants.filter((id) => query.tenant === undefined || id === query.tenant);
}

/** @returns the page; where nothing is found, with the names in the query that may be misspelt */
export function withDoubts(page: EventPage, { q, cursor }: { q?: string; cursor?: string }): EventPage {
  if (page.items.length > 0 || cursor !== undefined || q === undefined) return page;
  const doubts = doubtsOf(parseQuery(q)).map(({ field, suggestion, at }) => ({
    field,
    suggestion,
    offset: at.offset,
  }));
  return doubts.length > 0 ? { ...page, did_you_mean: doubts } : page;
}

/** @returns the page; where nothing is found, with what is asked for in clear though events hold pseudonyms */
export async function withPseudonymHint(
  db: Kysely<Database>,
  page: EventPage,
  { q, filter = [], cursor, tenants }: EventQuery & { cursor?: string; tenants: readonly string[] },
): Promise<EventPage> {
  if (page.items.length > 0 || cursor !== undefined) return page;
  const modes = (await enabledModes(db)).filter(({ tenant }) => tenants.includes(tenant));
  if (modes.length === 0) return page;
  const userFields = modes.flatMap(({ settings }) => settings.user_fields);
  const hint = clearSearch(q === undefined ? undefined : parseQuery(q), filter, userFields);
  return hint === undefined ? page : { ...page, pseudonyms: hint };
}
