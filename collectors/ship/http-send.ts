import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { batchMediaType } from '../../server/contract/envelope.js';
import { isRefusal, type Send, type SendOutcome } from './send.js';

export interface HttpSendOptions {
  /** Base address of the ingestion service, such as `https://grundwacht.example.org`. */
  url: string;
  /** The collector's token. */
  token: string;
  /** Time for one batch, milliseconds. */
  timeoutMs?: number;
}

const gzipAsync = promisify(gzip);
/** The reply is a small JSON object; more is not read. */
const replyLimit = 64 * 1024;

/**
 * Sends batches by `POST {url}/api/v1/ingest`: bearer token, gzip unless the service is on this machine, one
 * connection kept alive.
 */
export function httpSend(options: HttpSendOptions): Send {
  const url = new URL('api/v1/ingest', options.url.endsWith('/') ? options.url : `${options.url}/`);
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const send = secure ? httpsRequest : httpRequest;
  const compress = !isLoopback(url.hostname);

  function post(body: Buffer, signal: AbortSignal): Promise<{ response: IncomingMessage; text: string }> {
    return new Promise((resolve, reject) => {
      const request = send(url, {
        agent,
        method: 'POST',
        signal,
        timeout: options.timeoutMs ?? 30_000,
        headers: {
          authorization: `Bearer ${options.token}`,
          'content-type': batchMediaType,
          'content-length': body.length,
          ...(compress ? { 'content-encoding': 'gzip' } : {}),
        },
      });
      request.once('timeout', () => request.destroy(new Error('no answer in time')));
      request.once('error', reject);
      request.once('response', (response) => {
        readText(response).then((text) => resolve({ response, text }), reject);
      });
      request.end(body);
    });
  }

  return async (bytes, signal) => {
    try {
      const body = compress ? await gzipAsync(bytes, { level: 1 }) : bytes;
      const { response, text } = await post(body, signal);
      return outcome(response.statusCode ?? 0, response.headers['retry-after'], text);
    } catch (error) {
      return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= replyLimit) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function outcome(status: number, retryAfter: string | undefined, text: string): SendOutcome {
  const reply = parse(text);
  if (status === 200 && typeof reply['accepted'] === 'number') {
    return { kind: 'accepted', accepted: reply['accepted'], duplicate: reply['duplicate'] === true };
  }
  const error = objectOf(reply['error']);
  const said = [error['code'], error['detail'] ?? error['message']].filter(
    (part) => typeof part === 'string',
  );
  const reason = `HTTP ${status}${said.length > 0 ? ` ${said.join(': ')}` : ''}`.slice(0, 500);
  if (isRefusal(status)) return { kind: 'rejected', reason };
  const seconds = Number(retryAfter);
  // RFC 9110 10.2.3 allows a date too; the ingestion service sends seconds.
  return seconds > 0 ? { kind: 'retry', reason, retryAfterMs: seconds * 1000 } : { kind: 'retry', reason };
}

function parse(text: string): Record<string, unknown> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
