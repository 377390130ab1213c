import { normalise } from '../../normalise/normalise.js';
import { isColumn } from '../match/field-reader.js';

const known = new Map<string, readonly string[] | undefined>();
const probe = 'A\\b\tä 1';

/**
 * The keys of a flat Windows record (NXLog, Security-Datasets, Fluent Bit) whose text alone becomes a field of its
 * event, asked of the normaliser itself.
 * @param name field of the event, as rules name it
 * @returns keys in order of preference; undefined for fields that the normaliser makes in other ways
 */
export function keysOfField(name: string): readonly string[] | undefined {
  if (known.has(name)) return known.get(name);
  const keys = name === 'message' ? ['message', 'Message'] : isPlain(name) ? [name] : undefined;
  known.set(name, keys);
  return keys;
}

/** Asked twice, because the normaliser leaves empty values of the System section out. */
function isPlain(name: string): boolean {
  if (isColumn(name) || name === '__proto__' || name === 'log.truncated') return false;
  return [probe, ''].every((text) => isKept(name, text));
}

function isKept(name: string, text: string): boolean {
  const record = { EventID: 1, Channel: 'Probe', [name]: text };
  const raw = Buffer.from(JSON.stringify(record));
  const event = normalise(
    { source: '', transport: 'file', format: 'json', dataset: '', received: 0, truncated: false, raw },
    { tenant: '', collector: '', id: '' },
  );
  return event['event.dataset'] === 'windows.probe' && event.fields[name] === text;
}
