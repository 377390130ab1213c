import { normalise } from '../../normalise/normalise.js';
import { isColumn } from '../match/field-reader.js';

const known = new Map<string, readonly string[] | undefined>();
const probe = 'A\\b\tä 1';

/**
 * The keys of a flat Windows record (NXLog, Security-Datasets, Fluent Bit) whose text alone becomes a field of its
 * event, asked of the normaliser itself.
 * @param name field of the event, as rules name it
 * @returns keys in order of preference, none for a field that flat records do not have (their `Message` becomes a
 * column); undefined for fields that the normaliser makes in other ways
 */
export function keysOfField(name: string): readonly string[] | undefined {
  if (known.has(name)) return known.get(name);
  const keys = name === 'message' ? ['message', 'Message'] : probeKeys(name);
  known.set(name, keys);
  return keys;
}

function probeKeys(name: string): readonly string[] | undefined {
  if (isColumn(name) || name === '__proto__' || name === 'log.truncated') return undefined;
  const [kept, empty] = [fieldOf(name, probe), fieldOf(name, '')];
  if (kept === probe && empty === '') return [name];
  return kept === undefined ? [] : undefined;
}

/** @returns the field that the normaliser makes of a key of the same name */
function fieldOf(name: string, text: string): unknown {
  const raw = Buffer.from(JSON.stringify({ EventID: 1, Channel: 'Probe', [name]: text }));
  const event = normalise(
    { source: '', transport: 'file', format: 'json', dataset: '', received: 0, truncated: false, raw },
    { tenant: '', collector: '', id: '' },
  );
  return event['event.dataset'] === 'windows.probe' ? event.fields[name] : null;
}
