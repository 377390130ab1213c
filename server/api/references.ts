import Type, { type TSchema } from 'typebox';
import type { EventDocument } from '../contract/event.js';

/**
 * @param schema of an answer
 * @returns the same with each nested schema that has an `$id` replaced by a reference to it, so that the OpenAPI
 * document names it once; the schemas are added to the server by their ids
 */
export function withReferences<T extends TSchema>(schema: T): T {
  return replace(schema) as T;
}

/**
 * @param schema with an `$id`
 * @returns what is added to the server under this name: references in place of the named schemas inside it
 */
export function named(schema: object): object {
  const { $id, ...rest } = schema as { $id?: string };
  return { $id, ...(replace(rest) as object) };
}

function replace(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(replace);
  if (typeof node !== 'object' || node === null) return node;
  const id: unknown = (node as Record<string, unknown>)['$id'];
  if (typeof id === 'string') return { $ref: `${id}#` };
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, replace(value)]));
}

/** An event in an answer; its type says more than its schema, which is made from the list of columns. */
export const EventReply = Type.Unsafe<EventDocument>({ $ref: 'Event#' });
