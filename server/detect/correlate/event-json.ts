import type { Event } from '../../contract/event.js';

type Stored = Omit<Event, 'event.original'> & { 'event.original': string };

/** @returns events as JSON, their originals in base64 */
export function encodeEvents(events: readonly Event[]): Uint8Array {
  const stored = events.map((event) => {
    const { buffer, byteOffset, byteLength } = event['event.original'];
    const original = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    return JSON.stringify({ ...event, 'event.original': original } satisfies Stored);
  });
  return Buffer.from(`[${stored.join(',')}]`);
}

/** @returns the events that {@link encodeEvents} wrote */
export function decodeEvents(json: Uint8Array): Event[] {
  const stored = JSON.parse(
    Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString(),
  ) as Stored[];
  return stored.map((event) => ({
    ...event,
    'event.original': new Uint8Array(Buffer.from(event['event.original'], 'base64')),
  }));
}
