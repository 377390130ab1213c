import t from 'tap';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { copyMemberships, ensureTenant } from '../../server/store/tenants.js';
import { book } from '../isms/catalog/book.js';
import { startTestServer } from './test-server.js';

const server = await startTestServer(t);
const { app, db } = server;
await installShippedCatalogs(db);
const cookie = await server.logIn('isolde', 'isb', 'provider');

async function call(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object | string) {
  const upload = typeof payload === 'string' ? { 'content-type': 'application/octet-stream' } : {};
  const reply = await app.inject({
    method,
    url: `/api/v1/isms${path}`,
    headers: { cookie, ...upload },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
}

t.test('groups, controls, categories and threats of any catalogue', async (t) => {
  const groups = await call('GET', '/catalogs/grundschutz-plus-plus/groups');
  t.equal(groups.body.items.length, 117);
  const practice = groups.body.items.find(({ id }: { id: string }) => id === 'ASST');
  t.match(practice, { parent: null, title: 'Informationen und Assets' });
  const controls = await call('GET', '/catalogs/grundschutz-plus-plus/controls?group=ASST');
  t.equal(controls.body.items.length, practice.controls, 'with those of the groups below');
  t.match(controls.body.items[1], { id: 'ASST.1.1.1', parent: 'ASST.1.1', modal_verb: 'MUSS' });
  t.equal((await call('GET', '/catalogs/grundschutz-plus-plus/controls')).body.items.length, 901);
  t.equal((await call('GET', '/catalogs/grundschutz-plus-plus/controls?group=none')).status, 404);
  t.equal((await call('GET', '/catalogs/none/groups')).status, 404);
  t.same((await call('GET', '/catalogs/kompendium-2023/groups')).body.items, []);
  t.equal((await call('GET', '/catalogs/kompendium-2023/threats')).body.items.length, 47);
  const categories = await call('GET', '/catalogs/grundschutz-plus-plus/target-object-categories');
  t.equal(categories.body.items.length, 39);
});

t.test('a requirement with what is mapped to it', async (t) => {
  const { body } = await call('GET', '/catalogs/iso27001/requirements/7.7');
  t.match(body, { title: 'Clear desk and clear screen', parts: [], level: null });
  t.match(body.mapped, [
    { id: 'GEB.5.2', state: 'unconfirmed' },
    { id: 'SENS.8.2', state: 'moved', was: 'GEB.5.1', direction: 'to' },
  ]);
  t.equal((await call('GET', '/catalogs/iso27001/requirements/99')).status, 404);
});

t.test('an upload is installed once; what is wrong is said', async (t) => {
  const path = '/catalogs?name=XML_Kompendium_2021.xml';
  t.match(await call('POST', path, book()), {
    status: 201,
    body: { id: 'kompendium-2021', figures: { sub_requirements: 4 } },
  });
  t.match(await call('POST', path, book()), { status: 200, body: { installed: false } });
  const requirements = await call('GET', '/catalogs/kompendium-2021/bausteine/DER.1/requirements');
  t.match(requirements.body.items[0], {
    sub_requirements: [{ id: 'DER.1.A1.1' }, {}],
    parts: [{ name: 'statement' }],
  });
  t.match(await call('POST', path, book().slice(0, 900)), {
    status: 400,
    body: { error: { code: 'CATALOG_MALFORMED', detail: /XML_Kompendium_2021\.xml:\d+:\d+/ } },
  });
  t.equal((await call('POST', path, {})).status, 400);
  t.equal((await call('POST', '/catalogs?name=..%2Fx', book())).status, 400);
  const diff = await call('GET', '/catalog-diff?old=kompendium-2021&new=kompendium-2023');
  t.match(diff.body, { renamed: { length: 3 }, texts_missing: 3 });
});

t.test('migration: proposals, decisions, and what a new assessment does to them', async (t) => {
  const input = {
    source: 'kompendium-2023',
    target: 'grundschutz-plus-plus',
    assessments: [
      { requirementId: 'APP.3.6.A1', status: 'yes' },
      { requirementId: 'NET.1.1.A1', status: 'yes' },
    ],
  };
  const first = await call('POST', '/migrations', input);
  t.match(first, { status: 200, body: { coverage: { controls: 901, assessed: 2 }, kept: 0 } });
  const path = '/migrations/grundschutz-plus-plus/proposals';
  const list = (await call('GET', path)).body.items;
  t.equal(list.length, 901);
  const proposed = list.find(({ requirement }: { requirement: string }) => requirement === 'ARCH.1.1');
  t.match(proposed, { proposal: 'partial', decision: 'open', version: 1, mapped: true });
  t.ok(proposed.grounds.some(({ source }: { source: string }) => source === 'APP.3.6.A1.2'));
  t.notOk(
    list.some(({ decision }: { decision: string }) => decision !== 'open'),
    'nothing is decided by itself',
  );
  const decide = (decision: string, version: number, id = 'ARCH.1.1') =>
    call('PUT', `${path}/${id}`, { decision, note: 'gesehen', version });
  t.equal((await decide('accepted', 1)).status, 204);
  t.match(await decide('rejected', 1), { status: 409, body: { error: { code: 'CONFLICT' } } });
  const open = list.find(({ proposal }: { proposal: string }) => proposal === 'open').requirement;
  t.match(await decide('accepted', 1, open), { status: 400 }, 'what proposes nothing cannot be accepted');
  t.match((await call('POST', '/migrations', input)).body, { kept: 1 });
  const worse = [{ requirementId: 'APP.3.6.A1', status: 'no' }];
  t.match((await call('POST', '/migrations', { ...input, assessments: worse })).body, { kept: 0 });
  const after = (await call('GET', path)).body.items.find(
    ({ requirement }: { requirement: string }) => requirement === 'ARCH.1.1',
  );
  t.match(after, { proposal: 'no', decision: 'open', version: 3, note: 'gesehen' });
  const decideAll = (items: object[], decision = 'accepted') =>
    call('POST', '/migrations/grundschutz-plus-plus/decisions', { items, decision, note: 'Sammel' });
  const proposals = (await call('GET', path)).body.items;
  const sure = proposals.filter(({ proposal }: { proposal: string }) => proposal !== 'open').slice(0, 2);
  const items = sure.map(({ requirement, version }: { requirement: string; version: number }) => {
    return { requirement, version };
  });
  t.equal(items.length, 2);
  const openItem = { requirement: open, version: 1 };
  t.match(await decideAll([...items, openItem]), { status: 400 }, 'all of them or none');
  t.match(await decideAll([items[0], { ...items[1], version: 9 }]), { status: 409 });
  t.match(await decideAll([items[0], items[0]]), { status: 404 });
  t.equal((await decideAll(items)).status, 204);
  t.match(
    (await call('GET', path)).body.items.filter(({ decision }: { decision: string }) => decision !== 'open'),
    items.map(({ requirement, version }: { requirement: string; version: number }) => {
      return {
        requirement,
        decision: 'accepted',
        note: 'Sammel',
        decided_by: 'isolde',
        version: version + 1,
      };
    }),
  );
  t.match(await call('POST', '/migrations', { ...input, target: 'iso27001' }), {
    status: 400,
    body: { error: { detail: /no installed mapping/ } },
  });
  t.equal((await call('POST', '/migrations?tenant=none', input)).status, 403);
});

t.test('the self-check: answers by tenant, locked against each other, carried over', async (t) => {
  await ensureTenant(db, 'other', 'Other', Date.now());
  await copyMemberships(db, 'default', 'other');
  const answer = (question: string, value: string, version: number, tenant = 'default') =>
    call('PUT', `/wiba/${question}?tenant=${tenant}`, { answer: value, version });
  t.equal((await answer('backup-1', 'yes', 0)).status, 204);
  t.equal((await answer('backup-1', 'no', 0)).status, 409);
  t.equal((await answer('backup-1', 'partial', 1)).status, 204);
  t.equal((await answer('backup-1', 'no', 7)).status, 409);
  t.equal((await answer('nothing', 'no', 0)).status, 404);
  const topics = (await call('GET', '/wiba')).body.items;
  t.equal(topics.length, 19);
  t.match(topics[2].questions[0], { id: 'backup-1', answer: 'partial', answered_by: 'isolde', version: 2 });
  t.match((await call('GET', '/wiba/proposals')).body.items, [
    {
      requirement: 'CON.3.A2',
      title: 'Festlegung der Verfahrensweisen für die Datensicherung',
      proposal: 'partial',
      questions: [{ id: 'backup-1' }],
      applied: 0,
      unanswered: 0,
    },
    { requirement: 'CON.3.A4' },
  ]);
  t.same(
    (await call('GET', '/wiba/proposals?tenant=other')).body.items,
    [],
    "another tenant's answers are not seen",
  );
});

t.test('from the self-check to the check, and from there to the next edition', async (t) => {
  const body = { requirements: ['CON.3.A2', 'CON.3.A4'] };
  const carry = () => call('POST', '/wiba/carry-over', body);
  t.match(await carry(), {
    status: 200,
    body: { answers: 0, left: [{ requirement: 'CON.3.A2', why: 'not_applied' }, {}] },
  });
  t.match(await call('POST', '/wiba/carry-over', { requirements: ['CON.3.A1'] }), { status: 400 });
  const path = '/migrations/grundschutz-plus-plus';
  const query = '?source=kompendium-2023';
  t.match(await call('GET', path + query), { body: { coverage: { assessed: 0 }, domains: [{}] } });

  const byHand = { baustein: 'CON.3', target_object: null, state: 'accepted' };
  t.equal((await call('POST', '/modelling', byHand)).status, 201);
  t.match((await call('GET', '/wiba/proposals')).body.items[0], { applied: 1, unanswered: 1 });
  t.match(await carry(), { status: 200, body: { answers: 2, requirements: 2, left: [] } });
  t.match((await call('GET', '/wiba/proposals')).body.items[0], { applied: 1, unanswered: 0 });
  t.match((await carry()).body, { answers: 0, left: [{ why: 'answered' }, {}] });
  const questions = (await call('GET', '/check/questions?baustein=CON.3&scope=domain')).body.items;
  const answered = questions.find(({ status }: { status: string }) => status !== 'open');
  t.match(answered.own, { status: 'partial', implementation: /^WiBA: .+ – teilweise/, updated_by: 'isolde' });

  const state = (await call('GET', path + query)).body;
  t.match(state.coverage, { controls: 901, assessed: 2 });
  t.ok(state.outdated > 0, 'the stored proposals came from elsewhere');
  const source = { source: 'kompendium-2023' };
  t.match(await call('POST', path, source), { status: 200, body: { coverage: state.coverage } });
  t.equal((await call('GET', path + query)).body.outdated, 0);
  const ground = (await call('GET', `${path}/proposals`)).body.items
    .flatMap(({ grounds }: { grounds: object[] }) => grounds)
    .find((each: { requirement?: string }) => each.requirement === 'APP.3.6.A1');
  t.match(ground, { source: /^APP\.3\.6\.A1/, status: 'open', catalog: 'kompendium-2023', title: /./ });
  t.match(await call('POST', '/migrations/iso27001', source), { status: 400 });
  t.match(
    (await call('GET', `${path}${query}&tenant=other`)).body,
    { coverage: { assessed: 0 }, outdated: 901 },
    "another tenant's check is not seen",
  );
});
