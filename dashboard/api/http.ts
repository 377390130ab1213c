import type { ErrorCode } from '../../server/contract/errors.js';
import type { Fault } from '../../server/contract/fault.js';

export type { Fault };

/** Where the dashboard was loaded from; the API lies below it, also behind a path prefix. */
export const apiBase = new URL('api/v1/', document.baseURI);

/** The place in a search query that could not be read. */
export interface QueryPlace {
  /** The query as it was sent. */
  query: string;
  fault: string;
  offset: number;
  length: number;
  suggestion?: string;
}

/** What an error answer of the API says. */
export interface ErrorBody {
  code?: ErrorCode;
  message?: string;
  faults?: readonly Fault[];
  query?: Omit<QueryPlace, 'query'>;
}

/** An error answer of the API, or `NETWORK` when no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode | 'NETWORK';
  /** What exactly is wrong. */
  readonly faults: readonly Fault[];
  /** Of a query that could not be read. */
  readonly place: QueryPlace | undefined;

  constructor(
    status: number,
    code: ErrorCode | 'NETWORK',
    message: string,
    { faults = [], place }: { faults?: readonly Fault[] | undefined; place?: QueryPlace | undefined } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.faults = faults;
    this.place = place;
  }
}

type Parameter = string | number | undefined | null;
export type Parameters = Record<string, Parameter | readonly string[]>;

/** @returns the query string of an API call; an array repeats its name, undefined and empty values are left out */
export function queryString(parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    const values = Array.isArray(value) ? value : [value as Parameter];
    for (const each of values) {
      if (each !== undefined && each !== null && each !== '') search.append(name, String(each));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Sent as JSON; a Blob as it is. */
  body?: unknown;
  query?: Parameters;
  signal?: AbortSignal | undefined;
}

/**
 * @param path below /api/v1/, without a leading slash
 * @returns the JSON body; undefined when the answer has none
 * @throws ApiError for every answer outside 2xx and when the server cannot be reached
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const url = new URL(path + queryString(options.query ?? {}), apiBase);
  const init: RequestInit = {
    method: options.method ?? 'GET',
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
  };
  if (options.signal !== undefined) init.signal = options.signal;
  if (options.body !== undefined) {
    const { body } = options;
    init.body = body instanceof Blob ? body : JSON.stringify(body);
    const type = body instanceof Blob ? 'application/octet-stream' : 'application/json';
    init.headers = { ...init.headers, 'content-type': type };
  }
  const response = await answer(url, init, url.searchParams.get('q') ?? '');
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/**
 * Sends bytes of any type, or asks for them.
 * @returns the answer, whose body is still to be read
 * @throws ApiError as {@link request}
 */
export async function requestBytes(
  path: string,
  { query, body }: { query: Parameters; body: Blob },
): Promise<Response> {
  const type = body.type === 'application/json' ? body.type : 'application/octet-stream';
  const url = new URL(path + queryString(query), apiBase);
  const headers = { 'content-type': type };
  return answer(url, { method: 'POST', credentials: 'same-origin', headers, body }, '');
}

/**
 * @param url of the API
 * @returns the bytes of a file
 * @throws ApiError as {@link request}
 */
export async function readBytes(url: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const init: RequestInit = { credentials: 'same-origin', ...(signal ? { signal } : {}) };
  return (await answer(new URL(url), init, '')).arrayBuffer();
}

let askAgain: (() => Promise<boolean>) | undefined;

/**
 * Says who asks the person at the keyboard to confirm, where a call wants that before a dangerous act.
 * @param ask resolves with whether it was confirmed
 * @returns takes it back
 */
export function onReauthentication(ask: () => Promise<boolean>): () => void {
  askAgain = ask;
  return () => {
    if (askAgain === ask) askAgain = undefined;
  };
}

/**
 * Sends a call, and once more when it wanted a confirmation and got it.
 * @param q the search query of the call, if it had one
 * @throws ApiError
 */
async function answer(url: URL, init: RequestInit, q: string): Promise<Response> {
  const response = await send(url, init);
  if (response.ok) return response;
  const error = await errorOf(response, q);
  if (error.code !== 'REAUTHENTICATION_REQUIRED' || !(await askAgain?.())) throw error;
  const repeated = await send(url, init);
  if (!repeated.ok) throw await errorOf(repeated, q);
  return repeated;
}

async function send(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'NETWORK', 'The server cannot be reached.');
  }
}

async function errorOf(response: Response, q: string): Promise<ApiError> {
  const body = (await response.json().catch(() => undefined)) as { error?: ErrorBody } | undefined;
  const { code, message, faults, query } = body?.error ?? {};
  const place = query && { ...query, query: q };
  return new ApiError(response.status, code ?? 'INTERNAL', message ?? response.statusText, { faults, place });
}
