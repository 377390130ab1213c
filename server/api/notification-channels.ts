import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { Channel, ChannelInput, TestResult } from '../contract/notification-channels.js';
import { permissions } from '../identity/roles.js';
import { type Before, checkedSecrets, placeOf } from '../notify/channel-input.js';
import { findChannel, listChannels, removeChannel, storeChannel } from '../store/notification-channels.js';
import { readPlan, usesOf } from '../store/notification-plans.js';
import type { Database } from '../store/tables.js';
import type { NotificationService, RouteDeps, RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['notifications'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** Routes of the channels that messages go over. */
export const channelRoutes: RoutePlugin = async (scope, { deps }) => {
  const manage = { roles: permissions['notifications.manage'] };

  scope.get(
    '/notifications/channels',
    {
      config: { roles: permissions['notifications.read'] },
      schema: {
        tags,
        summary: "A tenant's channels with their health; never their secrets",
        querystring: tenantQuery,
        response: { 200: WholeList(Channel) },
      },
    },
    async ({ query: { tenant } }) => ({ items: await listChannels(deps.db, tenant), next: null }),
  );

  scope.post(
    '/notifications/channels',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Make a channel',
        querystring: tenantQuery,
        body: ChannelInput,
        response: { 200: Channel },
      },
    },
    async ({ query: { tenant }, body, session }) => {
      await checkTenant(deps, tenant);
      return store(deps, { tenant, id: randomUUID(), by: session.user.username }, body, undefined);
    },
  );

  scope.put(
    '/notifications/channels/:id',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Change a channel; secrets that are not given stay',
        params,
        querystring: tenantQuery,
        body: ChannelInput,
        response: { 200: Channel },
      },
    },
    async ({ query: { tenant }, params: { id }, body, session }) => {
      if (body.version === undefined)
        throw new GrundwachtError('VALIDATION', {
          pointer: '/version',
          message: 'say which one the change is based on',
        });
      return store(deps, { tenant, id, by: session.user.username }, body, body.version);
    },
  );

  scope.delete(
    '/notifications/channels/:id',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Remove a channel that no route leads to, with its messages',
        params,
        querystring: tenantQuery,
        response: { 204: Type.Null() },
      },
    },
    async ({ query: { tenant }, params: { id } }, reply) => {
      await deps.db.transaction().execute((trx) => removeUnused(trx, tenant, id));
      reply.status(204);
      return null;
    },
  );

  scope.post(
    '/notifications/channels/:id/test',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Send a test message now, outside of all rules and limits',
        params,
        querystring: tenantQuery,
        response: { 200: TestResult },
      },
    },
    async ({ query: { tenant }, params: { id } }) =>
      serviceOf(deps).test(await findChannel(deps.db, tenant, id)),
  );
};

interface Target {
  tenant: string;
  id: string;
  by: string;
}

async function store(
  deps: RouteDeps,
  { tenant, id, by }: Target,
  input: ChannelInput,
  version: number | undefined,
): Promise<Channel> {
  const service = serviceOf(deps);
  await deps.db.transaction().execute(async (trx) => {
    const before = version === undefined ? undefined : await beforeOf(trx, service, tenant, id);
    const secrets = checkedSecrets(input, before);
    const names = Object.keys(secrets).sort();
    const { secrets: _given, version: _version, ...rest } = input;
    const sealed = names.length === 0 ? null : service.seal(secrets, id);
    const place = placeOf(input.settings, secrets);
    await storeChannel(trx, tenant, { ...rest, id, secrets: sealed, secretNames: names, place }, version, {
      by,
      now: deps.now(),
    });
  });
  service.changed(id);
  return (await listChannels(deps.db, tenant)).find((channel) => channel.id === id)!;
}

async function beforeOf(
  trx: Transaction<Database>,
  service: NotificationService,
  tenant: string,
  id: string,
): Promise<Before> {
  const { settings, secrets } = await findChannel(trx, tenant, id);
  return { settings, secrets: secrets === null ? {} : service.open(secrets, id) };
}

async function removeUnused(trx: Transaction<Database>, tenant: string, id: string): Promise<void> {
  const { plan } = await readPlan(trx, tenant);
  const uses = usesOf(plan, id);
  if (uses.length > 0) {
    throw new GrundwachtError('STILL_IN_USE', {
      message: 'routes or on-call periods lead to it: {uses}',
      values: { uses: uses.join(', ') },
    });
  }
  await removeChannel(trx, tenant, id);
}

/** @throws GrundwachtError NOT_READY where nothing can be sent */
export function serviceOf({ notifications }: RouteDeps): NotificationService {
  if (notifications === undefined) throw new GrundwachtError('NOT_READY');
  return notifications;
}
