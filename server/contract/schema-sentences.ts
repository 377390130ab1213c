import type { FaultValues, Sentence } from './fault.js';

/** Sentences of the keywords of JSON Schema that a value can break, with ajv's names of their values. */
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

/** The same of values in files, where the place is the one that holds the property. */
export const fileSentences: Readonly<Record<string, string>> = {
  ...schemaSentences,
  required: 'must have required property "{missingProperty}"',
  additionalProperties: 'must NOT have additional properties ("{additionalProperty}")',
};

/** Of a keyword that says nothing of itself. */
export const otherSchemaSentence = 'does not have the form';

/** What ajv, or TypeBox, says of a value; both name keywords and their values in the same way. */
export interface SchemaError {
  readonly keyword: string;
  readonly params: object;
  readonly message?: string;
}

/** @returns what is wrong with a value of a file */
export function schemaSentence(error: SchemaError | undefined): Sentence {
  if (error === undefined) return { message: otherSchemaSentence };
  const { keyword, params, message = otherSchemaSentence } = error;
  const known = fileSentences[keyword];
  return known === undefined ? { message } : { message: known, values: schemaValues(params) };
}

/** @returns what stands in the sentence of a keyword */
export function schemaValues(params: object): FaultValues {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]: [string, unknown]) => {
      // TypeBox tells of all properties at once.
      const named = { requiredProperties: 'missingProperty', additionalProperties: 'additionalProperty' }[
        name
      ];
      const text =
        typeof value === 'number' ? value : Array.isArray(value) ? value.join(', ') : String(value);
      return [[named ?? name, text]];
    }),
  );
}
