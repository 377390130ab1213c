import { Ajv, type ValidateFunction } from 'ajv';
import { GrundwachtError } from '../../contract/errors.js';
import { schemaSentence } from '../../contract/schema-sentences.js';
import { MappingIndex } from './mapping-index.js';

let compiled: ValidateFunction<MappingIndex> | undefined;

/**
 * Checks a mapping index against its JSON schema.
 * @param file where it came from, for messages
 * @throws GrundwachtError CATALOG_MALFORMED with a JSON pointer
 */
export function checkMapping(value: unknown, file: string): MappingIndex {
  compiled ??= new Ajv({ strict: true, validateSchema: false }).compile<MappingIndex>(MappingIndex);
  if (compiled(value)) return value;
  const [error] = compiled.errors ?? [];
  throw new GrundwachtError('CATALOG_MALFORMED', {
    pointer: `${file}: ${error?.instancePath || '/'}`,
    ...schemaSentence(error),
  });
}
