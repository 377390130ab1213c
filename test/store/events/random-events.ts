import fc from 'fast-check';
import type { Event, FieldValue } from '../../../server/contract/event.js';

/** Few values, so that queries hit: with every character that a pattern, JSON or SQL gives a meaning. */
const text = fc.constantFrom(
  'root',
  'Root',
  'admin',
  'a*b',
  'a\\b',
  '100%',
  'under_score',
  "o'brien",
  'say "hi"',
  'Müller',
  'zeile\neins',
  'nul\0byte',
  '',
  '5',
  'C:\\Windows\\cmd.exe',
);
const field: fc.Arbitrary<FieldValue> = fc.oneof(
  text,
  fc.integer({ min: -3, max: 10 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(text, fc.integer({ min: 0, max: 9 })), { maxLength: 3 }),
);
const fieldName = fc.constantFrom('Image', 'a.b', 'with space', 'sl/ash', 'til~de', 'quo"te', '0', 'ä');
const original = fc.oneof(
  text.map((value) => Buffer.from(value, 'utf8')),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
);

const begin = Date.parse('2026-03-01T00:00:00Z');

/** @returns an event whose id is unique for the number */
function makeEvent(
  n: number,
  parts: Omit<Event, 'id' | 'event.ingested' | 'event.kind' | 'event.module'>,
): Event {
  const hex = n.toString(16).padStart(12, '0');
  return {
    id: `019ca000-${hex.slice(0, 4)}-7000-8000-${hex}`,
    'event.ingested': begin + n,
    'event.kind': 'event',
    'event.module': 'linux',
    ...parts,
  };
}

const parts = fc.record(
  {
    tenant: fc.constantFrom('stadt', 'werke', 'schule'),
    // Few times, so that equal ones meet.
    '@timestamp': fc.integer({ min: 0, max: 40 }).map((n) => begin + n * 1000),
    'event.dataset': fc.constantFrom('linux.sshd', 'linux.sudo'),
    'observer.id': fc.constant('rathaus-1'),
    'log.source': fc.constant('192.0.2.1'),
    fields: fc.dictionary(fieldName, field, { maxKeys: 3 }),
    'event.original': original,
    'user.name': text,
    'host.name': text,
    message: text,
    'process.command_line': text,
    'event.severity': fc.integer({ min: 0, max: 7 }),
    'process.pid': fc.constantFrom(0, 5, 4_294_967_295),
  },
  {
    requiredKeys: [
      'tenant',
      '@timestamp',
      'event.dataset',
      'observer.id',
      'log.source',
      'fields',
      'event.original',
    ],
  },
);

export const someEvents: fc.Arbitrary<Event[]> = fc
  .array(parts, { minLength: 1, maxLength: 60 })
  .map((all) => all.map((one, n) => makeEvent(n, one as Parameters<typeof makeEvent>[1])));

/** A value as a filter writes it: characters with a meaning are escaped. */
const escaped = text.map((value) => value.replaceAll(/[\\*]/g, '\\$&'));
const pattern = fc.oneof(
  escaped,
  fc.constant('*'),
  fc
    .array(fc.oneof(escaped, fc.constantFrom('o', 'm', 'i', '5', '\\\\')), { minLength: 1, maxLength: 2 })
    .map((pieces) => `*${pieces.join('*')}*`),
  fc.constantFrom('r*t', 'a*', '*n', '1*%'),
);
const columnFilter = fc
  .tuple(
    fc.constantFrom('user.name', 'host.name', 'message', 'event.dataset', 'Image', 'a.b', 'with space'),
    pattern,
  )
  .map(([name, value]) => `${name}:${value}`);
const oddFieldFilter = fc
  .tuple(fc.constantFrom('sl/ash', 'til~de', 'quo"te', '0', 'ä', 'absent'), pattern)
  .map(([name, value]) => `${name}:${value}`);
const numberFilter = fc
  .tuple(
    fc.constantFrom('event.severity', 'process.pid'),
    fc.constantFrom('0', '5', '5.0', '*', '4294967295', '4*'),
  )
  .map(([name, value]) => `${name}:${value}`);

export const someQuery = fc.record(
  {
    from: fc.integer({ min: 0, max: 40 }).map((n) => new Date(begin + n * 1000).toISOString()),
    to: fc.integer({ min: 0, max: 45 }).map((n) => new Date(begin + n * 1000).toISOString()),
    q: fc.constantFrom('ROOT', 'müll', '"HI"', '\\', '%', '_', 'nul\0', "o'b", 'x'),
    tenant: fc.constantFrom('stadt', 'werke'),
    filter: fc.array(
      fc
        .tuple(fc.boolean(), fc.oneof(columnFilter, oddFieldFilter, numberFilter))
        .map(([excludes, filter]) => (excludes ? `-${filter}` : filter)),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);
