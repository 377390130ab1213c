import { type IntakeReply, outcome } from '../intake.js';
import type { BulkItem, ElasticError } from './bulk.js';

/** Which parts of the answer a client wants (`filter_path`). */
interface Wanted {
  took: boolean;
  errors: boolean;
  /** Fields of the items; undefined: all. */
  fields: ReadonlySet<string> | undefined;
}

const everything: Wanted = { took: true, errors: true, fields: undefined };

function wantedOf(filterPath: string | undefined): Wanted {
  if (filterPath === undefined || filterPath === '') return everything;
  const wanted = { took: false, errors: false, fields: new Set<string>() };
  for (const path of filterPath.split(',')) {
    if (path === '*' || path === '**') return everything;
    if (path === 'took' || path === 'errors') wanted[path] = true;
    else if (path === 'items' || path === 'items.*' || path === 'items.**')
      return { ...wanted, fields: undefined };
    else if (path.startsWith('items.*.')) wanted.fields.add(path.slice(8).split('.', 1)[0]!);
  }
  return wanted;
}

const busy: ElasticError = {
  status: 429,
  type: 'es_rejected_execution_exception',
  reason: 'storage does not accept writes at the moment',
};

/**
 * The answer to a bulk request: an item for each action, in their order.
 * @param items what was asked for
 * @param reply what became of the records
 * @param filterPath parameter of the request
 * @returns JSON
 */
export function bulkReply(
  items: readonly BulkItem[],
  reply: IntakeReply,
  filterPath: string | undefined,
): string {
  const wanted = wantedOf(filterPath);
  const prefix = `${reply.position.toString(36)}-`;
  let errors = false;
  const texts: string[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const { record } = item;
    const fate = typeof record === 'number' ? reply.outcomes[record]! : record;
    const error = errorOf(item, fate);
    if (error !== undefined) errors = true;
    const text = itemText(item, `${prefix}${at}`, fate, error, wanted.fields);
    if (text !== undefined) texts.push(text);
  }
  const parts: string[] = [];
  if (wanted.took) parts.push('"took":0');
  if (wanted.errors) parts.push(`"errors":${errors}`);
  if (wanted.fields === undefined || wanted.fields.size > 0) parts.push(`"items":[${texts.join(',')}]`);
  return `{${parts.join(',')}}`;
}

/** A `create` of what exists is a conflict, an `index` of it an update; see Elasticsearch's bulk API. */
function errorOf({ action, id }: BulkItem, fate: number | ElasticError): ElasticError | undefined {
  if (typeof fate !== 'number') return fate;
  if (fate === outcome.refused) return busy;
  if (fate === outcome.stored || action !== 'create') return undefined;
  const reason = `[${id}]: version conflict, document already exists (current version [1])`;
  return { status: 409, type: 'version_conflict_engine_exception', reason };
}

const createdTail = '"_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0}';
const updatedTail = '"_version":2,"result":"updated","_shards":{"total":1,"successful":1,"failed":0}';

function itemText(
  item: BulkItem,
  newId: string,
  fate: number | ElasticError,
  error: ElasticError | undefined,
  fields: ReadonlySet<string> | undefined,
): string | undefined {
  const status = error?.status ?? (fate === outcome.stored ? 201 : 200);
  const action = JSON.stringify(item.action);
  if (fields === undefined) {
    const place = `"_index":${JSON.stringify(item.index)},"_id":${JSON.stringify(item.id ?? newId)}`;
    if (error !== undefined) return `{${action}:{${place},"status":${status},"error":${errorText(error)}}}`;
    const tail = fate === outcome.stored ? createdTail : updatedTail;
    return `{${action}:{${place},${tail},"status":${status}}}`;
  }
  const parts: string[] = [];
  if (fields.has('_index')) parts.push(`"_index":${JSON.stringify(item.index)}`);
  if (fields.has('_id')) parts.push(`"_id":${JSON.stringify(item.id ?? newId)}`);
  if (fields.has('status')) parts.push(`"status":${status}`);
  if (error !== undefined && fields.has('error')) parts.push(`"error":${errorText(error)}`);
  return parts.length === 0 ? undefined : `{${action}:{${parts.join(',')}}}`;
}

const errorText = ({ type, reason }: ElasticError): string => JSON.stringify({ type, reason });
