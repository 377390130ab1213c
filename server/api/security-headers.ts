import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';

/** Passkeys are the only thing of the device that the dashboard asks for. */
const noDevices =
  'camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=()';
const hostForm = /^[\w.:[\]-]+$/;

/** Not every browser takes 'self' for the WebSocket of the same host (CSP 3, 6.7.2.8 does). */
function webSocketSource(request: IncomingMessage): string {
  const { host = '' } = request.headers;
  return hostForm.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

/** Strict headers for the API and the dashboard: nothing inline, nothing from elsewhere. */
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
          // Evidence that is shown: such answers alone allow to be framed, and say what their document may do.
          frameSrc: ["'self'"],
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
    app.addHook('onSend', async (request, reply) => {
      reply.header('permissions-policy', noDevices);
      // What a session reads stays in no cache; a route that knows better says so.
      if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
        reply.header('cache-control', 'no-store');
    });
  },
  { name: 'security-headers' },
);
