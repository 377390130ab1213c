import { sql } from 'kysely';
import { csvRecord } from '../contract/csv.js';
import type { EventDocument } from '../contract/event.js';
import { toAlert } from '../store/alerts.js';
import type { RouteDeps } from './deps.js';
import { type PersonPseudonym, queryOf } from './person-pseudonyms.js';

type Deps = Pick<RouteDeps, 'db' | 'events'>;

export interface SubjectRequest {
  tenant: string;
  /** When, RFC 3339. */
  made: string;
  given: readonly PersonPseudonym[];
  format: 'json' | 'csv';
}

/** Columns of the CSV file; everything else of a record is in the last one. */
const columns = [
  '@timestamp',
  'event.dataset',
  'event.action',
  'host.name',
  'user.name',
  'source.ip',
  'message',
] as const;
const pageSize = 500;
/** The search language takes 4,000 characters. */
const pseudonymsAQuery = 60;

/** @returns the text of the file, piece by piece: alerts about the person, then events with one of the pseudonyms */
export async function* subjectText(deps: Deps, request: SubjectRequest): AsyncGenerator<string> {
  if (request.format === 'csv') yield* csvText(deps, request);
  else yield* jsonText(deps, request);
}

async function* csvText(deps: Deps, request: SubjectRequest): AsyncGenerator<string> {
  const clear = inClear(request.given, (identifier) => identifier);
  const clearJson = inClear(request.given, spelledInJson);
  yield `\ufeff${csvRecord(['record', ...columns, 'fields'])}`;
  for (const { last_seen, rule, entity } of await alertsOf(deps, request))
    yield csvRecord(['alert', last_seen, '', rule.title, '', '', '', entity.value, ''].map(clear));
  for await (const event of eventsOf(deps, request)) {
    const fields = clearJson(JSON.stringify(event.fields));
    yield csvRecord(['event', ...columns.map((name) => clear(String(event[name] ?? ''))), fields]);
  }
}

async function* jsonText(deps: Deps, request: SubjectRequest): AsyncGenerator<string> {
  const clear = inClear(request.given, spelledInJson);
  const { tenant, made, given } = request;
  const pseudonyms = given.map(({ clear: _clear, given: _given, ...rest }) => rest);
  yield `{"tenant":${JSON.stringify(tenant)},"made":${JSON.stringify(made)},"pseudonyms":${JSON.stringify(pseudonyms)}`;
  yield `,"alerts":${clear(JSON.stringify(await alertsOf(deps, request)))},"events":[`;
  let first = true;
  for await (const event of eventsOf(deps, request)) {
    yield `${first ? '' : ','}\n${clear(JSON.stringify(event))}`;
    first = false;
  }
  yield ']}\n';
}

/** @returns puts the identifier that was asked for, as it is spelled there, in the place of each pseudonym of the person */
function inClear(
  given: readonly PersonPseudonym[],
  spelled: (identifier: string) => string,
): (text: string) => string {
  return (text) =>
    given.reduce((out, { pseudonym, clear }) => out.replaceAll(pseudonym, () => spelled(clear)), text);
}

const spelledInJson = (text: string): string => JSON.stringify(text).slice(1, -1);

async function alertsOf({ db }: Deps, { tenant, given }: SubjectRequest) {
  const names = given.map(({ pseudonym }) => pseudonym);
  if (names.length === 0) return [];
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where((where) =>
      where.or([
        where('entity_value', 'in', names),
        sql<boolean>`exists (select from alert_event as kept where kept.alert_id = alert.id
          and kept.document::text like any(${names.map((name) => `%${name}%`)}::text[]))`,
      ]),
    )
    .orderBy('last_seen', 'desc')
    .execute();
  return rows.map(toAlert);
}

/** The sealed original tells nobody anything: it is left out. */
async function* eventsOf({ events }: Deps, { tenant, given }: SubjectRequest): AsyncGenerator<EventDocument> {
  const names = given.map(({ pseudonym }) => pseudonym);
  const seen = new Set<string>();
  for (let at = 0; at < names.length; at += pseudonymsAQuery) {
    const q = queryOf(names.slice(at, at + pseudonymsAQuery));
    let cursor: string | undefined;
    do {
      const page = await events.search({
        tenants: [tenant],
        q,
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const event of page.items) {
        if (names.length > pseudonymsAQuery && seen.has(event.id)) continue;
        if (names.length > pseudonymsAQuery) seen.add(event.id);
        const { 'event.original_encoding': encoding, ...rest } = event;
        yield encoding === 'base64' ? { ...rest, 'event.original': '' } : rest;
      }
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }
}
