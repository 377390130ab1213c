import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { pinOfKey, type Trust, trustingAgent } from '../../collectors/service/trust.js';
import type { Config } from '../config/config.js';

/** What is asked of the server on this machine. */
export interface LocalCall {
  url: string;
  method: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  /** Milliseconds; absent: as long as it takes. */
  timeoutMs?: number;
}

/** Of the servers that commands have found, by URL: the file of the certificate with which they serve. */
const certificates = new Map<string, string>();

/**
 * Remembers with which certificate the server at a URL serves. It is for the name under which people open the dashboard,
 * signed by whoever it is, and asked for at 127.0.0.1 it would be refused: so it is recognised by its key.
 */
export function rememberCertificate(url: string, { http }: Pick<Config, 'http'>): void {
  if (http.tls.certificate !== '') certificates.set(new URL(url).origin, http.tls.certificate);
}

/**
 * @param secret false: nothing is sent that another program on this port should not get, and any certificate will do
 * @throws Error when nothing answers, or what answers has another key than the server's
 */
export async function callLocal(
  { url, method, headers = {}, body, timeoutMs }: LocalCall,
  secret = true,
): Promise<{ status: number; text: string }> {
  const options = {
    method,
    headers,
    ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
  };
  const { origin, protocol } = new URL(url);
  return new Promise((done, fail) => {
    const request =
      protocol === 'http:'
        ? httpRequest(url, options)
        : httpsRequest(url, { ...options, agent: agentFor(origin, secret) });
    request.once('error', fail).once('response', (reply) => {
      text(reply).then((answer) => done({ status: reply.statusCode!, text: answer }), fail);
    });
    request.end(body);
  });
}

const agentFor = (origin: string, secret: boolean): Agent =>
  secret ? trustingAgent(trustOf(origin)) : new Agent({ rejectUnauthorized: false });

/** @returns how the server at a URL is recognised */
export function trustOf(url: string): Trust {
  const file = certificates.get(new URL(url).origin);
  return file === undefined ? {} : { pin: pinOfKey(readFileSync(file)) };
}
