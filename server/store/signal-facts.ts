import type { Kysely } from 'kysely';
import { drillCollector } from '../contract/drill.js';
import type { EventStore } from '../contract/event-store.js';
import type { SignalKind, SignalParameters } from '../contract/signal.js';
import { objectsOf } from '../signal/applies.js';
import type { VersionedSignal } from '../signal/definitions.js';
import type { FactsOf, HeardObject } from '../signal/facts.js';
import { fillQuery } from '../signal/query.js';
import {
  alertsDecided,
  alertsTaken,
  changeAlerts,
  detectionDelays,
  lastDrill,
} from './signal-alert-facts.js';
import { integrityFacts, retentionFacts } from './signal-store-facts.js';
import type { DomainObject, DomainSources } from './source-matches.js';
import type { Database } from './tables.js';

/** What facts are gathered from. */
export interface FactSources {
  db: Kysely<Database>;
  events: Pick<EventStore, 'statistics' | 'clockSkew' | 'contents'>;
  /** Folder of the event store's segments. */
  eventsDir: string;
}

/** Of one run: a signal of a tenant. */
export interface FactQuestion {
  tenant: string;
  signal: VersionedSignal;
  /** In force. */
  parameters: SignalParameters;
  now: number;
}

/** Facts of each domain; what belongs to the tenant is gathered once. */
export type DomainFacts<K extends SignalKind> = (domain: DomainSources) => FactsOf<K>;

