import { sql } from 'kysely';
import t from 'tap';
import { fillStructure } from '../../server/cli/demo/fill-structure.js';
import type { Assessment, CheckQuestion, CheckSheet } from '../../server/contract/check.js';
import type { TargetObject } from '../../server/contract/isms.js';
import type { Assignment } from '../../server/contract/modelling.js';
import type { KompendiumIndex } from '../../server/isms/catalog/catalog-index.js';
import { readCommittedIndex } from '../../server/isms/catalog/committed.js';
import { requirementTallies } from '../../server/store/assessment-tally.js';
import { installCatalogIndex } from '../../server/store/catalog-index-rows.js';
import { findDomain } from '../../server/store/domains.js';
import { ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { startTestServer } from './test-server.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const server = await startTestServer(t);
const { app, db } = server;
const index = (await readCommittedIndex('kompendium-2023')) as KompendiumIndex;
await db.transaction().execute((trx) => installCatalogIndex(trx, index, now));
await fillStructure(db, 'default', now);
await ensureTenant(db, 'other', 'Andernorts', now);
const cookie = await server.logIn('isolde', 'isb');
const key = await findDomain(db, 'default', undefined);
const catalog = 'kompendium-2023';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function call(method: Method, path: string, payload?: object) {
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url: `/api/v1/isms${path}`, headers: { cookie }, ...body });
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
}
const refused = (status: number, code: string, detail: RegExp) => ({
  status,
  body: { error: { code, detail } },
});
const objects: TargetObject[] = (await call('GET', '/target-objects?tenant=default&limit=1000')).body.items;
const idOf = (name: string): string => objects.find((object) => object.key === name)!.id;
const assignments = async (query = ''): Promise<Assignment[]> =>
  (await call('GET', `/modelling?${query}`)).body.items;
const assignmentOf = async (baustein: string, object: string | null): Promise<Assignment> =>
  (await assignments(`baustein=${baustein}`)).find((each) => each.target_object === object)!;
const answer = (requirement: string, target_object: string | null, version: number, more: object) =>
  call('PUT', '/check/answer', { requirement, target_object, version, ...more });
const questions = async (baustein: string, scope: string): Promise<CheckQuestion[]> =>
  (await call('GET', `/check/questions?baustein=${baustein}&scope=${scope}`)).body.items;
const sheet = async (baustein: string, scope: string): Promise<CheckSheet | undefined> =>
  (await call('GET', `/check/sheets?baustein=${baustein}&scope=${scope}&profile=kern`)).body.items[0];
/** Gaps of a scope, as the implementation plan has them. */
const openMeasures = async (scope: string) =>
  (await call('GET', '/measures?state=open&limit=1000')).body.items.filter(
    (measure: { target_object: string | null }) => measure.target_object === scope,
  );

t.test('modelling: proposed by rules, decided by people', async (t) => {
  const proposed = await call('POST', '/modelling/proposals');
  t.match(proposed, { status: 200, body: { withdrawn: 0, kept: 0 } });
  t.ok(proposed.body.added > 120, `${proposed.body.added} proposals for the city`);
  t.match((await call('POST', '/modelling/proposals')).body, { added: 0, kept: proposed.body.added });
  t.match((await call('GET', '/modelling/rules')).body.items[0], { why: { de: /./, en: /./ } });
  t.same((await call('GET', '/modelling?tenant=other')).body.items, [], 'of another tenant nothing');

  const client = await assignmentOf('SYS.2.1', idOf('C001'));
  t.match(client, { state: 'proposed', rule: 'client', version: 1 });
  const path = `/modelling/${client.id}`;
  t.match(await call('PUT', path, { state: 'rejected', version: 1 }), refused(400, 'VALIDATION', /\/reason/));
  t.match(await call('PUT', path, { state: 'rejected', reason: 'Probe', version: 1 }), {
    status: 200,
    body: { state: 'rejected', reason: 'Probe', version: 2 },
  });
  t.match(
    await call('PUT', path, { state: 'accepted', version: 1 }),
    refused(409, 'CONFLICT', /SYS\.2\.1 has version 2 by isolde/),
  );
  t.match((await call('POST', '/modelling/proposals')).body, { added: 0 }, 'a rejection stays');

  const open = await assignments();
  const items = open.map(({ id, version }) => ({ id, version }));
  const stale = [...items.slice(0, 3), { id: items[3]!.id, version: 9 }];
  t.match(
    await call('POST', '/modelling/decisions', { items: stale, state: 'accepted' }),
    refused(409, 'CONFLICT', /./),
  );
  t.same(
    (await assignments()).filter(({ state }) => state === 'accepted'),
    [],
    'none of them was decided',
  );
  const decided = await call('POST', '/modelling/decisions', { items, state: 'accepted' });
  t.equal(decided.body.items.length, items.length);
  t.match(
    await call('POST', '/modelling/decisions?tenant=other', { items: items.slice(0, 1), state: 'accepted' }),
    refused(404, 'NOT_FOUND', /./),
  );

  const byHand = { baustein: 'SYS.4.5', target_object: idOf('C001'), state: 'accepted' };
  const added = await call('POST', '/modelling', byHand);
  t.match(added, { status: 201, body: { rule: null } });
  t.match(await call('POST', '/modelling', byHand), refused(409, 'ALREADY_EXISTS', /SYS\.4\.5/));
  t.match(
    await call('POST', '/modelling', { ...byHand, baustein: 'X.1' }),
    refused(400, 'VALIDATION', /X\.1/),
  );
  t.match(
    await call('POST', '/modelling?tenant=other', { ...byHand, baustein: 'SYS.4.3' }),
    refused(400, 'VALIDATION', /target_object/),
  );
  t.match(await call('DELETE', `${path}?version=3`), refused(400, 'VALIDATION', /reject it/));
  t.equal((await call('DELETE', `/modelling/${added.body.id}?version=1`)).status, 204);
});

