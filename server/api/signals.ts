import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { Observation, Signal, SignalSettingChange, SignalState } from '../contract/signal.js';
import { permissions } from '../identity/roles.js';
import { signalDefinitions, type VersionedSignal } from '../signal/definitions.js';
import { parameterFaults } from '../signal/parameters.js';
import { findDomain } from '../store/domains.js';
import { setSignalSetting } from '../store/signal-settings.js';
import { observationHistory, requirementStates, signalStates, signalViews } from '../store/signal-views.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { WholeList } from './page.js';
import { checkTenant } from './rule-facts.js';
import { objectOf, Scope } from './scope.js';
import { DomainQuery } from './target-objects.js';

const tags = ['signals'];
const read = { roles: permissions['signals.read'] };
const change = { roles: permissions['signals.change'] };
const strict = { additionalProperties: false };
const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });

const SignalDetail = Type.Object({ signal: Signal, states: Type.Array(SignalState) });
const HistoryQuery = Type.Object(
  {
    ...DomainQuery.properties,
    scope: Scope,
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  },
  strict,
);
const RequirementQuery = Type.Object(
  {
    ...DomainQuery.properties,
    requirement: Type.String({ minLength: 1, maxLength: 200 }),
    catalog: Type.String({ maxLength: 63, default: 'kompendium-2023' }),
    scope: Scope,
  },
  strict,
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(readingRoutes, { deps });
  await scope.register(changingRoutes, { deps });
};

/** Signals: what the watch sees of the requirements, below /signals. */
export const signalRoutes = fp(plugin, { name: 'signal-routes', dependencies: ['access'] });

function signalOf(id: string): VersionedSignal {
  const signal = signalDefinitions().find((each) => each.id === id);
  if (signal === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no signal {id}', values: { id } });
  return signal;
}

const nextRunOf =
  ({ signals }: RouteDeps) =>
  (id: string): number | null =>
    signals?.nextRun(id) ?? null;

async function oneSignal(deps: RouteDeps, query: { tenant: string; domain?: string }, id: string) {
  const key = await findDomain(deps.db, query.tenant, query.domain);
  const [view] = await signalViews(deps.db, key, [signalOf(id)], nextRunOf(deps), deps.now());
  return { key, view: view! };
}

const readingRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/signals',
    {
      config: read,
      schema: {
        tags,
        summary: 'Signals with what they say of a domain; those that contradict first',
        querystring: DomainQuery,
        response: { 200: WholeList(Signal) },
      },
    },
    async ({ query: { tenant, domain } }) => {
      const key = await findDomain(deps.db, tenant, domain);
      const items = await signalViews(deps.db, key, signalDefinitions(), nextRunOf(deps), deps.now());
      return { items, next: null };
    },
  );

  scope.get(
    '/signals/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'One signal: its definition, and what it says of each scope',
        params,
        querystring: DomainQuery,
        response: { 200: SignalDetail },
      },
    },
    async ({ params: { id }, query }) => {
      const { key, view } = await oneSignal(deps, query, id);
      const states = await signalStates(deps.db, key, signalDefinitions(), { signal: id }, deps.now());
      return { signal: view, states };
    },
  );

  scope.get(
    '/signals/:id/observations',
    {
      config: read,
      schema: {
        tags,
        summary: 'What a signal saw of a scope, latest first',
        params,
        querystring: HistoryQuery,
        response: { 200: WholeList(Observation) },
      },
    },
    async ({ params: { id }, query: { tenant, domain, scope: of, limit } }) => {
      const key = await findDomain(deps.db, tenant, domain);
      const items = await observationHistory(deps.db, key, [signalOf(id)], id, objectOf(of), limit);
      return { items, next: null };
    },
  );

  scope.get(
    '/signal-states',
    {
      config: read,
      schema: {
        tags,
        summary: 'What signals say of a requirement where it is asked; contradictions first',
        querystring: RequirementQuery,
        response: { 200: WholeList(SignalState) },
      },
    },
    async ({ query: { tenant, domain, requirement, catalog, scope: of } }) => {
      const key = await findDomain(deps.db, tenant, domain);
      const asked = { requirement, catalog, object: objectOf(of) };
      return {
        items: await requirementStates(deps.db, key, signalDefinitions(), asked, deps.now()),
        next: null,
      };
    },
  );
};

const changingRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.put(
    '/signals/:id/setting',
    {
      config: change,
      schema: {
        tags,
        summary:
          "Switch a signal on or off for a tenant, or set its thresholds; absent ones are the definition's",
        params,
        querystring: DomainQuery,
        body: SignalSettingChange,
        response: { 200: Signal },
      },
    },
    async (request) => {
      const { params: of, query, body } = request;
      const { id, kind, parameters: defaults = {} } = signalOf(of.id);
      const faults = parameterFaults(kind, body.parameters, Object.keys(defaults));
      const [fault] = faults;
      if (fault !== undefined) throw new GrundwachtError('VALIDATION', fault);
      const author = authorOf(request, deps);
      await checkTenant(deps, query.tenant);
      await deps.db.transaction().execute((trx) => setSignalSetting(trx, query.tenant, id, body, author));
      return (await oneSignal(deps, query, id)).view;
    },
  );

  scope.post(
    '/signals/:id/runs',
    {
      config: change,
      schema: {
        tags,
        summary: 'Measure a signal now',
        params,
        querystring: DomainQuery,
        response: { 200: Signal },
      },
    },
    async ({ params: { id }, query, session }) => {
      const signal = signalOf(id);
      await checkTenant(deps, query.tenant);
      if (deps.signals === undefined) throw new GrundwachtError('NOT_READY');
      if (signal.schedule === undefined) {
        throw new GrundwachtError('VALIDATION', {
          message: '{id} is not measured: its observations come with scans',
          values: { id },
        });
      }
      // What kept it from being measured is in its last run.
      await deps.signals.run(query.tenant, id, session.user.username).catch(() => undefined);
      return (await oneSignal(deps, query, id)).view;
    },
  );
};
