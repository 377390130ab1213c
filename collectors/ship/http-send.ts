import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { batchMediaType } from '../../server/contract/envelope.js';
import { ServiceClient, type ServiceOptions } from '../service/service-client.js';
import { isRefusal, type Send, type SendOutcome } from './send.js';

const gzipAsync = promisify(gzip);

/**
 * Sends batches by `POST {url}/api/v1/ingest`: bearer token, gzip unless the service is on this machine.
 * @throws GrundwachtError CONFIG_INVALID of the pin
 */
export function httpSend(service: ServiceClient | ServiceOptions): Send {
  const client = service instanceof ServiceClient ? service : new ServiceClient(service);
  return async (bytes, signal) => {
    try {
      const body = client.isLocal ? bytes : await gzipAsync(bytes, { level: 1 });
      const encoding: Record<string, string> = client.isLocal ? {} : { 'content-encoding': 'gzip' };
      const headers = { 'content-type': batchMediaType, ...encoding };
      const answer = await client.send({ method: 'POST', path: 'api/v1/ingest', headers, body, signal });
      return outcome(answer.status, answer.headers['retry-after'], answer.text);
    } catch (error) {
      return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
    }
  };
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
