import t from 'tap';
import { fillSecurityProcess } from '../../server/cli/demo/fill-security-process.js';
import { fillStructure } from '../../server/cli/demo/fill-structure.js';
import type { CheckQuestion, CheckSheet } from '../../server/contract/check.js';
import type { TargetObject } from '../../server/contract/isms.js';
import type { Assignment } from '../../server/contract/modelling.js';
import type { ControlIndex } from '../../server/isms/catalog/catalog-index.js';
import { readCommittedIndex } from '../../server/isms/catalog/committed.js';
import { addTallies } from '../../server/isms/check/tally.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { installCatalogIndex } from '../../server/store/catalog-index-rows.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { cityCompliance } from './city-compliance.js';
import { cityDocuments, exportJobsAfterRestart } from './city-documents.js';
import { startTestServer } from './test-server.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const testServer = await startTestServer(t, { now: () => now, exportFolder: t.testdir() });
const { app, db, logIn } = testServer;
await installShippedCatalogs(db);
const cookie = await logIn('isolde', 'isb');

type Method = 'GET' | 'POST' | 'PUT';
/** @returns the reply's body; the test ends when the call is refused */
async function call(method: Method, path: string, payload?: object) {
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url: `/api/v1/isms${path}`, headers: { cookie }, ...body });
  if (reply.statusCode >= 300) throw new Error(`${method} ${path}: ${reply.statusCode} ${reply.body}`);
  return reply.body === '' ? undefined : reply.json();
}

t.test('the sample city goes through IT-Grundschutz, from the first questions to the audit', async (t) => {
  // Before the first structure analysis: the self-check, whose answers come back in the check.
  const [topic] = (await call('GET', '/wiba')).items;
  for (const { id } of topic.questions.slice(0, 3))
    await call('PUT', `/wiba/${id}`, { answer: 'yes', version: 0 });

  // Structure analysis and protection needs.
  await fillStructure(db, 'default', now);
  const objects: TargetObject[] = (await call('GET', '/target-objects?limit=1000')).items;
  t.ok(objects.length >= 60);
  const server = objects.find(({ key }) => key === 'S006')!;
  const { effective, paths } = await call('GET', `/target-objects/${server.id}/protection-needs`);
  t.not(effective.availability, 'normal');
  t.ok(paths.availability.length > 1, 'it has what the processes need that rest on it');

  // Modelling.
  await call('POST', '/modelling/proposals');
  const proposed: Assignment[] = (await call('GET', '/modelling')).items;
  const items = proposed.map(({ id, version }) => ({ id, version }));
  await call('POST', '/modelling/decisions', { items, state: 'accepted' });

  // The check: what the self-check knows, an interview, and the rest of a Baustein at once.
  const { items: known } = await call('GET', '/wiba/proposals');
  t.ok(known.length > 0);
  await call('POST', '/wiba/carry-over', { requirements: [known[0].requirement] });
  const questions: CheckQuestion[] = (
    await call('GET', `/check/questions?baustein=SYS.1.1&scope=${server.id}`)
  ).items;
  const [gap, ...rest] = questions.map(({ requirement }) => requirement.id);
  const answered = { target_object: server.id, version: 0 };
  await call('PUT', '/check/answer', {
    ...answered,
    requirement: gap,
    status: 'no',
    responsible: 'Rechenzentrum',
  });
  const others = rest.map((requirement) => ({ ...answered, requirement }));
  await call('POST', '/check/answers', { items: others, change: { status: 'yes' } });
  const overview = await call('GET', '/check/overview');
  t.match(overview.all, { no: 1 });
  t.ok(overview.all.yes > 10);

  // Risk analysis of what needs more than normal protection.
  const { objects: needy } = await call('GET', '/risk-overview');
  t.ok(needy.some(({ target_object: id }: { target_object: string }) => id === server.id));
  const { items: risks } = await call('POST', `/target-objects/${server.id}/risks`, { threats: ['G 0.18'] });
  await call('PUT', `/risks/${risks[0].id}`, {
    before: { frequency: 'frequent', damage: 'considerable' },
    treatment: 'reduce',
    treatment_note: 'zweiter Standort',
    after: { frequency: 'rare', damage: 'considerable' },
    owner: 'Hauptamt',
    version: 1,
  });
  await call('POST', `/risks/${risks[0].id}/sign-off`, { version: 2 });

  // The plan has the gap, and what the risk asks for.
  await call('POST', '/measures', { risk: risks[0].id, deadline: '2026-12-31' });
  const { items: measures } = await call('GET', '/measures');
  t.ok(measures.some(({ risk }: { risk: string }) => risk === risks[0].id));
  t.match(
    measures.find(({ requirement }: { requirement: { id: string } | null }) => requirement?.id === gap),
    {
      origin: 'check',
      target_object: server.id,
      requirement: { status: 'no' },
      responsible: 'Rechenzentrum',
    },
  );
  t.equal((await call('GET', '/plan-overview')).states.open, measures.length);

  // ISO 27001: the statement follows the check; an audit finds something.
  t.equal((await call('GET', '/soa')).items.length, 93);
  const audit = await call('POST', '/audits', {
    title: 'Rechenzentrum',
    starts: '2026-12-01',
    ends: '2026-12-02',
    auditor: 'Revision',
  });
  const finding = await call('POST', `/audits/${audit.id}/findings`, {
    kind: 'minor',
    title: 'Zutritt',
    control: '7.2',
    target_object: server.id,
  });
  t.match(await call('POST', '/measures', { finding: finding.id }), { origin: 'finding', title: 'Zutritt' });

  // What all of this would be worth in Grundschutz++.
  const moved = await call('POST', '/migrations/grundschutz-plus-plus', { source: 'kompendium-2023' });
  t.ok(moved.coverage.controls > 900);
});

