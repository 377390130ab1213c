import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { Sentence } from '../../contract/fault.js';
import { packageRoot } from '../../contract/package-root.js';
import type { DomainModel } from '../oscal/document.js';
import type { OscalModel } from './oscal-document.js';

/** NIST's schema of all models; OSCAL 1.1 documents are valid under it, too. */
export const oscalSchemaFile = 'oscal_complete_schema-1.2.1.json.gz';

const definitionOf = {
  catalog: 'oscal-complete-oscal-catalog:catalog',
  profile: 'oscal-complete-oscal-profile:profile',
  'mapping-collection': 'oscal-complete-oscal-mapping:mapping-collection',
  'component-definition': 'oscal-complete-oscal-component-definition:component-definition',
  'system-security-plan': 'oscal-complete-oscal-ssp:system-security-plan',
  'assessment-plan': 'oscal-complete-oscal-ap:assessment-plan',
  'assessment-results': 'oscal-complete-oscal-ar:assessment-results',
  'plan-of-action-and-milestones': 'oscal-complete-oscal-poam:plan-of-action-and-milestones',
} as const satisfies Record<OscalModel | DomainModel, string>;
const provenance = 'oscal-complete-oscal-mapping-common:mapping-provenance';

interface CompleteSchema {
  definitions: Record<string, SchemaObject>;
}

/** A check against NIST's schema, with what it tolerated. */
export interface OscalCheck {
  validate: ValidateFunction;
  /** JSON pointers of tolerated departures from the schema; emptied before every check by the caller. */
  tolerated: Map<string, Sentence>;
}

const checks = new Map<OscalModel | DomainModel, OscalCheck>();

/**
 * The check of one model, made at its first use.
 *
 * Two departures are tolerated and told, because official files have them: identifiers that are no XML names
 * (BSI's Annex A catalogue: `5.1`), and further members of a mapping's provenance. Nothing else is.
 */
export function oscalCheck(model: OscalModel | DomainModel): OscalCheck {
  let check = checks.get(model);
  if (check === undefined) {
    check = compile(model);
    checks.set(model, check);
  }
  return check;
}

function compile(model: OscalModel | DomainModel): OscalCheck {
  const tolerated = new Map<string, Sentence>();
  const { definitions } = completeSchema();
  const token = new RegExp(String(definitions['TokenDatatype']!['pattern']), 'u');
  definitions['TokenDatatype'] = { type: 'string', minLength: 1, oscalToken: true };
  const { additionalProperties: _, ...open } = definitions[provenance]!;
  definitions[provenance] = { ...open, knownMembers: Object.keys(open['properties'] as object) };

  const ajv = new Ajv({ strict: false, validateSchema: false });
  ajvFormats.default(ajv);
  ajv.addKeyword({
    keyword: 'oscalToken',
    type: 'string',
    // Even a tolerated identifier has no white space or control characters.
    validate: (_: unknown, text: string, __: unknown, at?: { instancePath: string }) => {
      if (token.test(text)) return true;
      if (!/^[^\s\p{C}]{1,200}$/u.test(text)) return false;
      tolerated.set(at?.instancePath ?? '', {
        message: '"{text}" is no name by OSCAL\'s rules',
        values: { text: text.slice(0, 60) },
      });
      return true;
    },
  });
  ajv.addKeyword({
    keyword: 'knownMembers',
    type: 'object',
    validate: (known: string[], value: object, _: unknown, at?: { instancePath: string }) => {
      for (const key of Object.keys(value)) {
        if (known.includes(key)) continue;
        tolerated.set(`${at?.instancePath ?? ''}/${key}`, { message: 'is no member by OSCAL' });
      }
      return true;
    },
  });
  const validate = ajv.compile({
    definitions,
    type: 'object',
    required: [model],
    properties: { $schema: { type: 'string' }, [model]: { $ref: `#/definitions/${definitionOf[model]}` } },
    additionalProperties: false,
  });
  return { validate, tolerated };
}

function completeSchema(): CompleteSchema {
  const file = join(packageRoot(), 'grundschutz-catalog', 'oscal', oscalSchemaFile);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as CompleteSchema;
}
