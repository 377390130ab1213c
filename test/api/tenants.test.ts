import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { toDocument } from '../../server/contract/event.js';
import type { EventStore } from '../../server/contract/event-store.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { findDomain } from '../../server/store/domains.js';
import {
  beginExportJob,
  createExportJob,
  endExportJob,
  openExportJobs,
} from '../../server/store/export-jobs.js';
import { createHunt, endHunt, openHunts } from '../../server/store/indicator-hunts.js';
import { recordMatches } from '../../server/store/record-matches.js';
import { addSourceCounts } from '../../server/store/sources.js';
import { createTenant } from '../../server/store/tenants.js';
import { draft, event, rule, start } from '../store/drafts.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { fakeEventStore, startTestServer } from './test-server.js';

/** In everything that the tenant b has; nobody of a may ever read it. */
const secret = 'Geheimsache';
const now = start;

const { db } = await startMigratedDatabase(t);
await installShippedCatalogs(db);
const { store, asked } = fakeEventStore();
const document = toDocument(event('event-of-b', start, { message: secret } as never));
const events: EventStore = {
  ...store,
  search: async (query) => {
    asked.push(query);
    return { items: query.tenants.includes('b') ? [document] : [], next: null };
  },
  get: async (tenants, id) => (tenants.includes('b') && id === document.id ? document : undefined),
};
const exportFolder = t.testdir();
const folder = { exportFolder, dataFolder: exportFolder };
const server = await startTestServer(t, { db, events, ...folder, now: () => now });
const { app } = server;
for (const id of ['a', 'b']) await db.transaction().execute((trx) => createTenant(trx, id, id, now));

const provider = await server.logIn('operator', 'provider');
const roles = ['admin', 'analyst', 'isb', 'auditor', 'dpo', 'staff_council'] as const;
const ofA = await server.logInTo(['a'], 'anton', ...roles);
const ofB = await server.logInTo(['b'], 'berta', ...roles);
const ofBoth = await server.logInTo(['a', 'b'], 'clara', ...roles);

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
async function call(cookie: string, method: string, path: string, payload?: unknown) {
  const reply = await app.inject({
    method: method as Method,
    url: `/api/v1${path}`,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload: payload as object }),
  });
  const json = reply.headers['content-type']?.toString().includes('json');
  return { status: reply.statusCode, text: reply.body, body: json ? reply.json() : undefined };
}
/** Makes something in b, in the name of one of b. @returns its id */
async function make(path: string, payload: object): Promise<string> {
  const { status, body, text } = await call(ofB, 'POST', path, payload);
  if (status >= 300) throw new Error(`POST ${path}: ${status} ${text}`);
  return (body.id ?? body.list?.id ?? body.collector?.id) as string;
}

const { alerts } = await db.transaction().execute(async (trx) => {
  const found = draft('event-of-b', start, 1, { 'host.name': secret });
  await addSourceCounts(trx, [
    {
      tenant: 'b',
      collector: secret,
      source: secret,
      transport: 'udp',
      dataset: 'linux',
      host: secret,
      received: 1,
      stored: 1,
      rejected: 0,
      unparsed: 0,
      first: start,
      last: start,
    },
  ]);
  return recordMatches(trx, [{ ...found, tenant: 'b' }], 1, start);
});
const object = await make('/isms/target-objects', { key: 'S1', type: 'it_system', name: secret });
const other = await make('/isms/target-objects', { key: 'S2', type: 'it_system', name: secret });
const risks = await call(ofB, 'POST', `/isms/target-objects/${object}/risks`, { threats: ['G 0.18'] });
const audit = await make('/isms/audits', {
  title: secret,
  scope: secret,
  criteria: secret,
  auditor: secret,
  starts: '2026-11-20',
  ends: '2026-11-30',
  state: 'running',
});
const assignment = { baustein: 'SYS.1.1', target_object: object, state: 'accepted' };
const days = { from: new Date(now - 1000).toISOString(), to: new Date(now + 1000).toISOString() };
const facts = {
  source: secret,
  description: secret,
  tlp: 'amber',
  level: 'high',
  live: true,
  expires_at: null,
};
const domains = await call(ofB, 'GET', '/isms/domains');
const list = await make('/indicators/import', {
  content: Buffer.from('198.51.100.7').toString('base64'),
  list: { name: secret, ...facts },
  dry_run: false,
});
const grant = await make(`/isms/audits/${audit}/grants`, {
  username: 'berta',
  bausteine: ['SYS.1.1'],
  scopes: [object],
  from: '2026-11-20',
  until: '2026-11-30',
});

