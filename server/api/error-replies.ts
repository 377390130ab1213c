import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { type ErrorCode, errorTable, GrundwachtError } from '../contract/errors.js';
import { QuerySyntaxError } from '../query/syntax-error.js';
import { schemaFaults } from './schema-faults.js';

/** Body of every answer that is an error. */
export const ErrorReply = Type.Object(
  {
    error: Type.Object({
      code: Type.Enum(Object.keys(errorTable) as ErrorCode[]),
      message: Type.String(),
      detail: Type.Optional(Type.String({ description: 'what exactly, where (JSON pointer), what to do' })),
      faults: Type.Optional(
        Type.Array(
          Type.Object({
            pointer: Type.Optional(Type.String()),
            message: Type.String({ description: 'English, with {name} for each value' }),
            values: Type.Optional(
              Type.Record(Type.String(), Type.Unknown(), {
                description:
                  'a text, a number, a name as {de, en}, or a sentence of the same form, or several',
              }),
            ),
          }),
          { description: 'what `detail` says, in parts, to be worded in another language' },
        ),
      ),
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
  const { code, detail, faults, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  const body = {
    code,
    message: errorTable[code].message,
    ...(detail === undefined ? {} : { detail, faults }),
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
  return new GrundwachtError('NOT_FOUND', {
    message: 'there is no {method} {path}',
    values: { method: request.method, path: request.url.split('?', 1)[0]! },
  });
}

const frameworkCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
};

/** SQLSTATE (PostgreSQL, appendix A): a connection that is lost or refused, a server that stops, starts or is full. */
const connectionLost = /^(08|57P0|53300$)/;
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** What the driver says without a code when the database goes away under a request, or has no connection left. */
const connectionGone =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/;
/** SQLSTATE disk_full, and what Node says of a full disk. */
const noRoom = new Set(['53100', 'ENOSPC', 'EDQUOT']);
/** SQLSTATE serialization_failure and deadlock_detected: another change went first. */
const overtaken = new Set(['40001', '40P01']);
/** SQLSTATE character_not_in_repertoire: a value held U+0000. */
const notStorable = '22021';

function codedError(error: FastifyError, log: FastifyBaseLogger): GrundwachtError {
  if (error instanceof GrundwachtError) {
    if (error.status >= 500) log.error({ err: error, code: error.code }, 'request failed');
    return error;
  }
  if (error.validation !== undefined) return new GrundwachtError('VALIDATION', schemaFaults(error));
  const known = frameworkCodes[error.code];
  if (known !== undefined) return new GrundwachtError(known);
  if (error.code === notStorable)
    return new GrundwachtError('VALIDATION', 'a text holds the character U+0000');
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new GrundwachtError('VALIDATION', error.message);
  }
  log.error({ err: error }, 'request failed');
  return new GrundwachtError(codeOfFault(error));
}

function codeOfFault(error: FastifyError & { syscall?: string }): ErrorCode {
  const { code, message, syscall } = error;
  if (overtaken.has(code)) return 'CONFLICT';
  if (noRoom.has(code)) return 'STORAGE_STALLED';
  // A socket that is not there; any other file that is missing is no matter of the database.
  const noSocket = code === 'ENOENT' && syscall === 'connect';
  const isGone =
    noSocket || connectionLost.test(code) || unreachable.has(code) || connectionGone.test(message);
  return isGone ? 'DATABASE_UNAVAILABLE' : 'INTERNAL';
}
