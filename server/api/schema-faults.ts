import type { FastifyError } from 'fastify';
import type { Fault, FaultValues } from '../contract/fault.js';

/** Sentences of the keywords of JSON Schema that a request can break, with ajv's names of their values. */
export const schemaSentences: Readonly<Record<string, string>> = {
  required: 'is missing',
  additionalProperties: 'is not known here',
  enum: 'must be equal to one of the allowed values: {allowedValues}',
  const: 'must be equal to {allowedValue}',
  type: 'must be {type}',
  format: 'must match format "{format}"',
  pattern: 'must match pattern "{pattern}"',
  minLength: 'must NOT have fewer than {limit} characters',
  maxLength: 'must NOT have more than {limit} characters',
  minItems: 'must NOT have fewer than {limit} items',
  maxItems: 'must NOT have more than {limit} items',
  uniqueItems: 'must NOT have duplicate items (items ## {j} and {i} are identical)',
  minProperties: 'must NOT have fewer than {limit} properties',
  maxProperties: 'must NOT have more than {limit} properties',
  minimum: 'must be >= {limit}',
  maximum: 'must be <= {limit}',
  exclusiveMinimum: 'must be > {limit}',
  exclusiveMaximum: 'must be < {limit}',
  multipleOf: 'must be multiple of {multipleOf}',
  propertyNames: 'property name must be valid',
  anyOf: 'must match a schema in anyOf',
  oneOf: 'must match exactly one schema in oneOf',
};

/** @returns a fault for each that ajv found, with the JSON pointer of the value */
export function schemaFaults({ validation = [], validationContext = 'body' }: FastifyError): Fault[] {
  const part = validationContext === 'body' ? '' : `${validationContext} `;
  return validation.map(({ keyword, instancePath, params, message = '' }) => {
    const property = params['missingProperty'] ?? params['additionalProperty'];
    const pointer = typeof property === 'string' ? `${instancePath}/${property}` : instancePath;
    return {
      pointer: `${part}${pointer || '/'}`,
      message: schemaSentences[keyword] ?? message,
      values: valuesOf(params),
    };
  });
}

function valuesOf(params: Record<string, unknown>): FaultValues {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}