t.test('the check: one requirement, its refusals, a conflict, its history', async (t) => {
  const server = idOf('S002');
  const [first] = await questions('SYS.1.1', server);
  t.match(first, {
    requirement: { id: 'SYS.1.1.A1', level: 'B' },
    own: null,
    inherited: null,
    status: 'open',
  });
  const said = {
    status: 'partial',
    implementation: 'Serverraum ja, Fernzugang fehlt',
    responsible: 'IT-Abteilung',
    due: '2027-03-31',
    assessor: 'Isolde',
    interviewees: ['Leitung IT'],
    assessed_on: '2026-11-20',
    cost_once: 4000,
    evidence: [{ title: 'Konzept', url: 'https://intranet.example/konzept' }],
  };
  t.match(await answer('SYS.1.1.A1', server, 0, said), { status: 200, body: { ...said, version: 1 } });
  t.match(await answer('SYS.1.1.A1', server, 0, said), refused(409, 'CONFLICT', /version 1 by isolde/));
  t.match((await answer('SYS.1.1.A1', server, 1, { ...said, status: 'no' })).body, {
    version: 2,
    due: '2027-03-31',
  });
  const basisRisk = { status: 'dispensable', dispensable_as: 'risk_accepted', reason: 'zu teuer' };
  t.match(
    await answer('SYS.1.1.A2', server, 0, basisRisk),
    refused(400, 'VALIDATION', /dispensable_as.*Basis/),
  );
  t.match(await answer('SYS.1.1.A11', server, 0, basisRisk), { status: 200 });
  t.match(await answer('SYS.1.1.A99', server, 0, said), refused(400, 'VALIDATION', /SYS\.1\.1\.A99/));
  t.match(
    await answer('APP.1.1.A2', server, 0, said),
    refused(400, 'VALIDATION', /APP\.1\.1 is not applied here/),
  );
  t.match(
    await call('PUT', '/check/answer?tenant=other', {
      requirement: 'SYS.1.1.A1',
      target_object: server,
      version: 0,
      ...said,
    }),
    refused(400, 'VALIDATION', /not applied/),
  );
  const history = await call('GET', `/check/history?scope=${server}&what=SYS.1.1.A1`);
  t.match(history.body.items, [
    { action: 'change', by: 'isolde', old: { status: 'partial' }, new: { status: 'no' } },
    { action: 'create', new: { status: 'partial' } },
  ]);
  t.same(Object.keys(history.body.items[0].new), ['status'], 'only what differs');
  t.match(await sheet('SYS.1.1', server), { total: 28, no: 1, dispensable: 1, open: 26 });
});

