import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { type ErrorCode, errorTable, GrundwachtError } from '../contract/errors.js';
import { QuerySyntaxError } from '../query/syntax-error.js';

/** Body of every answer that is an error. */
export const ErrorReply = Type.Object(
  {
    error: Type.Object({
      code: Type.Enum(Object.keys(errorTable) as ErrorCode[]),
      message: Type.String(),
      detail: Type.Optional(Type.String({ description: 'what exactly, where (JSON pointer), what to do' })),
      query: Type.Optional(
        Type.Object(
          {
            fault: Type.String(),
            offset: Type.Integer(),
            length: Type.Integer(),
            suggestion: Type.Optional(Type.String({ description: 'a column that may have been meant' })),
          },
          { description: 'QUERY_SYNTAX: the place in the parameter `q`' },
        ),
      ),
    }),
  },
  { $id: 'Error' },
);

/** Gives every error the uniform body. */
export const errorReplies = fp(
  async (app) => {
    app.setErrorHandler((error: FastifyError, request, reply) => {
      replyError(reply, codedError(error, request.log));
    });
  },
  { name: 'error-replies' },
);

/** Answers with an error of the table. */
export function replyError(reply: FastifyReply, error: GrundwachtError): FastifyReply {
  const { code, detail, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  const body = {
    code,
    message: errorTable[code].message,
    ...(detail === undefined ? {} : { detail }),
    ...(error instanceof QuerySyntaxError && { query: queryPlace(error) }),
  };
  return reply
    .status(error.status)
    .serializer(JSON.stringify)
    .type('application/json; charset=utf-8')
    .send({ error: body });
}

function queryPlace({ fault, span, suggestion }: QuerySyntaxError) {
  return { fault, ...span, ...(suggestion !== undefined && { suggestion }) };
}

/** @returns the error to answer a request for an unknown path with */
export function notFound(request: FastifyRequest): GrundwachtError {
  return new GrundwachtError('NOT_FOUND', `there is no ${request.method} ${request.url.split('?', 1)[0]}`);
}

const frameworkCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
};

/** SQLSTATE classes of a database that is away or not yet there (PostgreSQL, appendix A). */
const connectionLost = /^(08|57P0)/;
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT']);
/** SQLSTATE character_not_in_repertoire: a value held U+0000. */
const notStorable = '22021';

function codedError(error: FastifyError, log: FastifyBaseLogger): GrundwachtError {
  if (error instanceof GrundwachtError) {
    if (error.status >= 500) log.error({ err: error, code: error.code }, 'request failed');
    return error;
  }
  if (error.validation !== undefined) return new GrundwachtError('VALIDATION', placeOf(error));
  const known = frameworkCodes[error.code];
  if (known !== undefined) return new GrundwachtError(known);
  if (error.code === notStorable)
    return new GrundwachtError('VALIDATION', 'a text holds the character U+0000');
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new GrundwachtError('VALIDATION', error.message);
  }
  log.error({ err: error }, 'request failed');
  const databaseGone = connectionLost.test(error.code) || unreachable.has(error.code);
  return new GrundwachtError(databaseGone ? 'DATABASE_UNAVAILABLE' : 'INTERNAL');
}

/** `/limit: must be <= 200` with the JSON pointer of the value, for each fault that ajv found. */
function placeOf(error: FastifyError): string {
  const faults = (error.validation ?? []).map(({ instancePath, params, message }) => {
    const missing = params['missingProperty'] ?? params['additionalProperty'];
    const pointer = typeof missing === 'string' ? `${instancePath}/${missing}` : instancePath;
    if (params['additionalProperty'] !== undefined) return `${pointer}: is not known here`;
    if (params['missingProperty'] !== undefined) return `${pointer}: is missing`;
    const allowed: unknown = params['allowedValues'];
    return `${pointer || '/'}: ${message}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}`;
  });
  return `${error.validationContext === 'body' ? '' : `${error.validationContext} `}${faults.join('; ')}`;
}
