import type { Event, FieldValue } from '../../server/contract/event.js';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An event with what a test gives; the rest is that of an empty record. */
export function event(columns: Partial<Omit<Event, 'fields'>> = {}, fields: Event['fields'] = {}): Event {
  return {
    id: '00000000-0000-7000-8000-000000000000',
    tenant: 'city',
    '@timestamp': 1_750_000_000_000,
    'event.ingested': 1_750_000_001_000,
    'event.kind': 'event',
    'event.module': 'test',
    'event.dataset': 'test.test',
    'observer.id': 'collector',
    'log.source': 'test',
    'event.original': new Uint8Array(0),
    ...columns,
    fields,
  };
}

/** A Windows event from JSON, nested (`Event.System`) or flat, as the normaliser gives it. */
export function windowsEvent(record: Record<string, Json>, original = ''): Event {
  const fields: Event['fields'] = {};
  const nested = record['Event'] as Record<string, Json> | undefined;
  if (nested === undefined) flatten('', record, fields);
  else {
    flattenSystem((nested['System'] ?? {}) as Record<string, Json>, fields);
    flatten('', (nested['EventData'] ?? nested['UserData'] ?? {}) as Record<string, Json>, fields);
    for (const data of Object.values((nested['UserData'] ?? {}) as Record<string, Json>)) {
      if (typeof data === 'object' && data !== null && !Array.isArray(data)) flatten('', data, fields);
    }
  }
  const text = (name: string): string | undefined =>
    fields[name] === undefined || fields[name] === null ? undefined : String(fields[name]);
  const time = Date.parse(text('SystemTime') ?? text('@timestamp') ?? text('EventTime') ?? '');
  const built = event(
    {
      'event.module': 'windows',
      'event.dataset': 'windows.test',
      'event.original': Buffer.from(original),
      ...(Number.isNaN(time) ? {} : { '@timestamp': time, 'event.ingested': time }),
    },
    fields,
  );
  const columns = [
    ['event.code', text('EventID')],
    ['winlog.channel', text('Channel')],
    ['winlog.provider_name', text('Provider_Name') ?? text('SourceName')],
    ['host.name', text('Computer') ?? text('Hostname')],
    ['message', text('Message')],
  ] as const;
  for (const [column, value] of columns) if (value !== undefined) built[column] = value;
  return built;
}

function flattenSystem(system: Record<string, Json>, fields: Event['fields']): void {
  for (const [name, value] of Object.entries(system)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      fields[name] = value as FieldValue;
      continue;
    }
    const attributes = (value['#attributes'] ?? {}) as Record<string, Json>;
    for (const [attribute, text] of Object.entries(attributes)) {
      fields[`${name}_${attribute}`] = text as FieldValue;
      if (attribute === 'SystemTime') fields[attribute] = text as FieldValue;
    }
    if (value['#text'] !== undefined) fields[name] = value['#text'] as FieldValue;
  }
}

function flatten(prefix: string, record: Record<string, Json>, fields: Event['fields']): void {
  for (const [name, value] of Object.entries(record)) {
    if (name === '#attributes') continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (value['#text'] !== undefined) fields[prefix + name] = value['#text'] as FieldValue;
      else flatten(`${prefix}${name}.`, value, fields);
    } else fields[prefix + name] = value as FieldValue;
  }
}
