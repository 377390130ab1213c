import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import type { Kysely } from 'kysely';
import type { ApiDeps } from '../../server/api/deps.js';
import { type LiveHub, openLiveHub } from '../../server/api/live-hub.js';
import { registerApi } from '../../server/api/register.js';
import { toDocument } from '../../server/contract/event.js';
import type { EventStore } from '../../server/contract/event-store.js';
import type { HeldRole, Role, TenantRole } from '../../server/contract/identity.js';
import { signerOf } from '../../server/evidence/signer.js';
import { hashPassword } from '../../server/identity/passwords.js';
import { openSession } from '../../server/identity/sessions.js';
import type { Database } from '../../server/store/tables.js';
import { listTenants } from '../../server/store/tenants.js';
import { createUser, findUserByName, setRolesIn } from '../../server/store/users.js';
import type { Teardown } from '../helpers/postgres.js';
import { event, rule, start } from '../store/drafts.js';
import { openApiSide, startMigratedDatabase } from '../store/migrated-database.js';

export const password = 'Rathaus-Turmuhr 7';

/** An event store that answers with one event and remembers what it was asked. */
export function fakeEventStore() {
  const asked: Record<string, unknown>[] = [];
  const document = toDocument(event('0192-event', start, { fields: { 'odd\nname': 'kept' } }));
  const store: EventStore = {
    clockSkew: async () => [],
    append: async () => {},
    sealedPosition: () => 0,
    merge: async () => 0,
    expire: async () => ({ segments: 0, events: 0 }),
    contents: () => ({ unsealed: 0, segments: [] }),
    search: async (query) => {
      asked.push(query);
      return { items: query.tenants.includes('default') ? [document] : [], next: null };
    },
    histogram: async (query) => {
      asked.push(query);
      return {
        interval_ms: 1000,
        total: 1,
        buckets: [
          {
            start: document['@timestamp'],
            end: new Date(Date.parse(document['@timestamp']) + 1000).toISOString(),
            count: 1,
          },
        ],
      };
    },
    statistics: async (query) => {
      asked.push(query);
      return {
        field: query.field,
        total: 2,
        missing: 1,
        distinct: 1,
        at_least: false,
        min: null,
        max: null,
        values: [{ value: 'root', count: 1 }],
      };
    },
    fields: async () => [{ name: 'Image', kind: 'own', share: 1 }],
    hunt: async () => 'gone',
    get: async (_tenants, id) => (id === document.id ? document : undefined),
    seal: async () => {},
    removeTenant: async (tenant) => {
      asked.push({ removed: tenant });
    },
    stats: () => ({ hotEvents: 1, segments: 0, segmentBytes: 0, segmentEvents: 0 }),
    close: async () => {},
  };
  return { store, asked };
}

export interface TestServer {
  app: FastifyInstance;
  /** The program's own, which sees every tenant. */
  db: Kysely<Database>;
  hub: LiveHub;
  asked: Record<string, unknown>[];
  /** METHOD path of every registered route, without those that Fastify adds for HEAD. */
  routes: string[];
  /** The same with everything that was registered. */
  registered: RouteOptions[];
  /** Creates a user with these roles in every tenant that there is, and logs in. @returns the cookie header */
  logIn(username: string, ...roles: Role[]): Promise<string>;
  /** The same in some tenants. */
  logInTo(tenants: readonly string[], username: string, ...roles: Role[]): Promise<string>;
  /** Gives a user a role in one tenant. */
  grant(username: string, tenant: string, role: TenantRole): Promise<void>;
}

/** A folder for files, and a key. */
export function testEvidence(t: Teardown): ApiDeps['evidence'] {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-evidence-'));
  t.teardown(async () => rmSync(dir, { recursive: true, force: true }));
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { dir, limit: 100_000, signer: signerOf(pem), stamps: false };
}

/** @returns the roles, those of a tenant in each of the tenants */
export function heldIn(tenants: readonly string[], roles: readonly Role[]): HeldRole[] {
  return roles.flatMap((role): HeldRole[] =>
    role === 'provider' ? [{ tenant: null, role }] : tenants.map((tenant) => ({ tenant, role })),
  );
}

/**
 * The API on a fresh database, not listening.
 * @param given db: the program's own handle of a database that is there already
 */
export async function startTestServer(
  t: Teardown,
  { db: given, ...more }: Partial<ApiDeps> = {},
): Promise<TestServer> {
  const db = given ?? (await startMigratedDatabase(t)).db;
  const apiDb = openApiSide(db);
  const hub = await openLiveHub(db, (error) => {
    throw error;
  });
  const { store, asked } = fakeEventStore();
  const app = Fastify({ forceCloseConnections: true });
  const registered: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') registered.push(route);
  });
  await registerApi(app, {
    db: apiDb,
    system: db,
    events: store,
    rules: { rules: [rule], problems: [] },
    hub,
    evidence: testEvidence(t),
    cookieSecure: 'auto',
    version: '0.0.0-test',
    ready: () => true,
    ...more,
  });
  await app.ready();
  t.teardown(async () => {
    hub.close();
    await app.close();
    await apiDb.destroy();
  });

  let hash: string | undefined;
  const logInTo = async (tenants: readonly string[], username: string, ...roles: Role[]) => {
    hash ??= await hashPassword(password);
    const held = heldIn(tenants, roles);
    const user = { username, passwordHash: hash, mustChangePassword: false, held };
    const account = await db.transaction().execute((trx) => createUser(trx, user, Date.now()));
    const { token } = await openSession(db, account, more.now?.() ?? Date.now());
    return `grundwacht_session=${token}`;
  };
  const logIn = async (username: string, ...roles: Role[]) =>
    logInTo(await listTenants(db), username, ...roles);
  const grant = async (username: string, tenant: string, role: TenantRole) => {
    const { id } = (await findUserByName(db, username))!;
    await db.transaction().execute((trx) => setRolesIn(trx, id, { tenant, roles: [role] }));
  };
  const routes = registered.map(({ method, url }) => `${method} ${url}`);
  return { app, db, hub, asked, routes, registered, logIn, logInTo, grant };
}
