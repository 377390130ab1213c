import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SkewMeter } from './clock-skew.js';
import { type Trust, trustingAgent } from './trust.js';

export interface ServiceOptions {
  /** Base address of the service, such as `https://grundwacht.example.org`. */
  url: string;
  /** The collector's token; undefined: it shows the certificate of `trust.own`. */
  token?: string | undefined;
  trust?: Trust;
  /** Time for one request, milliseconds. Default 30,000. */
  timeoutMs?: number;
  /** Clock, milliseconds since the epoch. */
  now?: () => number;
}

export interface ServiceRequest {
  method: 'GET' | 'POST';
  /** Below the base address. */
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
  signal?: AbortSignal;
}

export interface ServiceAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  /** When it was sent and answered, milliseconds since the epoch. */
  sent: number;
  received: number;
}

/** Answers are small JSON objects; more is not read. */
const answerLimit = 256 * 1024;

/** Speaks to the service over connections that are kept alive, and measures its clock at each request. */
export class ServiceClient {
  readonly skew = new SkewMeter();
  /** The service is on this machine. */
  readonly isLocal: boolean;
  private readonly options: ServiceOptions;
  private readonly base: URL;
  private readonly agent: HttpAgent;
  private readonly request: typeof httpRequest;

  /** @throws GrundwachtError CONFIG_INVALID of the pin */
  constructor(options: ServiceOptions) {
    this.options = options;
    this.base = new URL(options.url.endsWith('/') ? options.url : `${options.url}/`);
    const secure = this.base.protocol === 'https:';
    this.agent = secure ? trustingAgent(options.trust ?? {}) : new HttpAgent({ keepAlive: true });
    this.request = secure ? httpsRequest : httpRequest;
    this.isLocal = isLoopback(this.base.hostname);
  }

  /** @throws Error of the network, of TLS, of the time, or of the signal */
  send({ method, path, headers, body, signal }: ServiceRequest): Promise<ServiceAnswer> {
    const { token, timeoutMs = 30_000, now = Date.now } = this.options;
    return new Promise((resolve, reject) => {
      const sent = now();
      const request = this.request(new URL(path, this.base), {
        agent: this.agent,
        method,
        timeout: timeoutMs,
        ...(signal === undefined ? {} : { signal }),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-length': body.length }),
          ...headers,
        },
      });
      request.once('timeout', () => request.destroy(new Error('no answer in time')));
      request.once('error', reject);
      request.once('response', (response) => {
        const received = now();
        this.skew.observeDate(sent, received, response.headers.date);
        readText(response).then(
          (text) =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, sent, received }),
          reject,
        );
      });
      request.end(body);
    });
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= answerLimit) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