type Gatherers = {
  [K in SignalKind]: (
    from: FactSources,
    question: FactQuestion,
    domains: readonly DomainSources[],
  ) => Promise<DomainFacts<K>> | DomainFacts<K>;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Hosts that are told apart. */
const mostHosts = 10_000;
/** Drilled records are no sign of life. */
const realOnly = `observer.id:${drillCollector}`;

const number = ({ parameters }: FactQuestion, name: string): number => Number(parameters[name]);
const since = (question: FactQuestion, name: 'hours' | 'days'): number =>
  question.now - number(question, name) * (name === 'hours' ? hourMs : dayMs);

const heard = (_from: FactSources, { signal }: FactQuestion) => {
  return (domain: DomainSources): { objects: HeardObject[] } => ({
    objects: asked(signal, domain).map((object) => heardObject(object, domain)),
  });
};

const gatherers: Gatherers = {
  'silent-assets': heard,
  coverage: heard,
  transport: heard,
  'unknown-sources': (_from, _question, domains) => {
    const known = new Set(
      domains.flatMap(({ sources }) =>
        sources.filter(({ state }) => state === 'matched' || state === 'ignored').map(({ name }) => name),
      ),
    );
    return ({ sources }) => ({
      known: known.size,
      open: sources.filter(({ name }) => !known.has(name)),
    });
  },
  'clock-skew': async ({ events }, question) => {
    const { tenant, signal, now } = question;
    const skews = await events.clockSkew({
      tenants: [tenant],
      from: new Date(since(question, 'hours')).toISOString(),
      // A clock that is ahead makes events of the future.
      to: new Date(now + 400 * dayMs).toISOString(),
      q: `not ${realOnly}`,
      limitMs: number(question, 'seconds') * 1000,
    });
    const byHost = new Map(skews.map((skew) => [skew.host, skew]));
    return (domain) => ({
      objects: asked(signal, domain).flatMap((object) => {
        const found = hostsOf(object, domain).flatMap((host) => byHost.get(host) ?? []);
        if (found.length === 0) return [];
        const events = found.reduce((sum, skew) => sum + skew.events, 0);
        const skewed = found.reduce((sum, skew) => sum + skew.skewed, 0);
        const worst = found.reduce((a, b) => (Math.abs(a.typicalMs) >= Math.abs(b.typicalMs) ? a : b));
        return [{ id: object.id, events, skewed, typicalMs: worst.typicalMs }];
      }),
    });
  },
  'event-query': async ({ events }, question) => {
    const { signal, parameters } = question;
    const hits = await hostCounts(events, question, fillQuery(signal.query!, parameters));
    const seen =
      signal.seen_by === undefined
        ? hits
        : await hostCounts(events, question, fillQuery(signal.seen_by, parameters));
    return (domain) => {
      if (signal.objects === undefined) return { objects: undefined, hits: hits.total, seen: seen.total };
      const objects = asked(signal, domain).map((object) => {
        const hosts = hostsOf(object, domain);
        const sum = ({ byHost }: HostCounts): number =>
          hosts.reduce((total, host) => total + (byHost.get(host) ?? 0), 0);
        return { id: object.id, named: heardObject(object, domain).named, hits: sum(hits), seen: sum(seen) };
      });
      return { objects, hits: hits.total, seen: seen.total };
    };
  },
  retention: async ({ db, events }, question) =>
    same(await retentionFacts(db, events, question, number(question, 'grace_hours') * hourMs)),
  integrity: async ({ db, eventsDir }, question) =>
    same(await integrityFacts(db, eventsDir, question, since(question, 'days'))),
  'alert-times': async ({ db }, question) =>
    same({ alerts: await alertsTaken(db, question.tenant, since(question, 'days')) }),
  'detection-latency': async ({ db }, question) =>
    same({ delaysMs: await detectionDelays(db, question.tenant, since(question, 'days')) }),
  deadline: async ({ db }, question) =>
    same({ items: await alertsDecided(db, question.tenant, since(question, 'days')) }),
  'privileged-changes': async ({ db }, question) => {
    const rules = String(question.parameters['rules']);
    return same({ changes: await changeAlerts(db, question.tenant, rules, since(question, 'days')) });
  },
  'fire-drill': async ({ db }, { tenant }) => same({ drill: await lastDrill(db, tenant) }),
  scan: () => same({}),
};

const same =
  <T>(facts: T) =>
  (): T =>
    facts;

/**
 * @param domains active ones of the tenant
 * @returns gives what the signal's kind looks at in a domain
 */
export async function gatherFacts<K extends SignalKind>(
  kind: K,
  from: FactSources,
  question: FactQuestion,
  domains: readonly DomainSources[],
): Promise<DomainFacts<K>> {
  return gatherers[kind](from, question, domains);
}

const asked = ({ objects }: VersionedSignal, domain: DomainSources): DomainObject[] =>
  objects === undefined ? [] : objectsOf(objects, domain.objects);

/** An application is heard through the systems that it runs on, a group through its members. */
function sourcesOf(object: DomainObject, { objects, sources }: DomainSources) {
  const ids = new Set([object.id]);
  if (object.type === 'application') for (const id of object.runsOn) ids.add(id);
  for (const { id, group } of objects) if (group !== null && ids.has(group)) ids.add(id);
  const names = new Set(object.type === 'application' ? object.hostnames : []);
  return sources.filter(
    ({ state, objects: found, name }) => state === 'matched' && (ids.has(found[0]!) || names.has(name)),
  );
}

function heardObject(object: DomainObject, domain: DomainSources): HeardObject {
  const sources = sourcesOf(object, domain);
  return {
    id: object.id,
    named: object.hostnames.length + object.addresses.length + sources.length > 0,
    sources: sources.flatMap(({ name, counted }) =>
      counted.map(({ transport, lastSeen }) => ({ name, transport, lastSeen })),
    ),
  };
}

const hostsOf = (object: DomainObject, domain: DomainSources): string[] =>
  sourcesOf(object, domain).map(({ name }) => name);

interface HostCounts {
  total: number;
  byHost: ReadonlyMap<string, number>;
}

async function hostCounts(
  events: FactSources['events'],
  question: FactQuestion,
  query: string,
): Promise<HostCounts> {
  const { total, values } = await events.statistics({
    tenants: [question.tenant],
    from: new Date(since(question, 'hours')).toISOString(),
    q: `(${query}) and not ${realOnly}`,
    field: 'host.name',
    limit: mostHosts,
  });
  const byHost = new Map<string, number>();
  for (const { value, count } of values) {
    const host = String(value).toLowerCase().replace(/\.$/, '');
    byHost.set(host, (byHost.get(host) ?? 0) + count);
  }
  return { total, byHost };
}
