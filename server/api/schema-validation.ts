import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fp from 'fastify-plugin';

/**
 * Checks requests with ajv: JSON bodies exactly as they are; what comes as text (query, path, headers) with its
 * numbers read and a single value accepted where a list is asked for. Unknown names are refused, never removed
 * silently.
 */
export const schemaValidation = fp(
  async (app) => {
    // The schemas themselves are TypeBox's: checking them again would cost every start.
    const body = new Ajv({ useDefaults: true, validateSchema: false });
    const text = new Ajv({ useDefaults: true, coerceTypes: 'array', validateSchema: false });
    for (const ajv of [body, text]) formats.default(ajv);
    app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? body : text).compile(schema));
  },
  { name: 'schema-validation' },
);
