import { GrundwachtError } from '../contract/errors.js';
import type { TlpLabel } from '../contract/indicator-kinds.js';
import { type About, instantOf, type ReadIndicators, Reading, tlpNamed } from './reading.js';
import { patternValues } from './stix-pattern.js';

/** The markings that the standard itself defines (STIX 2.1, 7.2.1.4) and those of FIRST's extension for TLP 2.0. */
const knownMarkings: Readonly<Record<string, TlpLabel>> = {
  'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9': 'clear',
  'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da': 'green',
  'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82': 'amber',
  'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed': 'red',
  'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487': 'clear',
  'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb': 'green',
  'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421': 'amber',
  'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003': 'amber+strict',
  'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1': 'red',
};

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads the indicators of a STIX 2.1 bundle.
 * @throws GrundwachtError VALIDATION when it is no bundle
 */
export function readStix(bundle: unknown): ReadIndicators {
  if (!isObject(bundle) || bundle['type'] !== 'bundle' || !Array.isArray(bundle['objects'])) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/content',
      message: 'is no STIX bundle with objects',
    });
  }
  const reading = new Reading('stix');
  const objects = bundle['objects'] as unknown[];
  const markings = markingsOf(objects);
  for (const [n, object] of objects.entries()) {
    const place = `/objects/${n}`;
    if (!isObject(object)) reading.refuse(place, '', 'is no object');
    else if (object['type'] !== 'indicator') reading.leaveOut('other_object');
    else if (object['revoked'] === true) reading.leaveOut('revoked');
    else addIndicator(reading, place, object, markings);
  }
  return reading.result();
}

function addIndicator(
  reading: Reading,
  place: string,
  object: Json,
  markings: ReadonlyMap<string, TlpLabel>,
): void {
  const pattern = textOf(object['pattern']);
  const type = object['pattern_type'] ?? 'stix';
  if (type !== 'stix') {
    reading.refuse(`${place}/pattern_type`, String(type), 'is a pattern of another language than STIX');
    return;
  }
  const values = patternValues(pattern);
  if ('message' in values) {
    reading.refuse(`${place}/pattern`, pattern, values);
    return;
  }
  const about = aboutOf(object, markings);
  if (typeof about === 'string') {
    reading.refuse(`${place}/${about}`, textOf(object[about]), 'is no time');
    return;
  }
  for (const { kind, value } of values) reading.add(`${place}/pattern`, kind, value, about);
}

function aboutOf(
  object: Json,
  markings: ReadonlyMap<string, TlpLabel>,
): About | 'valid_from' | 'valid_until' {
  const valid_from = instantOf(textOf(object['valid_from']));
  const valid_until = instantOf(textOf(object['valid_until']));
  if (valid_from === undefined) return 'valid_from';
  if (valid_until === undefined) return 'valid_until';
  const refs = Array.isArray(object['object_marking_refs']) ? object['object_marking_refs'] : [];
  const labels = refs.flatMap((ref) => markings.get(textOf(ref)) ?? []);
  const parts = [object['name'], object['description']].map(textOf).filter((text) => text !== '');
  return { description: parts.join(': '), tlp: labels[0] ?? null, valid_from, valid_until };
}

/** @returns TLP labels by the id of the marking */
function markingsOf(objects: readonly unknown[]): Map<string, TlpLabel> {
  const markings = new Map(Object.entries(knownMarkings));
  for (const object of objects) {
    if (!isObject(object) || object['type'] !== 'marking-definition') continue;
    const { definition } = object;
    const named = isObject(definition) ? textOf(definition['tlp']) : textOf(object['name']);
    const label = tlpNamed(named);
    if (label !== undefined) markings.set(textOf(object['id']), label);
  }
  return markings;
}
