import type { FastifyInstance } from 'fastify';
import { elasticEndpoints } from './elastic/plugin.js';
import { hecEndpoints } from './hec/plugin.js';
import { jsonEndpoint } from './json/plugin.js';
import { otlpEndpoint } from './otlp/plugin.js';
import { defaultLimits, type ShipperDeps, type ShipperLimits } from './shipper/scope.js';

export interface ShipperEndpointOptions extends Omit<ShipperDeps, 'limits'> {
  limits?: Partial<ShipperLimits>;
  /** Where Elasticsearch's paths begin; empty for an address of its own. */
  elasticPrefix?: string;
}

/** The HTTP endpoints for shippers that cities already run, each in a scope of its own. */
export async function shipperEndpoints(app: FastifyInstance, options: ShipperEndpointOptions): Promise<void> {
  const deps: ShipperDeps = { ...options, limits: { ...defaultLimits, ...options.limits } };
  if (!app.hasRequestDecorator('collector')) app.decorateRequest('collector', undefined);
  await app.register(jsonEndpoint, { deps });
  await app.register(hecEndpoints, { deps });
  await app.register(otlpEndpoint, { deps });
  await app.register(elasticEndpoints, { deps, prefix: options.elasticPrefix ?? '/elastic' });
}
