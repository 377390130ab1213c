import type { ErrorObject } from 'ajv';
import type { CatalogNote } from '../../contract/catalog.js';
import { GrundwachtError } from '../../contract/errors.js';
import { faultAt, type Said } from '../../contract/fault.js';
import { schemaSentence } from '../../contract/schema-sentences.js';
import { noteOf } from './note.js';
import type { OscalDocument, OscalModel } from './oscal-document.js';
import { oscalCheck } from './oscal-schema.js';

const models: readonly OscalModel[] = ['catalog', 'profile', 'mapping-collection', 'component-definition'];
/** Other models of OSCAL, which are no catalogues. */
const otherModels = [
  'system-security-plan',
  'assessment-plan',
  'assessment-results',
  'plan-of-action-and-milestones',
];
const versions = /^1\.[12](?:\.\d+)?/;

export type ReadOscal = OscalDocument & {
  /** Tolerated departures from NIST's schema: JSON pointer and what is there. */
  tolerated: CatalogNote[];
};

/**
 * Reads an OSCAL document in JSON (NIST, OSCAL 1.1 or 1.2) and checks it against NIST's schema.
 * @param text the file's content
 * @param file its name, for messages
 * @throws GrundwachtError CATALOG_MALFORMED with line and column (no JSON) or JSON pointer (not OSCAL)
 */
export function readOscal(text: string, file: string): ReadOscal {
  const value = parseJson(text, file);
  const model = modelOf(value, file);
  const check = oscalCheck(model);
  check.tolerated.clear();
  try {
    if (!check.validate(value)) throw worst(check.validate.errors ?? [], file);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new GrundwachtError(
      'CATALOG_MALFORMED',
      { pointer: file, message: 'is nested too deeply' },
      { cause },
    );
  }
  const body = (value as Record<OscalModel, unknown>)[model];
  const version = (body as { metadata: { 'oscal-version': string } }).metadata['oscal-version'];
  if (!versions.test(version)) {
    const where = `/${model}/metadata/oscal-version`;
    throw malformed(`${file}: ${where}`, {
      message: 'is {version}; expected OSCAL 1.1 or 1.2',
      values: { version },
    });
  }
  const tolerated = [...check.tolerated].map(([pointer, said]) => noteOf(pointer, said));
  return { model, body, tolerated } as ReadOscal;
}

/**
 * @param text JSON
 * @param file its name, for messages
 * @throws GrundwachtError CATALOG_MALFORMED with line and column
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const message = (cause as Error).message;
    // V8 gives the position in characters, except where the text ends too early.
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    const place = `${before.length}:${before.at(-1)!.length + 1}`;
    const short = message.slice(0, 200);
    throw new GrundwachtError(
      'CATALOG_MALFORMED',
      { pointer: `${file}:${place}`, message: 'is not JSON: {short}', values: { short } },
      { cause },
    );
  }
}

function modelOf(value: unknown, file: string): OscalModel {
  if (typeof value !== 'object' || value === null) throw malformed(`${file}: /`, 'must be object');
  const model = models.find((name) => Object.hasOwn(value, name));
  if (model !== undefined) return model;
  const other = otherModels.find((name) => Object.hasOwn(value, name));
  throw malformed(`${file}: /`, {
    message:
      other === undefined
        ? 'has no member of OSCAL; expected one of {models}'
        : "is OSCAL's {other}; expected one of {models}",
    values: { other: other ?? '', models: models.join(', ') },
  });
}

/** Alternatives that do not apply fail higher up than the fault itself. */
function worst(errors: readonly ErrorObject[], file: string): GrundwachtError {
  let deepest = errors[0];
  for (const error of errors) {
    if (depth(error) > depth(deepest!)) deepest = error;
  }
  return malformed(`${file}: ${deepest?.instancePath || '/'}`, schemaSentence(deepest));
}

const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length;

const malformed = (place: string, said: Said): GrundwachtError =>
  new GrundwachtError('CATALOG_MALFORMED', faultAt(place, said));
