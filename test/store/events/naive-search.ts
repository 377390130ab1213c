import type { Event, EventQuery, FieldValue } from '../../../server/contract/event.js';
import { numberColumns, textColumns } from '../../../server/contract/event.js';

/** The meaning of a query in the plainest code: the oracle of the property test. */
export function naiveSearch(
  events: readonly Event[],
  tenants: readonly string[],
  query: EventQuery,
): Event[] {
  return events
    .filter((event) => matches(event, tenants, query))
    .sort((a, b) => b['@timestamp'] - a['@timestamp'] || (a.id < b.id ? 1 : -1));
}

function matches(event: Event, tenants: readonly string[], query: EventQuery): boolean {
  const time = event['@timestamp'];
  if (!tenants.includes(event.tenant)) return false;
  if (query.tenant !== undefined && event.tenant !== query.tenant) return false;
  if (query.from !== undefined && time < Date.parse(query.from)) return false;
  if (query.to !== undefined && time >= Date.parse(query.to)) return false;
  if (query.q && !containsText(event, query.q.toLowerCase())) return false;
  return (query.filter ?? []).every((filter) =>
    filter.startsWith('-') ? !passes(event, filter.slice(1)) : passes(event, filter),
  );
}

function containsText(event: Event, needle: string): boolean {
  const fields = JSON.stringify(event.fields).toLowerCase();
  const decoded = decode(event['event.original']);
  const texts = [event.message, event['process.command_line'], decoded].map((text) => text?.toLowerCase());
  return texts.some((text) => text?.includes(needle)) || fields.includes(JSON.stringify(needle).slice(1, -1));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function passes(event: Event, filter: string): boolean {
  const colon = filter.indexOf(':');
  const name = filter.slice(0, colon);
  const value = filter.slice(colon + 1);
  if ((numberColumns as readonly string[]).includes(name)) {
    const number = event[name as (typeof numberColumns)[number]];
    if (number === undefined) return false;
    return value.includes('*') ? pattern(value).test(String(number)) : number === Number(value);
  }
  const held: FieldValue | undefined = (textColumns as readonly string[]).includes(name)
    ? event[name as (typeof textColumns)[number]]
    : Object.hasOwn(event.fields, name)
      ? event.fields[name]
      : undefined;
  if (held === undefined || held === null) return false;
  if (value === '*') return true;
  const elements = Array.isArray(held) ? held : [held];
  return elements.some((element) => element !== null && pattern(value).test(String(element)));
}

/** Short texts of our own only: the expression needs no bound. */
function pattern(value: string): RegExp {
  const source = value.replaceAll(/\\\\|\\\*|\*|[^\\*]+|\\/g, (part) => {
    if (part === '*') return '[^]*';
    const literal = part === '\\\\' || part === '\\*' ? part[1]! : part;
    return literal.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
