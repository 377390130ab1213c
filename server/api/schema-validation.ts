import serializers from '@fastify/fast-json-stringify-compiler';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { FastifyInstance, FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';
import fp from 'fastify-plugin';

interface Compilers {
  validator: FastifySchemaCompiler<unknown>;
  serializer: FastifySerializerCompiler<unknown>;
}

/** For every app of the process: what they share is compiled once. The schemas are TypeBox's: checking them would cost time. */
const body = new Ajv({ useDefaults: true, validateSchema: false });
const text = new Ajv({ useDefaults: true, coerceTypes: 'array', validateSchema: false });
for (const ajv of [body, text]) formats.default(ajv);

/**
 * Checks requests with ajv: JSON bodies exactly as they are; what comes as text (query, path, headers) with its
 * numbers read and a single value accepted where a list is asked for. Unknown names are refused, never removed
 * silently. Of replies, what their schema names is sent.
 *
 * A schema is compiled when its route is asked for the first time: compiling all of them took half of a start.
 */
export const schemaValidation = fp(
  async (app) => {
    const { validator, serializer } = compilers(app);
    app.setValidatorCompiler((route) => validateLazily(() => validator(route)));
    app.setSerializerCompiler((route) => {
      let serialize: ((data: unknown) => string) | undefined;
      return (data) => {
        serialize ??= serializer(route);
        return serialize(data);
      };
    });
  },
  { name: 'schema-validation' },
);

/**
 * @param app whose shared schemas replies refer to
 * @returns what compiles schemas, at once
 */
export function compilers(app: FastifyInstance): Compilers {
  return {
    validator: ({ schema, httpPart }) => (httpPart === 'body' ? body : text).compile(schema as object),
    serializer: (route) => serializers()(app.getSchemas())({ ...route, httpStatus: route.httpStatus ?? '' }),
  };
}

type Validator = ReturnType<Compilers['validator']>;

function validateLazily(compile: () => Validator): Validator {
  let compiled: Validator | undefined;
  const validate: Validator = (data) => {
    compiled ??= compile();
    const valid = compiled(data);
    validate.errors = compiled.errors ?? null;
    return valid;
  };
  return validate;
}
