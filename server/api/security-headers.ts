import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';

const hostForm = /^[\w.:[\]-]+$/;

/** Not every browser takes 'self' for the WebSocket of the same host (CSP 3, 6.7.2.8 does). */
function webSocketSource(request: IncomingMessage): string {
  const { host = '' } = request.headers;
  return hostForm.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

/** Strict headers for the API and the dashboard: nothing inline, nothing from elsewhere, no frames. */
export const securityHeaders = fp<{ https: boolean }>(
  async (app, { https }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'", webSocketSource],
          manifestSrc: ["'self'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: https,
      referrerPolicy: { policy: 'no-referrer' },
    });
  },
  { name: 'security-headers' },
);