t.test('a group answers for its members, who can differ', async (t) => {
  const group = idOf('S003');
  const member = await call('POST', '/target-objects', {
    key: 'S003-1',
    type: 'it_system',
    name: 'FS 1',
    group,
  });
  const own: string = member.body.id;
  t.equal((await answer('SYS.1.1.A2', group, 0, { status: 'yes', implementation: 'alle' })).status, 200);
  t.match((await questions('SYS.1.1', own))[1], {
    requirement: { id: 'SYS.1.1.A2' },
    own: null,
    inherited: { status: 'yes', implementation: 'alle' },
    status: 'yes',
  });
  t.equal(await sheet('SYS.1.1', own), undefined, 'counted with its group while it says nothing of its own');
  t.equal((await answer('SYS.1.1.A2', own, 0, { status: 'no' })).status, 200);
  t.match(await sheet('SYS.1.1', own), { no: 1, yes: 0 });
  await answer('SYS.1.1.A5', group, 0, { status: 'yes' });
  t.match(await sheet('SYS.1.1', own), { no: 1, yes: 1 }, 'what the group says later counts for it, too');
  t.match(await sheet('SYS.1.1', group), { no: 0, yes: 2 });
  const tallies = await requirementTallies(db, key, catalog, ['SYS.1.1.A2', 'SYS.1.1.A5', 'SYS.1.1.A3']);
  t.match(tallies.get('SYS.1.1.A2'), { yes: 1, no: 1 });
  t.match(tallies.get('SYS.1.1.A5'), { yes: 2 });
  t.notOk(tallies.has('SYS.1.1.A3'), 'a withdrawn requirement is not asked');

  const dated = {
    items: [{ requirement: 'SYS.1.1.A5', target_object: own, version: 0 }],
    change: { due: '2027-01-31' },
  };
  t.match((await call('POST', '/check/answers', dated)).body.items, [
    { status: 'yes', due: '2027-01-31', version: 1 },
  ]);
  await call('DELETE', `/check/answer?requirement=SYS.1.1.A5&scope=${own}&version=1`);

  const delta = await call('PUT', `/target-objects/${own}`, {
    ...member.body,
    tenant: undefined,
    domain: undefined,
    id: undefined,
    updated_at: undefined,
    group: null,
  });
  t.equal(delta.status, 200, 'it leaves the group');
  t.equal(await sheet('SYS.1.1', own), undefined, 'without the Baustein nothing is counted');
  await call('PUT', `/target-objects/${own}`, {
    key: 'S003-1',
    type: 'it_system',
    name: 'FS 1',
    group,
    version: 2,
  });
  t.match(await sheet('SYS.1.1', own), { no: 1, yes: 1 }, 'back in it');
  t.equal((await call('DELETE', `/check/answer?requirement=SYS.1.1.A2&scope=${own}&version=1`)).status, 204);
  t.equal(await sheet('SYS.1.1', own), undefined);
  t.match((await questions('SYS.1.1', own))[1], { own: null, status: 'yes' });
});

t.test('many answers at once, all or none', async (t) => {
  const scope = idOf('C001');
  const open = (await questions('SYS.2.1', scope)).map(({ requirement }) => requirement.id);
  const items = open.map((requirement) => ({ requirement, target_object: scope, version: 0 }));
  const bulk = (some: object[], change: object) => call('POST', '/check/answers', { items: some, change });
  t.match(
    await bulk([...items, { ...items[0], version: 4 }], { status: 'yes' }),
    refused(409, 'CONFLICT', /version/),
  );
  t.match(await bulk([items[0]!, items[0]!], { status: 'yes' }), refused(400, 'VALIDATION', /twice/));
  t.match(
    await bulk(items, { status: 'dispensable', dispensable_as: 'risk_accepted', reason: 'x' }),
    refused(400, 'VALIDATION', /\/items\/0\/dispensable_as/),
  );
  t.match(await sheet('SYS.2.1', scope), { yes: 0, open: open.length }, 'nothing was stored');
  const stored = await bulk(items, { status: 'yes', responsible: 'IT-Abteilung' });
  t.equal(stored.body.items.length, open.length);
  const again = stored.body.items.map((each: Assessment) => ({
    requirement: each.requirement,
    target_object: scope,
    version: 1,
  }));
  const dated = await bulk(again.slice(0, 2), { due: '2027-01-31', status: 'partial' });
  t.match(dated.body.items, [
    { status: 'partial', responsible: 'IT-Abteilung', due: '2027-01-31', version: 2 },
    {},
  ]);
  t.match(await sheet('SYS.2.1', scope), { yes: open.length - 2, partial: 2, open: 0 });
  t.match(await openMeasures(scope), [
    { requirement: { id: /^SYS\.2\.1/, status: 'partial' }, deadline: '2027-01-31' },
    { requirement: { id: /^SYS\.2\.1/ } },
  ]);
});

