import { GrundwachtError } from '../contract/errors.js';
import type { IndicatorKind, TlpLabel } from '../contract/indicator-kinds.js';
import { type About, instantOf, type ReadIndicators, Reading, tlpNamed } from './reading.js';

type Json = Record<string, unknown>;
type Part = IndicatorKind | 'port';
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** MISP's attribute types that are looked for, as misp-project.org/datamodels names them; parts divided by `|`. */
const types: Readonly<Record<string, readonly Part[]>> = {
  'ip-src': ['ip'],
  'ip-dst': ['ip'],
  'ip-src|port': ['ip', 'port'],
  'ip-dst|port': ['ip', 'port'],
  domain: ['domain'],
  hostname: ['domain'],
  'hostname|port': ['domain', 'port'],
  'domain|ip': ['domain', 'ip'],
  url: ['url'],
  link: ['url'],
  md5: ['md5'],
  sha1: ['sha1'],
  sha256: ['sha256'],
  'malware-sample': ['file_name', 'md5'],
  filename: ['file_name'],
  'filename|md5': ['file_name', 'md5'],
  'filename|sha1': ['file_name', 'sha1'],
  'filename|sha256': ['file_name', 'sha256'],
  email: ['email'],
  'email-src': ['email'],
  'email-dst': ['email'],
};

/**
 * Reads a MISP event, or several as an export or a search gives them: attributes, also those of objects, that are for
 * detection (`to_ids`) and not deleted.
 * @throws GrundwachtError VALIDATION when it is none
 */
export function readMisp(document: unknown): ReadIndicators {
  const reading = new Reading('misp');
  const events = eventsOf(document);
  if (events.length === 0)
    throw new GrundwachtError('VALIDATION', { pointer: '/content', message: 'is no MISP event' });
  for (const { place, event } of events) {
    const tlp = tlpOf(event);
    const info = textOf(event['info']);
    addAttributes(reading, `${place}/Attribute`, event['Attribute'], { tlp, info });
    for (const [n, object] of listOf(event['Object']).entries()) {
      if (!isObject(object)) reading.refuse(`${place}/Object/${n}`, '', 'is no object');
      else if (isTrue(object['deleted'])) reading.leaveOut('deleted');
      else addAttributes(reading, `${place}/Object/${n}/Attribute`, object['Attribute'], { tlp, info });
    }
  }
  return reading.result();
}

/** `{Event}`, an array of these, or `{response: ...}` of these. */
function eventsOf(document: unknown): { place: string; event: Json }[] {
  const wrapped = isObject(document) && 'response' in document;
  const [all, root] = wrapped ? [document['response'], '/response'] : [document, ''];
  const each = Array.isArray(all)
    ? all.map((value: unknown, n) => ({ place: `${root}/${n}/Event`, value }))
    : [{ place: `${root}/Event`, value: all }];
  return each.flatMap(({ place, value }) => {
    const event = isObject(value) ? value['Event'] : undefined;
    return isObject(event) ? [{ place, event }] : [];
  });
}

interface OfEvent {
  tlp: TlpLabel | null;
  info: string;
}

function addAttributes(reading: Reading, place: string, attributes: unknown, event: OfEvent): void {
  for (const [n, attribute] of listOf(attributes).entries()) {
    if (!isObject(attribute)) reading.refuse(`${place}/${n}`, '', 'is no object');
    else if (isTrue(attribute['deleted'])) reading.leaveOut('deleted');
    else if (!isTrue(attribute['to_ids'])) reading.leaveOut('not_for_detection');
    else addAttribute(reading, `${place}/${n}`, attribute, event);
  }
}

function addAttribute(reading: Reading, place: string, attribute: Json, { tlp, info }: OfEvent): void {
  const type = textOf(attribute['type']);
  const value = textOf(attribute['value']);
  const parts = Object.hasOwn(types, type) ? types[type]! : undefined;
  if (parts === undefined) {
    reading.refuse(`${place}/type`, type, 'is a type that is not looked for');
    return;
  }
  const valid_from = instantOf(textOf(attribute['first_seen']));
  if (valid_from === undefined) {
    reading.refuse(`${place}/first_seen`, textOf(attribute['first_seen']), 'is no time');
    return;
  }
  const about: About = {
    description: [info, textOf(attribute['comment'])].filter((text) => text !== '').join(': '),
    tlp: tlpOf(attribute) ?? tlp,
    valid_from,
  };
  const values = parts.length === 1 ? [value] : value.split('|');
  if (values.length !== parts.length) {
    reading.refuse(`${place}/value`, value, {
      message: 'has not the {parts} parts of {text}',
      values: { parts: parts.length, text: type },
    });
    return;
  }
  for (const [n, part] of parts.entries()) {
    if (part !== 'port') reading.add(`${place}/value`, part, values[n]!, about);
  }
}

const isTrue = (value: unknown): boolean => value === true || value === 1 || value === '1';

function tlpOf(tagged: Json): TlpLabel | null {
  for (const tag of listOf(tagged['Tag'])) {
    const name = isObject(tag) ? textOf(tag['name']) : '';
    const label = /^tlp:/i.test(name) ? tlpNamed(name) : undefined;
    if (label !== undefined) return label;
  }
  return null;
}