t.test('the demo fills a city that lives', async (t) => {
  await ensureTenant(db, 'demo', 'Demo', now);
  await fillStructure(db, 'demo', now);
  const first = await fillSecurityProcess(db, 'demo', now);
  t.same(first, { bausteine: 119, answers: 1520, measures: 206, risks: 16 }, 'always the same one');

  const query = 'tenant=demo';
  const admin = await logIn('anton', 'admin');
  const get = async (path: string) =>
    (
      await app.inject({
        url: `/api/v1/isms${path}${path.includes('?') ? '&' : '?'}${query}`,
        headers: { cookie: admin },
      })
    ).json();
  const { all, bausteine } = await get('/check/overview');
  t.ok(all.yes > all.total / 2, 'mostly yes');
  for (const state of ['partial', 'no', 'dispensable', 'open'])
    t.ok(all[state] > 20, `${state}: ${all[state]}`);
  t.ok(new Set(bausteine.map((each: { yes: number; total: number }) => each.yes / each.total)).size > 20);
  const plan = await get('/plan-overview');
  t.ok(
    plan.states.done > 20 && plan.states.in_progress > 10 && plan.states.accepted > 0,
    JSON.stringify(plan.states),
  );
  const past = plan.burn_down.filter(({ planned }: { planned: number | null }) => planned === null);
  t.ok(past.length > 20, 'the plan has a past');
  t.ok((await get('/migrations/grundschutz-plus-plus?source=kompendium-2023')).coverage.proposals.yes > 0);

  t.same(await fillSecurityProcess(db, 'demo', now + 1000), first, 'a second time changes nothing');
});

t.test('the sample city for those who answer for it', (t) => cityCompliance(t, testServer, now));

