import swagger from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { ErrorReply } from './error-replies.js';

/** Describes every route that is registered after it, at /api/openapi.json. */
export const openApi = fp<{ version: string }>(
  async (app, { version }) => {
    app.addSchema(ErrorReply);
    app.addHook('onRoute', describeErrors);
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Grundwacht',
          version,
          description:
            'Alerts, events, rules and collectors of Grundwacht. Log in with POST /api/v1/session; the session is ' +
            'the cookie `grundwacht_session`. WS /api/v1/live sends changed alerts and the event rate.',
          license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
        },
        components: {
          securitySchemes: {
            session: { type: 'apiKey', in: 'cookie', name: 'grundwacht_session' },
            apiToken: { type: 'http', scheme: 'bearer', description: 'gwt_...' },
            collectorToken: { type: 'http', scheme: 'bearer' },
          },
        },
      },
      refResolver: {
        buildLocalReference: (schema, _base, _fragment, index) =>
          typeof schema.$id === 'string' ? schema.$id : `schema-${index}`,
      },
    });
    app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  },
  { name: 'openapi' },
);

function describeErrors(route: RouteOptions): void {
  if (route.schema === undefined || route.schema.hide === true) return;
  const { roles } = route.config ?? {};
  route.schema = {
    ...route.schema,
    ...(roles === undefined
      ? {}
      : {
          security: [{ session: [] }, ...(route.config?.fresh === true ? [] : [{ apiToken: [] }])],
          description: `Roles: ${roles.join(', ')}`,
        }),
    response: {
      ...(route.schema.response as Record<string, unknown> | undefined),
      '4xx': { $ref: 'Error#' },
      '5xx': { $ref: 'Error#' },
    },
  };
}
