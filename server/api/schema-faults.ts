import type { FastifyError } from 'fastify';
import type { Fault } from '../contract/fault.js';
import { schemaSentences, schemaValues } from '../contract/schema-sentences.js';

/** @returns a fault for each that ajv found, with the JSON pointer of the value */
export function schemaFaults({ validation = [], validationContext = 'body' }: FastifyError): Fault[] {
  const part = validationContext === 'body' ? '' : `${validationContext} `;
  return validation.map(({ keyword, instancePath, params, message = '' }) => {
    const property = params['missingProperty'] ?? params['additionalProperty'];
    const pointer = typeof property === 'string' ? `${instancePath}/${property}` : instancePath;
    return {
      pointer: `${part}${pointer || '/'}`,
      message: schemaSentences[keyword] ?? message,
      values: schemaValues(params),
    };
  });
}
