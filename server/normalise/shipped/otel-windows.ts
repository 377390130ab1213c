import { type JsonObject, objectAt } from '../json/object.js';

/** Whether the body is what OpenTelemetry's windowseventlog receiver makes of an event. */
export function isOtelWindowsEvent(body: JsonObject): boolean {
  return typeof body['channel'] === 'string' && body['event_id'] !== undefined && 'event_data' in body;
}

const levels = ['', 'critical', 'error', 'warning', 'information', 'verbose'];

/**
 * Turns the receiver's body into Winlogbeat's shape, of which the same fields are known. Its `event_data` is a map of
 * names, a list of maps with one name each, or a map with such a list under `data`, as the versions have it.
 */
export function windowsDocument(body: JsonObject): JsonObject {
  const provider = objectAt(body, 'provider');
  const execution = objectAt(body, 'execution');
  const level = String(body['level'] ?? '');
  return {
    '@timestamp': body['system_time'],
    message: body['message'],
    log: { level: levels[Number(level)] || level },
    winlog: {
      channel: body['channel'],
      event_id: objectAt(body, 'event_id')?.['id'] ?? body['event_id'],
      provider_name: provider?.['name'],
      provider_guid: provider?.['guid'],
      computer_name: body['computer'],
      record_id: body['record_id'],
      version: body['version'],
      process: { pid: execution?.['process_id'], thread: { id: execution?.['thread_id'] } },
      activity_id: objectAt(body, 'correlation')?.['activity_id'],
      user: { identifier: objectAt(body, 'security')?.['user_id'] },
      keywords: keywordNames(body['keywords']),
      event_data: eventData(body['event_data']),
      user_data: userData(body['user_data']),
    },
  };
}

/** Bits of the keywords where they are not rendered: winmeta.xml's audit failure and success. */
function keywordNames(keywords: unknown): unknown {
  const [first] = Array.isArray(keywords) ? (keywords as unknown[]) : [keywords];
  if (typeof first !== 'string' || !/^0x[0-9a-f]{16}$/i.test(first)) return keywords;
  const bits = Number.parseInt(first.slice(4, 6), 16);
  return (bits & 0x10) !== 0 ? ['Audit Failure'] : (bits & 0x20) !== 0 ? ['Audit Success'] : keywords;
}

function eventData(data: unknown): JsonObject {
  if (Array.isArray(data)) return named(data as unknown[]);
  if (typeof data !== 'object' || data === null) return {};
  const list = (data as JsonObject)['data'];
  return Array.isArray(list) ? named(list as unknown[]) : (data as JsonObject);
}

/** Values without a name are `param1`, `param2`, ..., as Winlogbeat calls them. */
function named(list: readonly unknown[]): JsonObject {
  const found: [string, unknown][] = [];
  let unnamed = 0;
  for (const item of list) {
    if (typeof item !== 'object' || item === null) continue;
    for (const [name, value] of Object.entries(item)) {
      found.push([name === '' ? `param${++unnamed}` : name, value]);
    }
  }
  return Object.fromEntries(found);
}

/** The wrapper's name is the provider's; the leaves below it are the fields. */
function userData(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const [only, more] = Object.values(data);
  return more === undefined && typeof only === 'object' && only !== null ? only : data;
}