t.test('the overview adds up, by any profile', async (t) => {
  const overview = async (profile = '') => (await call('GET', `/check/overview?profile=${profile}`)).body;
  const standard = (await call('GET', '/check/overview')).body;
  t.match(standard, { catalog, profile: { id: 'standard', levels: ['B', 'S'] } });
  const total = (rows: { total: number; yes: number }[]) => rows.reduce((sum, row) => sum + row.total, 0);
  for (const part of ['levels', 'layers', 'bausteine', 'scopes']) {
    t.equal(total(standard[part]), standard.all.total, part);
  }
  t.match(standard.scopes[0], { target_object: null, key: '' }, 'the whole domain comes first');
  t.ok(standard.bausteine.find((row: { baustein: string }) => row.baustein === 'SYS.1.1').scopes > 5);
  const basis = await overview('basis');
  t.match(basis.levels, [{ level: 'B' }]);
  t.equal(basis.all.total, standard.levels[0].total);
  const input = { name: 'Ohne ISMS', levels: ['B', 'S', 'H'], excluded: ['ISMS.1'], tags: ['server'] };
  const own = await call('POST', '/modelling/profiles', input);
  t.match(own, { status: 201, body: { version: 1 } });
  t.match(await call('POST', '/modelling/profiles', input), refused(409, 'ALREADY_EXISTS', /Ohne ISMS/));
  const restricted = await overview(own.body.id);
  t.notOk(restricted.bausteine.some((row: { baustein: string }) => row.baustein === 'ISMS.1'));
  t.notOk(
    restricted.scopes.some((row: { key: string }) => row.key === 'C001'),
    'only what is tagged',
  );
  const path = `/modelling/profiles/${own.body.id}`;
  t.match(await call('PUT', path, { ...input, name: 'Server', version: 1 }), {
    status: 200,
    body: { version: 2 },
  });
  t.match(await call('DELETE', `${path}?version=1`), refused(409, 'CONFLICT', /version 2/));
  t.equal((await call('DELETE', `${path}?version=2`)).status, 204);
  t.match(await call('GET', '/check/overview?profile=none'), refused(400, 'VALIDATION', /no profile none/));
  t.match(await call('GET', '/check/overview?tenant=other'), { body: { all: { total: 0 }, scopes: [] } });
});

t.test('a rejected Baustein is not asked for; the summary always is what a new count gives', async (t) => {
  const scope = idOf('C001');
  const { id, version } = await assignmentOf('SYS.2.1', scope);
  const rejected = await call('PUT', `/modelling/${id}`, { state: 'rejected', reason: 'Probe', version });
  t.equal(await sheet('SYS.2.1', scope), undefined);
  t.same(await openMeasures(scope), []);
  await call('PUT', `/modelling/${id}`, { state: 'accepted', version: rejected.body.version });
  t.match(await sheet('SYS.2.1', scope), { partial: 2, open: 0 }, 'the answers are still there');

  const summary = () => sql`select * from check_sheet order by scope_id, baustein_id`.execute(db);
  const kept = (await summary()).rows;
  await sql`select refresh_check_sheets(array_agg(s), array_agg(c), array_agg(b)) from (
    select scope_id as s, catalog_id as c, baustein_id as b from baustein_assignment
    union select scope_id, catalog_id, baustein_id from assessment) x`.execute(db);
  t.same((await summary()).rows, kept);
  t.ok(kept.length > 100);
});

t.test('a deleted object and a removed tenant take everything with them', async (t) => {
  await call('POST', '/target-objects?tenant=other', { key: 'G1', type: 'building', name: 'Rathaus' });
  await call('POST', '/modelling/proposals?tenant=other');
  const there = (await call('GET', '/modelling?tenant=other')).body.items as Assignment[];
  const items = there.map(({ id, version }) => ({ id, version }));
  await call('POST', '/modelling/decisions?tenant=other', { items, state: 'accepted' });
  const [one] = there.filter(({ baustein }) => baustein === 'INF.1');
  const put = { requirement: 'INF.1.A1', target_object: one!.target_object, version: 0, status: 'yes' };
  t.equal((await call('PUT', '/check/answer?tenant=other', put)).status, 200);
  t.equal((await call('DELETE', `/target-objects/${one!.target_object}`)).status, 204);
  const rows = async (table: 'assessment' | 'check_sheet' | 'baustein_assignment') =>
    (await db.selectFrom(table).select('baustein_id').where('tenant_id', '=', 'other').execute()).length;
  t.equal(await rows('assessment'), 0);
  t.ok((await rows('check_sheet')) > 0);
  await db.transaction().execute((trx) => removeTenant(trx, 'other'));
  t.same([await rows('check_sheet'), await rows('baustein_assignment')], [0, 0]);
});