t.test('the same objects are checked by Grundschutz++, too', async (t) => {
  const catalog = 'grundschutz-plus-plus';
  const admin = await logIn('berta', 'admin');
  const ask = async (method: Method, path: string, payload?: object, edition = catalog) => {
    const url = `/api/v1/isms${path}${path.includes('?') ? '&' : '?'}tenant=demo&catalog=${edition}`;
    const body = payload === undefined ? {} : { payload };
    const reply = await app.inject({ method, url, headers: { cookie: admin }, ...body });
    return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
  };
  const acceptAll = async (edition: string) => {
    const { items } = (await ask('GET', '/modelling', undefined, edition)).body;
    const all = items.map(({ id, version }: Assignment) => ({ id, version }));
    t.equal(
      (await ask('POST', '/modelling/decisions', { items: all, state: 'accepted' }, edition)).status,
      200,
    );
    return items as Assignment[];
  };
  const tally = async (query: string, edition = catalog) => {
    const { items } = (await ask('GET', `/check/sheets?profile=kern${query}`, undefined, edition)).body;
    return (items as CheckSheet[])
      .map(({ baustein: _, target_object: __, ...each }) => each)
      .reduce(addTallies);
  };
  const before = (await ask('GET', '/check/overview', undefined, 'kompendium-2023')).body;
  t.ok((await ask('POST', '/modelling/proposals')).body.added > 120);
  const applied = await acceptAll(catalog);
  const objects: TargetObject[] = (
    await app.inject({
      url: '/api/v1/isms/target-objects?tenant=demo&limit=1000',
      headers: { cookie: admin },
    })
  ).json().items;
  const portal = objects.find(({ key }) => key === 'A002')!.id;
  t.same(
    applied
      .filter(({ target_object }) => target_object === portal)
      .map(({ baustein }) => baustein)
      .toSorted(),
    ['Anwendungen', 'Webanwendungen', 'Webserver'],
    'with what a web application inherits from',
  );

  const index = await readCommittedIndex(catalog);
  const controls = index.kind === 'kompendium' ? [] : index.controls;
  const sheets: CheckSheet[] = (await ask('GET', `/check/sheets?scope=${portal}&profile=kern`)).body.items;
  for (const { baustein, total } of sheets) {
    const asked = controls.filter(({ target_objects = [] }) => target_objects[0] === baustein);
    t.equal(total, asked.length, `${baustein}: each of its controls once`);
  }
  const web = encodeURIComponent('Webanwendungen');
  const [first] = (await ask('GET', `/check/questions?baustein=${web}&scope=${portal}`)).body.items;
  t.match(first.control, { modal_verb: /MUSS|SOLLTE|KANN/, target_objects: ['Webanwendungen'] });

  const moved = await app.inject({
    method: 'POST',
    url: '/api/v1/isms/migrations/grundschutz-plus-plus/carry-over?tenant=demo',
    headers: { cookie: admin },
    payload: {},
  });
  t.match(moved.json(), { answers: Number, left: Array });
  t.ok(moved.json().requirements > 0, 'what was accepted is in the check');
  const counted = await tally('');
  t.match(counted, { yes: moved.json().answers, partial: 0, no: 0, dispensable: 0 });

  const answer = {
    requirement: first.requirement.id,
    target_object: portal,
    version: first.own?.version ?? 0,
  };
  for (const status of ['partial', 'dispensable']) {
    const more = { dispensable_as: 'alternative', reason: 'x' };
    const said = { ...answer, status, ...(status === 'dispensable' && more) };
    t.match(await ask('PUT', '/check/answer', said), {
      status: 400,
      body: { error: { detail: /fulfilled \(yes\) or not/ } },
    });
  }
  t.equal(
    (await ask('PUT', '/check/answer', { ...answer, status: 'no', reason: 'Noch nicht.' })).status,
    200,
  );
  const { items: measures } = (
    await app.inject({
      url: `/api/v1/isms/measures?tenant=demo&limit=1000&target_object=${portal}`,
      headers: { cookie: admin },
    })
  ).json();
  const gap = measures.find(
    (each: { requirement: { id: string } }) => each.requirement.id === answer.requirement,
  );
  t.match(gap, { requirement: { status: 'no' }, state: 'open' }, 'the plan has the gap');

  const phones = objects.find(({ key }) => key === 'T001')!.id;
  await ask('POST', '/modelling', { baustein: 'Webanwendungen', target_object: phones, state: 'accepted' });
  const { items: byHand } = (await ask('GET', `/check/sheets?scope=${phones}`)).body;
  t.ok(
    byHand.some(({ baustein }: CheckSheet) => baustein === 'Webserver'),
    'by hand it inherits, too',
  );

  t.match(await ask('GET', '/check/overview', undefined, 'iso27001'), { status: 400 }, 'says no modal verbs');
  const after = (await ask('GET', '/check/overview', undefined, 'kompendium-2023')).body;
  t.same(after, before, 'the other edition keeps its answers');

  // A profile restricts and extends what is asked; it is an edition of its own.
  const profile: ControlIndex = {
    kind: 'controls',
    id: 'city-profile',
    title: 'Profil der Stadt',
    edition: '1',
    source: { file: 'profile.json', sha256: 'f'.repeat(64) },
    groups: [],
    controls: [
      ...controls.filter(({ target_objects = [] }) => target_objects[0] === 'Serverräume').slice(0, 2),
      { id: 'STADT.1', title: 'Eigene', modal_verb: 'MUSS', target_objects: ['Räume'] },
    ].map(
      ({
        group: _,
        parent: __,
        ...control
      }: {
        group?: string;
        parent?: string;
        id: string;
        title: string;
      }) => control,
    ),
  };
  await db.transaction().execute((trx) => installCatalogIndex(trx, profile, now, { origin: 'profile' }));
  await ask('POST', '/modelling/proposals', undefined, profile.id);
  await acceptAll(profile.id);
  const ofRoom = (name: string) => tally(`&scope=${objects.find(({ key }) => key === name)!.id}`, profile.id);
  t.match(await ofRoom('R001'), { total: 3 }, 'two, and one inherited');
  t.match(await ofRoom('R004'), { total: 1 });
});

t.test('the sample city as documents: ordered, made, downloaded, removed', (t) =>
  cityDocuments(t, testServer),
);

t.test('exports after a restart, and when the time of their files is over', (t) =>
  exportJobsAfterRestart(t, testServer, now),
);
