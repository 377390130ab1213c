import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Destination, destinationOf, OutgoingRefused, type OutgoingRules } from './outgoing.js';

export interface SafeFetchInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal | undefined;
}

export interface SafeFetchOptions extends OutgoingRules {
  /** For the whole exchange, from the look-up of the name to the last byte; default 15 s. */
  timeoutMs?: number;
  /** Of the answer's body; default 1 MiB. */
  maxBytes?: number;
  /** PEM: authorities to trust instead of the system's. */
  ca?: string | undefined;
}

const defaultTimeoutMs = 15_000;
const defaultMaxBytes = 1 << 20;
/** Answers that have no body (Fetch standard 2.2.6: null body status). */
const bodiless = new Set([101, 103, 204, 205, 304]);

/**
 * Fetches a URL that a person or a document named, without becoming a way into the own network: see
 * {@link destinationOf}. The connection goes to the address that was checked, whatever the name resolves to later.
 * Redirects are errors. The answer is read whole, within bounds of size and time.
 * @param url http or https, without user and password in it
 * @throws OutgoingRefused when the rules forbid it; TypeError or Error when it fails, with `name` TimeoutError when
 * the time is over
 */
export async function safeFetch(
  url: string | URL,
  init: SafeFetchInit,
  options: SafeFetchOptions,
): Promise<Response> {
  const target = checkedUrl(url);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  const destination = await untilAborted(destinationOf(target.hostname, options), signal);
  const answer = await send(target, destination, { init, signal, ca: options.ca });
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400 && status !== 304) {
    answer.destroy();
    throw new OutgoingRefused(`${target.host} redirects (${status}), which is not followed`);
  }
  const body = await readBounded(answer, options.maxBytes ?? defaultMaxBytes, signal);
  return new Response(bodiless.has(status) ? null : new Uint8Array(body), {
    status,
    statusText: answer.statusMessage ?? '',
    headers: headersOf(answer),
  });
}

function checkedUrl(url: string | URL): URL {
  const target = new URL(url);
  if (target.protocol !== 'https:' && target.protocol !== 'http:') {
    throw new OutgoingRefused(`${target.protocol} is not fetched, only https: and http:`);
  }
  if (target.username !== '' || target.password !== '') {
    throw new OutgoingRefused('a URL with user and password in it is not fetched');
  }
  return target;
}

/** The resolver cannot be told to stop; nobody waits for it any longer. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

interface Sending {
  init: SafeFetchInit;
  signal: AbortSignal;
  ca: string | undefined;
}

function send(target: URL, to: Destination, { init, signal, ca }: Sending): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method: init.method ?? 'GET',
    headers: {
      'user-agent': 'Grundwacht',
      accept: '*/*',
      ...init.headers,
      'accept-encoding': 'identity',
      ...(init.body !== undefined && { 'content-length': String(Buffer.byteLength(init.body)) }),
    },
    signal,
    agent: false,
    // The name stays in the Host header and in the certificate's check; only its look-up is over.
    lookup: (_host, { all }, callback) => {
      if (all) callback(null, [to]);
      else callback(null, to.address, to.family);
    },
  };
  return new Promise((resolve, reject) => {
    const request =
      target.protocol === 'https:'
        ? httpsRequest(target, { ...options, ...(ca && { ca }) }, resolve)
        : httpRequest(target, options, resolve);
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.end(init.body);
  });
}

async function readBounded(answer: IncomingMessage, limit: number, signal: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) throw new OutgoingRefused(`the answer is larger than ${limit} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    answer.destroy();
    throw signal.aborted ? signal.reason : error;
  }
  return Buffer.concat(pieces);
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  return headers;
}
