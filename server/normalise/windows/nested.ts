import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { type JsonObject, objectAt } from '../json/object.js';
import { applyColumns, firstTime, setData, setSystem } from './system.js';

/** Whether the document is `{Event: {System, ...}}` or `{System, EventData}`, as converters of .evtx write it. */
export function isNested(document: JsonObject): boolean {
  return objectAt(objectAt(document, 'Event') ?? document, 'System') !== undefined;
}

/** Fills `event` from the nested shape; attributes may be in `#attributes` or under `@Name`. */
export function applyNested(event: Event, document: JsonObject, zone: string | undefined): void {
  const root = objectAt(document, 'Event') ?? document;
  const system = objectAt(root, 'System')!;
  if (system['EventID'] === undefined) throw new Unparsable('Windows event without System.EventID');
  for (const [name, value] of Object.entries(system)) systemElement(event, name, value);
  section(event, root['EventData']);
  userData(event, root['UserData']);
  const rendering = objectAt(root, 'RenderingInfo');
  const message = rendering?.['Message'] ?? root['Message'] ?? document['Message'];
  if (typeof message === 'string') event.message = message;
  const created = event.fields['TimeCreated_SystemTime'] ?? event.fields['TimeCreated'];
  applyColumns(
    event,
    firstTime([
      [created, 'UTC'],
      [event.fields['UtcTime'], 'UTC'],
      [document['@timestamp'], zone],
    ]),
  );
}

function systemElement(event: Event, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    // Some converters put the provider's name and the time directly.
    const direct =
      name === 'Provider' ? 'Provider_Name' : name === 'TimeCreated' ? 'TimeCreated_SystemTime' : name;
    setSystem(event, direct, value);
    return;
  }
  const element = value as JsonObject;
  setSystem(event, name, element['#text']);
  const attributes = objectAt(element, '#attributes') ?? element;
  for (const [key, item] of Object.entries(attributes)) {
    if (key.startsWith('#') || key === 'xmlns') continue;
    const attribute = key.startsWith('@') ? key.slice(1) : key;
    setSystem(event, `${name}_${attribute}`, item);
  }
}

/** EventData: named values, or `Data` with one or several unnamed ones. */
function section(event: Event, data: unknown): void {
  if (typeof data !== 'object' || data === null) {
    if (data !== null && data !== undefined && data !== '') setData(event, 'Data', [data]);
    return;
  }
  for (const [name, value] of Object.entries(data)) {
    if (name.startsWith('#attributes') || name === 'xmlns' || name === '@xmlns') continue;
    if (name === 'Data') unnamed(event, value);
    else setData(event, name, plain(value));
  }
}

/** Values of `Data`: text, `{#text}`, or objects that carry the name as an attribute; single or in an array. */
function unnamed(event: Event, value: unknown): void {
  const values: unknown[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    const name = nameOf(item);
    if (name !== undefined) {
      setData(event, name, plain(item));
      continue;
    }
    const inner = plain(item);
    if (Array.isArray(inner)) values.push(...inner);
    else if (inner !== null && inner !== undefined) values.push(inner);
  }
  if (values.length > 0) setData(event, 'Data', values);
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const element = item as JsonObject;
  const name = (objectAt(element, '#attributes') ?? element)['Name'] ?? element['@Name'] ?? element['_Name'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** The text of an element that some converters wrap together with its attributes. */
function plain(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const element = item as JsonObject;
  for (const key of ['#text', '_', 'text', 'Value', 'content', '$']) if (key in element) return element[key];
  return '#attributes' in element || '@Name' in element || 'Name' in element ? '' : item;
}

/** UserData: the wrapper element's name is the provider's; the leaves below it are the fields. */
function userData(event: Event, data: unknown): void {
  if (typeof data !== 'object' || data === null) return;
  for (const [name, wrapper] of Object.entries(data)) {
    if (name.startsWith('#') || name.startsWith('@')) continue;
    if (typeof wrapper === 'object' && wrapper !== null && !Array.isArray(wrapper)) leaves(event, wrapper, 0);
    else setData(event, name, wrapper);
  }
}

function leaves(event: Event, source: object, depth: number): void {
  for (const [name, value] of Object.entries(source)) {
    if (name.startsWith('#attributes') || name.startsWith('@') || name === 'xmlns') continue;
    const inner = plain(value);
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth < 8)
      leaves(event, inner, depth + 1);
    else setData(event, name, inner);
  }
}
