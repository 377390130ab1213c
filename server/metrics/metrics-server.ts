import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';

export interface MetricsServer {
  port: number;
  close(): Promise<void>;
}

const isLoopback = (host: string): boolean => /^(127\.|::1$|localhost$)/.test(host);

/**
 * Serves /metrics on an address of its own, which no proxy for people passes on.
 * @param write gives the text of each answer
 * @throws GrundwachtError CONFIG_INVALID for an open address without a token, PORT_IN_USE, FILE_UNREADABLE
 */
export async function serveMetrics(
  { host, port, token_file }: Config['metrics'],
  write: () => Promise<string>,
): Promise<MetricsServer | undefined> {
  if (port === null) return undefined;
  let token = token_file === '' ? undefined : readToken(token_file);
  if (token === undefined && !isLoopback(host))
    throw new GrundwachtError(
      'CONFIG_INVALID',
      `"metrics.host" is ${host}, which other machines reach: name a file with a token in "metrics.token_file"`,
    );
  const server = createServer((request, reply) => {
    const path = request.url?.split('?')[0];
    if (path !== '/metrics' || request.method !== 'GET') return void reply.writeHead(404).end();
    token = token && renewed(token_file, token);
    if (token !== undefined && !carries(request.headers.authorization, token))
      return void reply.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    write().then(
      (text) =>
        reply.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => reply.writeHead(503).end(),
    );
  });
  server.headersTimeout = 5000;
  server.requestTimeout = 5000;
  await listen(server, host, port);
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}

function readToken(path: string): Buffer {
  try {
    const token = readFileSync(path, 'utf8').trim();
    if (token.length >= 16) return Buffer.from(token);
  } catch (error) {
    throw new GrundwachtError('FILE_UNREADABLE', (error as Error).message);
  }
  throw new GrundwachtError('CONFIG_INVALID', `${path}: the token needs at least 16 characters`);
}

/** @returns the token that the file holds now; while it holds none, the former one */
function renewed(path: string, former: Buffer): Buffer {
  try {
    return readToken(path);
  } catch {
    return former;
  }
}

function carries(header: string | undefined, token: Buffer): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? '');
  return given.length === token.length && timingSafeEqual(given, token);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new GrundwachtError(
      'PORT_IN_USE',
      `"metrics.port" ${port} on ${host} cannot be opened: ${(cause as Error).message}`,
      { cause },
    );
  }
}
