import type { FastifyReply } from 'fastify';
import type { EventPage, EventQuery } from '../contract/event.js';
import { doubtsOf } from '../query/interpret.js';
import { parseQuery } from '../query/parse.js';
import { listTenants } from '../store/tenants.js';
import type { RouteDeps } from './deps.js';

/** @returns a signal that is aborted when the client goes before it has the answer */
export function closedSignal({ raw }: FastifyReply): AbortSignal {
  const closed = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) closed.abort();
  });
  return closed.signal;
}

/** @returns the tenants that a query of events reaches */
export async function tenantsOf({ db }: Pick<RouteDeps, 'db'>, { tenant }: EventQuery): Promise<string[]> {
  const tenants = await listTenants(db);
  return tenant === undefined ? tenants : tenants.filter((id) => id === tenant);
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