/** What of b each path names; a path with a parameter and without a row here fails. */
const ofTenantB: Record<string, string> = {
  '/alerts/{id}': alerts[0]!.id,
  '/cases/{id}': await make('/cases', { title: secret, alerts: [alerts[0]!.id] }),
  '/cases/deadlines/{id}': await make('/cases/deadlines', {
    name: secret,
    recipient: secret,
    basis: '',
    hours: 24,
    starts: 'aware',
    enabled: true,
  }),
  '/events/{id}': document.id,
  '/saved-searches/{id}': await make('/saved-searches', {
    name: secret,
    shared: true,
    search: { q: secret, filter: [] },
  }),
  '/alert-views/{id}': await make('/alert-views', {
    name: secret,
    shared: true,
    view: { state: [], level: [], q: secret, rule: '', entity: '', assigned: '', order: 'latest' },
  }),
  '/indicators/{id}': list,
  '/own-rules/{id}': await make('/own-rules', {
    yaml: `title: ${secret}\nid: own-of-b\nlogsource: {product: linux}\ndetection: {s: {f: 1}, condition: s}\n`,
    put_in_force: false,
  }),
  '/rules/backtests/{id}': await make('/rules/backtests', { rule: rule.id, ...days }),
  '/collectors/{id}': await make('/collectors', { id: 'collector-of-b' }),
  '/retention/holds/{id}': await make('/retention/holds', { title: secret, reason: secret }),
  '/isms/target-objects/{id}': object,
  '/isms/domains/{id}': domains.body.items[0].id,
  '/isms/relations/{id}': await make('/isms/relations', { from: object, to: other, kind: 'runs_on' }),
  '/isms/modelling/profiles/{id}': await make('/isms/modelling/profiles', {
    name: secret,
    levels: ['B'],
    excluded: [],
    tags: [],
  }),
  '/isms/modelling/{id}': await make('/isms/modelling', assignment),
  '/isms/risk-threats/{id}': await make('/isms/risk-threats', { title: secret }),
  '/isms/risks/{id}': risks.body.items[0].id,
  '/isms/measures/{id}': await make('/isms/measures', { title: secret }),
  '/isms/audits/{id}': audit,
  '/isms/findings/{id}': await make(`/isms/audits/${audit}/findings`, { kind: 'minor', title: secret }),
  '/isms/audit-grants/{id}': grant,
  '/isms/audit-room/{grant}': grant,
  '/isms/guidelines/{id}': await make('/isms/guidelines', { kind: 'other', title: secret }),
  '/isms/exports/{id}': await make('/isms/exports', { name: 'a4', format: 'xlsx', language: 'de' }),
  '/isms/evidence/{id}': await make('/isms/evidence', {
    kind: 'link',
    title: secret,
    shows: '',
    effective_on: '2026-09-30',
    valid_until: null,
    provided_by: secret,
    classification: 'internal',
    requirements: ['CON.3.A15'],
    target_objects: [object],
    file: null,
    link: 'https://intranet.example/geheim',
    observation: null,
  }),
  '/api-tokens/{id}': (
    await call(ofB, 'POST', '/api-tokens', { tenant: 'b', name: secret, scopes: ['alerts.read'] })
  ).body.api_token.id,
  '/tenants/{id}': 'b',
};
/** Not made here: their rows are behind the same policies as the others, which the database's own test walks. */
const unmade = [
  '/hunts/{id}',
  '/isms/scans/{id}',
  '/isms/scan-keys/{id}',
  '/users/{id}',
  '/sessions/{id}',
  '/isms/package-releases/{id}',
  '/notifications/channels/{id}',
  '/notifications/letters/{id}',
  '/reveals/{id}',
];
/** Their parameter names content that every tenant has: a rule, a set, a catalogue, a question, a control, a signal. */
const everybodys = [
  ...['/rules/{id}', '/rule-sets/{name}', '/rule-imports/{id}', '/isms/catalogs/{id}', '/isms/oscal/{model}'],
  ...['/isms/migrations/{target}', '/isms/wiba/{question}', '/isms/soa/{control}', '/signals/{id}'],
  '/log/inclusion/{position}',
];
const unknown = '018f0000-0000-7000-8000-000000000000';

