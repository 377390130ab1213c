import type { FastifyRequest } from 'fastify';
import { GrundwachtError } from '../contract/errors.js';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another website makes a browser send (CSRF; for WebSockets, cross-site hijacking). A client that
 * sends neither Sec-Fetch-Site nor Origin is no browser, and nobody else's cookie is in it.
 * @throws GrundwachtError ORIGIN_REFUSED
 */
export function checkOrigin(request: FastifyRequest): void {
  if (harmless.has(request.method) && !request.ws) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new GrundwachtError('ORIGIN_REFUSED', { message: 'Sec-Fetch-Site: {site}', values: { site } });
  }
  const { origin } = request.headers;
  if (origin !== undefined && hostOf(origin) !== request.host.toLowerCase()) {
    throw new GrundwachtError('ORIGIN_REFUSED', {
      message: 'the origin {origin} is not {host}; behind a proxy, pass the Host header on',
      values: { origin, host: request.host },
    });
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
