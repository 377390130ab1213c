import { isIP } from 'node:net';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { EntityFacts } from '../contract/entity.js';
import type { PseudonymKind } from '../contract/pseudonym-state.js';
import { mayIn } from '../identity/api-tokens.js';
import { permissions } from '../identity/roles.js';
import { pseudonymKindOf } from '../pseudonym/namer.js';
import { entityAlerts, entityAssets } from '../store/entity-facts.js';
import { matchedValue } from '../store/source-matches.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { entitySightings } from './entity-sightings.js';
import { closedSignal } from './event-search.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const querystring = Type.Object(
  {
    ...tenantQuery.properties,
    type: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '^[^:\\s-][^:\\s]*$',
      description: 'the field that holds it, such as `host.name` or `source.ip`',
    }),
    value: Type.String({ minLength: 1, maxLength: 300 }),
  },
  { additionalProperties: false },
);

/** Fields that name accounts. */
const accountField = /user|account|mail|sid$|recipient|sender|upn/i;

async function assetsOf(
  { db }: RouteDeps,
  { tenant, type, value }: { tenant: string; type: string; value: string },
) {
  const kind = isIP(value) === 0 && accountField.test(type) ? ('account' as const) : ('device' as const);
  const nothing = { kind, matched_by: 'none' as const, assets: [] };
  if (kind === 'account') return nothing;
  const found = await matchedValue(db, tenant, value);
  const objects = found.flatMap((match) => match.objects);
  if (objects.length === 0) return nothing;
  return { kind, matched_by: found[0]!.by, assets: await entityAssets(db, tenant, objects) };
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/entities',
    {
      // The asset with its owner and protection need is the ISMS's.
      config: { roles: permissions['isms.read'], personal: true },
      schema: {
        tags: ['alerts'],
        summary: 'What is known of a host, account or address: asset, first and last seen, alerts',
        querystring,
        response: { 200: EntityFacts },
      },
    },
    async ({ query: { tenant, type, value }, session }, reply) => {
      await checkTenant(deps, tenant);
      // Whether and when events hold a value is for those who may search them.
      const sightings = mayIn(session, tenant, 'events.read')
        ? entitySightings(deps.events, tenant, { field: type, value }, closedSignal(reply))
        : null;
      const pseudonym: PseudonymKind | null = pseudonymKindOf(value) ?? null;
      const [asset, events, alerts] = await Promise.all([
        assetsOf(deps, { tenant, type, value }),
        sightings,
        entityAlerts(deps.db, tenant, value),
      ]);
      return { type, value, pseudonym, ...asset, events, alerts };
    },
  );
};

/** What is known of the entities that alerts are about. */
export const entityRoutes = fp(plugin, { name: 'entity-routes', dependencies: ['access'] });
