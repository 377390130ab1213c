import type { IntakeRecord } from '../intake.js';
import { BodyRefused } from '../shipper/body-refused.js';
import { Rejections } from '../shipper/scope.js';

/** An error as Elasticsearch names them. */
export interface ElasticError {
  status: number;
  type: string;
  reason: string;
}

/** One action of a bulk request. */
export interface BulkItem {
  action: string;
  index: string;
  id: string | undefined;
  /** Index of its record among those to be stored; or why there is none. */
  record: number | ElasticError;
}

export interface Bulk {
  items: BulkItem[];
  records: IntakeRecord[];
  rejected: Rejections;
}

interface Action {
  action: string;
  index: string;
  id: string | undefined;
}

/** What an action line may have; a longer one is none. */
const actionBytes = 64 << 10;
const idLength = 512;
const newline = 0x0a;
const carriageReturn = 0x0d;
const openBrace = 0x7b;

/**
 * Reads the body of `_bulk`: lines of an action and its document. Documents are not parsed, only cut out; one that is
 * no JSON is stored as it is and says so, as any record does.
 * @param body NDJSON
 * @param index of the path, for actions that name none
 * @param recordBytes limit of a document
 * @throws BodyRefused when an action cannot be read: what follows it cannot be told apart then
 */
export function readBulk(body: Buffer, index: string | undefined, recordBytes: number): Bulk {
  const bulk: Bulk = { items: [], records: [], rejected: new Rejections() };
  const lines = new Lines(body);
  const actions = new ActionReader(index);
  for (let line = lines.take(); line !== undefined; line = lines.take()) {
    if (line.length === 0) continue;
    const number = lines.number;
    const action = actions.read(line);
    if (typeof action === 'string') {
      throw new BodyRefused(`Malformed action/metadata line [${number}], ${action}`, bulk.items.length + 1);
    }
    const document = action.action === 'delete' ? undefined : lines.take();
    add(bulk, action, document, recordBytes);
  }
  return bulk;
}

/** @returns a document of its own in the form of a bulk request */
export function oneDocument(action: Action, document: Buffer, recordBytes: number): Bulk {
  const bulk: Bulk = { items: [], records: [], rejected: new Rejections() };
  add(bulk, action, document, recordBytes);
  return bulk;
}

function add(bulk: Bulk, action: Action, document: Buffer | undefined, recordBytes: number): void {
  const { items, records, rejected } = bulk;
  const refused = refusalOf(action, document, recordBytes);
  if (refused !== undefined) {
    rejected.count(refused.word);
    items.push({ ...action, record: refused.error });
    return;
  }
  items.push({ ...action, record: records.length });
  // An id is unique within its index.
  const id = action.id === undefined ? undefined : `${action.index}\0${action.id}`;
  records.push({ raw: document!, format: 'json', dataset: '', id });
}

function refusalOf(
  { action, id }: Action,
  document: Buffer | undefined,
  recordBytes: number,
): { word: string; error: ElasticError } | undefined {
  const no = (word: string, type: string, reason: string) => ({ word, error: { status: 400, type, reason } });
  if (action !== 'index' && action !== 'create') {
    return no('action', 'illegal_argument_exception', `[${action}]: only [index] and [create] are taken`);
  }
  if (document === undefined || document.length === 0) {
    return no('empty', 'illegal_argument_exception', 'the action has no document');
  }
  if (document.length > recordBytes) {
    return no('too-large', 'illegal_argument_exception', `the document has more than ${recordBytes} bytes`);
  }
  if (id !== undefined && id.length > idLength) {
    return no(
      'id-too-long',
      'action_request_validation_exception',
      `the id has more than ${idLength} characters`,
    );
  }
  return undefined;
}

class Lines {
  readonly #body: Buffer;
  #at = 0;
  /** Of the line that was taken last, from 1. */
  number = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  /** @returns the next line without its end; undefined behind the last */
  take(): Buffer | undefined {
    const body = this.#body;
    if (this.#at >= body.length) return undefined;
    const found = body.indexOf(newline, this.#at);
    const next = found < 0 ? body.length : found;
    const end = next > this.#at && body[next - 1] === carriageReturn ? next - 1 : next;
    const line = body.subarray(this.#at, end);
    this.#at = next + 1;
    this.number++;
    return line;
  }
}

/** Shippers repeat the same action before every document. */
class ActionReader {
  readonly #index: string | undefined;
  #line: Buffer = Buffer.alloc(0);
  #action: Action | string = '';

  constructor(index: string | undefined) {
    this.#index = index;
  }

  /** @returns the action, or what is wrong with it */
  read(line: Buffer): Action | string {
    if (line.length > actionBytes) return `it has more than ${actionBytes} bytes`;
    if (this.#line.length > 0 && line.equals(this.#line)) return this.#action;
    this.#line = line;
    this.#action = this.#parse(line);
    return this.#action;
  }

  #parse(line: Buffer): Action | string {
    if (line[0] !== openBrace) return 'expected START_OBJECT';
    let value: unknown;
    try {
      value = JSON.parse(line.toString());
    } catch (error) {
      return (error as Error).message;
    }
    const [entry, more] = Object.entries(value as object) as [string, unknown][];
    if (entry === undefined || more !== undefined) return 'expected one action';
    const [action, meta] = entry;
    if (typeof meta !== 'object' || meta === null) return `expected START_OBJECT behind [${action}]`;
    const { _index, _id } = meta as { _index?: unknown; _id?: unknown };
    const index = typeof _index === 'string' && _index !== '' ? _index : (this.#index ?? '');
    const id = typeof _id === 'string' || typeof _id === 'number' ? String(_id) : '';
    return { action, index, id: id === '' ? undefined : id };
  }
}
