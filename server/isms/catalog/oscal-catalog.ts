import { Ajv, type ValidateFunction } from 'ajv';
import Type, { type Static } from 'typebox';
import { GrundwachtError } from '../../contract/errors.js';

const Property = Type.Object({ name: Type.String(), value: Type.String() });
const Part = Type.Object({ name: Type.String(), props: Type.Optional(Type.Array(Property)) });

/** The parts of an OSCAL control that an index is made from. */
export interface OscalControl {
  id: string;
  title: string;
  props?: Static<typeof Property>[];
  parts?: Static<typeof Part>[];
  controls?: OscalControl[];
}

export interface OscalGroup {
  id?: string;
  title: string;
  props?: Static<typeof Property>[];
  groups?: OscalGroup[];
  controls?: OscalControl[];
}

export interface OscalCatalog {
  catalog: { metadata: { title: string; version: string }; groups: OscalGroup[] };
}

const OscalCatalogSchema = {
  type: 'object',
  required: ['catalog'],
  properties: {
    catalog: {
      type: 'object',
      required: ['metadata', 'groups'],
      properties: {
        metadata: Type.Object({ title: Type.String(), version: Type.String() }),
        groups: { type: 'array', minItems: 1, items: { $ref: '#/$defs/group' } },
      },
    },
  },
  $defs: {
    group: {
      type: 'object',
      required: ['title'],
      properties: {
        id: Type.String(),
        title: Type.String(),
        props: Type.Array(Property),
        groups: { type: 'array', items: { $ref: '#/$defs/group' } },
        controls: { type: 'array', items: { $ref: '#/$defs/control' } },
      },
    },
    control: {
      type: 'object',
      required: ['id', 'title'],
      properties: {
        id: Type.String(),
        title: Type.String(),
        props: Type.Array(Property),
        parts: Type.Array(Part),
        controls: { type: 'array', items: { $ref: '#/$defs/control' } },
      },
    },
  },
};
let compiled: ValidateFunction<OscalCatalog> | undefined;
/** Compiled when the first catalogue is read: most programs read none. */
function schemaCheck(): ValidateFunction<OscalCatalog> {
  compiled ??= new Ajv({ allErrors: false }).compile<OscalCatalog>(OscalCatalogSchema);
  return compiled;
}

/**
 * Reads an OSCAL 1.1/1.2 catalogue (NIST, Catalog Model) in JSON.
 * @param text the file's content
 * @param file its name, for messages
 * @throws GrundwachtError CATALOG_MALFORMED with line and column (JSON) or JSON pointer (form)
 */
export function readOscalCatalog(text: string, file: string): OscalCatalog {
  const value = parseJson(text, file);
  const check = schemaCheck();
  if (check(value)) return value;
  const [error] = check.errors ?? [];
  const where = `${file}: ${error?.instancePath || '/'}: ${error?.message}`;
  throw new GrundwachtError('CATALOG_MALFORMED', `${where}; expected an OSCAL catalog in JSON`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = (cause as Error).message;
    // V8 gives the position in characters, except where the text ends too early.
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    const place = `${before.length}:${before.at(-1)!.length + 1}`;
    throw new GrundwachtError('CATALOG_MALFORMED', `${file}:${place}: is not JSON: ${message}`, { cause });
  }
}