interface Described {
  parameters?: { name: string; in: string }[];
}
const described: Record<string, Record<string, Described>> = (await app.inject('/api/openapi.json')).json()
  .paths;
const found = Object.entries(described).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => method !== 'head')
    .map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      path: path.replace('/api/v1', ''),
      asksTenant: parameters.some((each) => each.in === 'query' && each.name === 'tenant'),
    })),
);
// What removes comes last.
const routes = found.toSorted((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
const startsWith = (path: string) => (prefix: string) => path === prefix || path.startsWith(`${prefix}/`);
/** A session's end, and health: of no tenant. */
const outside = ['/session', '/health'];

function placeOf(path: string): { url: string; isOfB: boolean } | undefined {
  const prefix = Object.keys(ofTenantB)
    .filter(startsWith(path))
    .toSorted((a, b) => b.length - a.length)[0];
  const global = everybodys.find(startsWith(path)) ?? unmade.find(startsWith(path));
  const fill = (text: string) => text.replace(/\{\w+\}/g, unknown);
  if (!path.includes('{')) return { url: path, isOfB: false };
  if (prefix !== undefined && (global === undefined || prefix.length > global.length)) {
    const first = path.slice(0, prefix.length).replace(/\{\w+\}/, ofTenantB[prefix]!);
    return { url: first + fill(path.slice(prefix.length)), isOfB: true };
  }
  return global === undefined ? undefined : { url: fill(path), isOfB: false };
}

t.test('who is of a reaches nothing of b, by any route', async (t) => {
  for (const { method, path, asksTenant } of routes) {
    if (outside.some(startsWith(path))) continue;
    const place = placeOf(path);
    if (place === undefined) {
      t.fail(`${method} ${path}: say in this test what of b its parameter can name`);
      continue;
    }
    const payload = method === 'GET' || method === 'DELETE' ? undefined : {};
    const plain = await call(ofA, method, place.url, payload);
    t.notMatch(plain.text, secret, `${method} ${path}`);
    if (place.isOfB) t.ok(plain.status >= 400, `${method} ${path}: ${plain.status}`);
    if (!asksTenant) continue;
    const foreign = await call(ofA, method, `${place.url}?tenant=b`, payload);
    t.ok(foreign.status >= 400, `${method} ${path}?tenant=b: ${foreign.status}`);
    t.notMatch(foreign.text, secret, `${method} ${path}?tenant=b`);
  }
  t.notOk(
    asked.some((query) => (query['tenants'] as string[] | undefined)?.includes('b')),
    'the event store was never asked for events of b',
  );
});

t.test('all of it was there, and still is', async (t) => {
  for (const [path, id] of Object.entries(ofTenantB)) {
    if (described[`/api/v1${path}`]?.['get'] === undefined) continue;
    const { status, text } = await call(ofB, 'GET', path.replace(/\{\w+\}/, id));
    t.equal(status, 200, `${path}: ${text.slice(0, 200)}`);
  }
  t.match((await call(ofB, 'GET', '/events')).text, secret);
  t.match((await call(ofB, 'GET', '/sources')).text, secret);
  t.match((await call(ofB, 'GET', '/saved-searches')).text, secret);
});

t.test('who is of both sees both, one by one, or the one that is chosen', async (t) => {
  const tenants = async (cookie: string, query = ''): Promise<string[]> => {
    const { body } = await call(cookie, 'GET', `/isms/domains${query}`);
    return body.items.map(({ tenant }: { tenant: string }) => tenant).toSorted();
  };
  t.same(await tenants(ofBoth), ['a', 'b']);
  t.same(await tenants(ofBoth, '?tenant=b'), ['b']);
  t.same(await tenants(`${ofBoth}; grundwacht_tenant=a`), ['a']);
  t.same(await tenants(`${ofBoth}; grundwacht_tenant=a`, '?tenant=b'), ['b'], 'what is said counts');
  t.same(await tenants(`${ofA}; grundwacht_tenant=b`), ['a'], 'a choice never widens');
  const { status } = await call(`${ofBoth}; grundwacht_tenant=a`, 'GET', `/alerts/${alerts[0]!.id}`);
  t.equal(status, 200, 'a link leads to its place whatever is chosen');
});

t.test('a role counts where it is held', async (t) => {
  const mixed = await server.logInTo(['a'], 'mixed', 'isb');
  await server.grant('mixed', 'b', 'auditor');
  t.equal((await call(mixed, 'GET', '/isms/target-objects?tenant=a')).status, 200);
  t.equal((await call(mixed, 'GET', '/isms/target-objects?tenant=b')).status, 403);
  t.equal((await call(mixed, 'GET', `/isms/target-objects/${object}`)).status, 404);
  t.equal((await call(mixed, 'GET', '/events?tenant=b')).status, 200);
});

t.test('the provider operates tenants and reads none', async (t) => {
  const created = await call(provider, 'POST', '/tenants', { id: 'works', title: 'Stadtwerke' });
  t.match(created, { status: 201, body: { id: 'works', title: 'Stadtwerke', members: 0, stored: 0 } });
  t.match(await call(provider, 'POST', '/tenants', { id: 'works', title: 'x' }), {
    body: { error: { code: 'ALREADY_EXISTS' } },
  });
  t.match(await call(provider, 'PATCH', '/tenants/works', { title: 'Werke' }), { body: { title: 'Werke' } });
  const { text, body } = await call(provider, 'GET', '/tenants');
  t.match(body.items, [{ id: 'a' }, { id: 'b', received: 1, stored: 1, members: 3 }, { id: 'default' }, {}]);
  t.notMatch(text, secret);
  for (const path of ['/events', '/alerts', '/isms/domains', '/sources', '/retention?tenant=b']) {
    t.equal((await call(provider, 'GET', path)).status, 403, path);
  }
  t.match((await call(provider, 'DELETE', '/tenants/works')).body, { error: { code: 'VALIDATION' } });
  t.match((await call(provider, 'DELETE', '/tenants/default?confirm=default')).body, {
    error: { code: 'FORBIDDEN' },
  });
  t.equal((await call(provider, 'DELETE', '/tenants/works?confirm=works')).status, 204);
});

t.test('members: an administrator manages those of the own tenant, the provider all', async (t) => {
  const add = (cookie: string, tenant: string, username: string, ...roles: string[]) =>
    call(cookie, 'POST', `/tenants/${tenant}/members`, { username, roles });
  const fresh = await add(ofA, 'a', 'neu', 'analyst');
  t.match(fresh, {
    status: 201,
    body: { member: { username: 'neu', roles: ['analyst'] }, password: /^.{23}$/ },
  });
  const known = await add(provider, 'b', 'neu', 'auditor');
  t.match(known, { status: 201, body: { member: { roles: ['auditor'] } } });
  t.notOk(known.body.password, 'an account that is there keeps its password');
  t.match((await add(ofA, 'a', 'neu', 'isb')).body, { error: { code: 'ALREADY_EXISTS' } });
  t.equal((await add(ofA, 'b', 'neu', 'admin')).status, 404);
  t.equal((await add(ofA, 'a', 'evil', 'provider')).status, 400, 'nobody is made provider here');

  const { account } = fresh.body.member;
  t.match((await call(ofA, 'PATCH', `/tenants/a/members/${account}`, { roles: ['isb'] })).body, {
    roles: ['isb'],
  });
  t.equal((await call(ofA, 'DELETE', `/tenants/a/members/${account}`)).status, 204);
  t.match((await call(ofB, 'GET', '/tenants/b/members')).text, '"neu"', 'what it is elsewhere stays');
  t.notMatch((await call(ofA, 'GET', '/tenants/a/members')).text, '"neu"');
  t.match((await call(ofA, 'GET', '/tenants')).body.items, [{ id: 'a' }]);

  const twice = await Promise.all([add(ofA, 'a', 'neu', 'isb'), add(provider, 'a', 'neu', 'analyst')]);
  t.same(twice.map(({ status }) => status).toSorted(), [201, 409], 'of two at once one is told of the other');
});

t.test('an audit is opened to auditors of its tenant alone', async (t) => {
  await server.logInTo(['a'], 'revisor', 'auditor');
  const period = { from: '2026-11-20', until: '2026-11-30' };
  const given = { username: 'revisor', bausteine: [], scopes: [], ...period };
  t.match(await call(ofB, 'POST', `/isms/audits/${audit}/grants`, given), {
    status: 400,
    body: { error: { detail: /no user revisor with the role auditor/ } },
  });
});

t.test('what a tenant waits for holds up no other, and goes with it', async (t) => {
  const domainOf = async (tenant: string) => findDomain(db, tenant, undefined);
  const order = { name: 'a0', format: 'pdf', language: 'de' } as const;
  const place = async (tenant: string) =>
    createExportJob(db, await domainOf(tenant), order, { by: 'x', now: now + 1 });
  const first = await place('a');
  for (let n = 1; n < 20; n++) await place('a');
  await t.rejects(place('a'), { code: 'RATE_LIMITED' });
  const ofOther = await place('b');
  await beginExportJob(db, first.id, now + 2);
  await endExportJob(db, first.id, { state: 'cancelled' }, now + 3);
  t.equal((await openExportJobs(db))[0]!.id, ofOther.id, 'tenants take turns');
  await db.deleteFrom('export_job').where('state', 'in', ['waiting', 'cancelled']).execute();

  await sql`insert into indicator_list (tenant_id, name, source, description, tlp, level, live, version, created_at,
      created_by, updated_at)
    select 'a', 'list ' || n, '', '', 'amber', 'high', false, 1, now(), 'x', now()
    from generate_series(1, 21) n`.execute(db);
  const lists = await db.selectFrom('indicator_list').select('id').where('tenant_id', '=', 'a').execute();
  const hunt = (tenant: string, id: string) =>
    createHunt(db, { tenant, list: id }, {}, { by: 'x', now: now + 1 });
  const [last, ...others] = lists.map(({ id }) => id);
  const begun = await hunt('a', others[0]!);
  for (const other of others.slice(1)) await hunt('a', other);
  await t.rejects(hunt('a', last!), { code: 'RATE_LIMITED' });
  const theirs = await hunt('b', list);
  await endHunt(db, { tenant: 'a', hunt: begun.id }, { state: 'done' }, now + 2);
  t.equal((await openHunts(db))[0]!.id, theirs.id);
  await db.deleteFrom('indicator_hunt').where('state', '=', 'waiting').execute();

  await db.transaction().execute((trx) => createTenant(trx, 'gone', 'Gone', now));
  const made = await createExportJob(db, await domainOf('gone'), order, { by: 'x', now });
  const file = { file_name: 'x', media_type: 'x', bytes: 1, sha256: 'f'.repeat(64) };
  await endExportJob(db, made.id, { state: 'done', file }, now);
  writeFileSync(join(exportFolder, made.id), secret);
  t.equal((await call(provider, 'DELETE', '/tenants/gone?confirm=gone')).status, 204);
  t.notOk(existsSync(join(exportFolder, made.id)), 'files of its exports, too');
});

/** What belongs to no tenant, is of the provider, or works through all tenants in the background. */
const withEveryTenant = [
  // Tokens and accounts of a provider are looked up before there is a tenant to look in.
  'access.ts',
  'live.ts',
  'oidc.ts',
  // Leaves get their places in the log by the program's own connection alone.
  'merkle.ts',
  'package-export.ts',
  // The name of a resource: the system's health.
  'register.ts',
  'system.ts',
  'deps.ts',
  // Jobs of all tenants go one after the other; an export is made in the scope of its own.
  'exports.ts',
  // Hunts the same; they find alerts, which the API's role cannot.
  'indicators.ts',
  // Catalogues are the same for every tenant.
  'isms-catalogs.ts',
  // The provider's.
  'members.ts',
  // Who gave out an account is asked of the acts of the provider and of every tenant; nothing of them is answered.
  'pseudonyms.ts',
  // A file of a scan lies once for all tenants: whether another one has it is asked of all.
  'scan-files.ts',
  'tenants.ts',
  'users.ts',
];

t.test(
  "the program's own handle, which sees every tenant, is used by routes of this list alone",
  async (t) => {
    const folder = join(packageRoot(), 'server', 'api');
    const users = readdirSync(folder).filter((file) =>
      /\bsystem\b/.test(readFileSync(join(folder, file), 'utf8')),
    );
    t.same(users.toSorted(), withEveryTenant.toSorted());
  },
);
