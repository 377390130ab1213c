import { sql } from 'kysely';
import t from 'tap';
import type { CaseDetail } from '../../server/contract/case.js';
import { toDocument } from '../../server/contract/event.js';
import { caseReport } from '../../server/report/case-report.js';
import { caseDeadline } from '../../server/self-monitoring/case-deadline.js';
import { noteEscalations, pressingClocks } from '../../server/store/case-escalations.js';
import { eventsOfCases } from '../../server/store/case-events.js';
import { verifyLogs } from '../../server/store/evidence-verify.js';
import { recordMatches } from '../../server/store/record-matches.js';
import { eventsOfAlerts } from '../../server/store/retention.js';
import { draft, event, minute, start } from '../store/drafts.js';
import { fakeEventStore, startTestServer, testEvidence } from './test-server.js';

let now = Date.parse('2026-11-21T12:00:00.000Z');
const { store } = fakeEventStore();
const kept = toDocument(event('e1', start, { 'host.name': 'srv-fs01' }));
const events = {
  ...store,
  get: async (_tenants: readonly string[], key: string) => (key === 'e1' ? kept : undefined),
};
/** Sessions outlive the weeks of the test. */
const sessionLimits = { idle: 1e11, absolute: 1e11 };
const evidence = testEvidence(t);
const server = await startTestServer(t, { events, sessionLimits, evidence, now: () => now });
const { app, db } = server;
const analyst = await server.logIn('anna', 'analyst');
const isb = await server.logIn('isolde', 'isb');
const dpo = await server.logIn('dora', 'dpo');

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
async function call(method: Method, path: string, payload?: object, cookie = analyst) {
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url: `/api/v1${path}`, headers: { cookie }, ...body });
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
}
const refused = (status: number, code: string, detail: RegExp) => ({
  status,
  body: { error: { code, detail } },
});

const { alerts } = await db
  .transaction()
  .execute((trx) =>
    recordMatches(
      trx,
      [
        draft('e1', start, 1, { 'host.name': 'srv-fs01' }),
        draft('e2', start + 30 * minute, 2, { 'host.name': 'srv-ad01' }),
        draft('e3', start + 40 * minute, 3, { 'host.name': 'srv-web01' }),
      ],
      3,
      start + 41 * minute,
    ),
  );
const ids = alerts.map(({ id }) => id);
let id = '';

t.test('alerts are escalated to a new case', async (t) => {
  const { status, body } = await call('POST', '/cases', {
    title: 'Anmeldeversuche auf Servern',
    alerts: ids.slice(0, 2),
  });
  t.equal(status, 201);
  t.match(body, {
    tenant: 'default',
    key: 'V-2026-0001',
    state: 'open',
    severity: 'high',
    lead: 'anna',
    alerts: 2,
    version: 1,
  });
  id = body.id;
  t.match(
    body.clocks,
    [
      { duty: 'bsig32', step: 'early_warning', state: 'undecided', due_at: '2026-11-22T12:00:00.000Z' },
      { duty: 'gdpr33', step: 'notification', state: 'undecided', due_at: '2026-11-24T12:00:00.000Z' },
    ],
    'its clocks run until somebody decides',
  );
  const alert = await call('GET', `/alerts/${ids[0]}`);
  t.match(alert.body.alert, { state: 'acknowledged', assignee: 'anna' }, 'whoever escalates has seen it');
});

t.test('further alerts are added, each once', async (t) => {
  const { body } = await call('POST', `/cases/${id}/alerts`, { ids: [ids[1], ids[2]] });
  t.equal(body.alerts, 3);
  const removed = await call('DELETE', `/cases/${id}/alerts/${ids[2]}`);
  t.equal(removed.body.alerts, 2);
  t.match(
    await call('POST', `/cases/${id}/alerts`, { ids: ['018f0000-0000-7000-8000-000000000000'] }),
    refused(400, 'VALIDATION', /\/ids\/0: there is no alert/),
  );
  t.equal((await call('GET', '/cases?state=open')).body.items.length, 1);
  t.equal((await call('GET', '/cases?q=nirgends')).body.items.length, 0);
});

const one = async (cookie = analyst) => (await call('GET', `/cases/${id}`, undefined, cookie)).body;
const clockOf = (body: { case: { clocks: { duty: string; step: string }[] } }, duty: string, step: string) =>
  body.case.clocks.find((clock) => clock.duty === duty && clock.step === step);

t.test('its timeline tells what happened, in the order of the happening', async (t) => {
  const { timeline } = await one();
  t.same(timeline.map(({ kind }: { kind: string }) => kind).slice(0, 4), [
    'alert_first',
    'alert_first',
    'alert_first',
    'opened',
  ]);
  t.ok(
    timeline.some(({ kind, by }: { kind: string; by: string }) => kind === 'alert_state' && by === 'anna'),
  );
  const written = await call('POST', `/cases/${id}/timeline`, {
    text: 'Server vom Netz genommen',
    happened_at: '2026-11-21T11:30:00.000Z',
  });
  const entry = written.body.timeline.find(({ kind }: { kind: string }) => kind === 'entry');
  t.match(entry, {
    by: 'anna',
    happened_at: '2026-11-21T11:30:00.000Z',
    recorded_at: '2026-11-21T12:00:00.000Z',
  });
  const corrected = await call('POST', `/cases/${id}/timeline`, { text: 'Es war 11:40', corrects: entry.id });
  t.ok(corrected.body.timeline.some(({ corrects }: { corrects: number }) => corrects === entry.id));
  t.match(
    await call('POST', `/cases/${id}/timeline`, { text: 'x', happened_at: '2030-01-01T00:00:00Z' }),
    refused(400, 'VALIDATION', /happened_at/),
  );
  t.match(
    await call('POST', `/cases/${id}/timeline`, { text: 'x', corrects: 999_999 }),
    refused(400, 'VALIDATION', /no entry 999999/),
  );
  await t.rejects(
    db.deleteFrom('case_timeline').where('case_id', '=', id).execute(),
    /never changed or deleted/,
  );
  await t.rejects(
    db.updateTable('case_timeline').set({ by: 'x' }).where('case_id', '=', id).execute(),
    /never changed or deleted/,
  );
});

t.test('data protection sees it from when personal data may be concerned', async (t) => {
  t.equal((await call('GET', `/cases/${id}`, undefined, dpo)).status, 404);
  t.equal((await call('GET', '/cases', undefined, dpo)).body.items.length, 0);
  t.equal((await call('GET', '/cases/clocks', undefined, dpo)).body.items.length, 0);
  const { version } = (await one()).case;
  const changed = await call('PATCH', `/cases/${id}`, {
    personal_data: 'possible',
    category: 'intrusion_attempt',
    summary: 'Viele Fehlanmeldungen',
    version,
  });
  t.match(changed.body, { personal_data: 'possible', version: version + 1 });
  t.match(
    await call('PATCH', `/cases/${id}`, { title: 'x', version }),
    refused(409, 'CONFLICT', /has version/),
  );
  t.equal((await call('GET', `/cases/${id}`, undefined, dpo)).status, 200);
  t.equal((await call('GET', '/cases', undefined, dpo)).body.items.length, 1);
  t.equal((await call('GET', '/cases/clocks', undefined, dpo)).body.items.length, 4);
});

t.test('a duty is decided by a person, with a reason and the time of the knowledge', async (t) => {
  const duty = { duty: 'gdpr33', applies: 'yes', reason: 'Konten von Beschäftigten' };
  t.match(await call('POST', `/cases/${id}/duties`, duty, isb), refused(400, 'VALIDATION', /aware_at/));
  t.match(
    await call('POST', `/cases/${id}/duties`, { ...duty, aware_at: '2030-01-01T00:00:00Z' }, isb),
    refused(400, 'VALIDATION', /before now/),
  );
  t.match(
    await call('POST', `/cases/${id}/duties`, { ...duty, duty: 'nis9' }, isb),
    refused(400, 'VALIDATION', /no duty nis9/),
  );
  const aware = { aware_at: '2026-11-21T11:00:00.000Z', statement: 'Anruf der Leitstelle' };
  const decided = await call('POST', `/cases/${id}/duties`, { ...duty, ...aware }, isb);
  t.match(clockOf(decided.body, 'gdpr33', 'notification'), {
    state: 'running',
    due_at: '2026-11-24T11:00:00.000Z',
    provisional: false,
  });
  t.match(decided.body.duties[0].decisions[0], { by: 'isolde', reason: duty.reason, ...aware });
  const not = await call('POST', `/cases/${id}/duties`, {
    duty: 'bsig32',
    applies: 'no',
    reason: 'Kommunalverwaltung nach Landesrecht',
  });
  t.match(
    not.body.case.clocks.map(({ duty: of }: { duty: string }) => of),
    ['gdpr33'],
    'what does not hold has no clock',
  );
  t.equal(not.body.duties[1].applies, 'no');
});

t.test('the city sets deadlines of its own; what was decided on stays as it was', async (t) => {
  const input = {
    name: 'CERT des Landes',
    recipient: 'Landes-CERT',
    basis: 'Vereinbarung',
    hours: 24,
    starts: 'aware',
    enabled: true,
  };
  const { status, body: own } = await call('POST', '/cases/deadlines', input, isb);
  t.equal(status, 201);
  t.match(
    await call('POST', '/cases/deadlines', input, isb),
    refused(409, 'ALREADY_EXISTS', /CERT des Landes/),
  );
  t.match(clockOf(await one(), own.id, 'own'), { state: 'undecided', due_at: '2026-11-22T12:00:00.000Z' });
  const yes = { duty: own.id, applies: 'yes', reason: 'immer', aware_at: '2026-11-21T11:00:00.000Z' };
  const decided = await call('POST', `/cases/${id}/duties`, yes);
  t.match(clockOf(decided.body, own.id, 'own'), { due_at: '2026-11-22T11:00:00.000Z' });
  const shorter = { ...input, hours: 2, version: own.version };
  t.match((await call('PUT', `/cases/deadlines/${own.id}`, shorter, isb)).body, { hours: 2, version: 2 });
  t.match(await call('PUT', `/cases/deadlines/${own.id}`, shorter, isb), refused(409, 'CONFLICT', /version/));
  t.match(clockOf(await one(), own.id, 'own'), { due_at: '2026-11-22T11:00:00.000Z' });
  t.equal((await call('GET', '/cases/deadlines')).body.items.length, 1);
});

t.test('a report is drafted from the case, recorded, and stops its clock', async (t) => {
  const draft = await call('GET', `/cases/${id}/draft?duty=gdpr33&step=notification`);
  t.equal(draft.status, 200);
  t.match(draft.body.text, /V-2026-0001/);
  t.match(draft.body.text, /Kenntnis: 21\.11\.2026, 12:00 \(GMT\+01:00\)/);
  t.match(draft.body.text, /srv-fs01/);
  t.match(draft.body.text, /\[bitte ergänzen\]/);
  t.match(draft.body.missing[0], /betroffenen Personen/);
  const english = await call('GET', `/cases/${id}/draft?duty=gdpr33&step=notification&language=en`);
  t.match(english.body.text, /Became aware: 21 Nov 2026, 12:00/);
  t.match(
    await call('GET', `/cases/${id}/draft?duty=gdpr33&step=report`),
    refused(400, 'VALIDATION', /no report/),
  );
  const report = {
    duty: 'gdpr33',
    step: 'notification',
    submitted_at: '2026-11-21T11:59:00.000Z',
    submitted_by: 'Isolde Brandt',
    recipient: 'Landesbeauftragte für den Datenschutz',
    channel: 'Portal',
    receipt: 'LfD-4711',
    content: draft.body.text,
  };
  t.match(
    await call('POST', `/cases/${id}/reports`, { ...report, submitted_at: '2030-01-01T00:00:00Z' }, isb),
    refused(400, 'VALIDATION', /submitted_at/),
  );
  t.match(
    await call('POST', `/cases/${id}/reports`, { ...report, duty: 'bsig32', step: 'report' }, isb),
    refused(400, 'VALIDATION', /decide first/),
  );
  const made = await call('POST', `/cases/${id}/reports`, report, isb);
  t.match(clockOf(made.body, 'gdpr33', 'notification'), { state: 'met', reported_at: report.submitted_at });
  t.match(made.body.reports[0], {
    receipt: 'LfD-4711',
    submitted_by: 'Isolde Brandt',
    recorded_by: 'isolde',
  });
  const { id: wrong } = made.body.reports[0];
  const withdraw = `/cases/${id}/reports/${wrong}/withdraw`;
  const withdrawn = await call('POST', withdraw, { reason: 'falscher Vorfall' }, isb);
  t.match(clockOf(withdrawn.body, 'gdpr33', 'notification'), { state: 'running' });
  t.match(await call('POST', withdraw, { reason: 'x' }, isb), refused(404, 'NOT_FOUND', /withdrawn already/));
});

t.test('clocks warn before they end, once each, and in the timeline', async (t) => {
  const noted = async (at: string) => {
    const time = Date.parse(at);
    return noteEscalations(db, await pressingClocks(db, time), time);
  };
  t.equal(await noted('2026-11-21T22:00:00Z'), 0);
  t.equal(await noted('2026-11-21T23:00:00Z'), 1, 'half of the 24 h to the CERT');
  t.equal(await noted('2026-11-21T23:10:00Z'), 0);
  let asked = 0;
  const counting = db.withPlugin({
    transformQuery({ node }) {
      asked++;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const later = Date.parse('2026-11-21T23:11:00Z');
  const pressing = await pressingClocks(db, later);
  t.ok(pressing.length > 0);
  t.equal(await noteEscalations(counting, pressing, later), 0);
  t.equal(asked, 1, 'clocks that are noted already are asked for together');
  t.equal(await noted('2026-11-22T09:30:00Z'), 1, 'less than two hours of them');
  t.equal(await noted('2026-11-22T11:00:01Z'), 1, 'they are over');
  t.equal(await noted('2026-11-22T23:00:00Z'), 1, 'half of the 72 h');
  const { timeline } = await one();
  t.same(
    timeline
      .filter(({ kind }: { kind: string }) => kind === 'deadline')
      .map(({ facts }: { facts: { point: string } }) => facts.point),
    ['half', 'two_hours', 'missed', 'half'],
  );
  const condition = caseDeadline((at) => pressingClocks(db, at));
  t.match(await condition.look(Date.parse('2026-11-22T11:00:01Z'), new Set()), [
    {
      tenant: 'default',
      subject: /^V-2026-0001 \S+ own missed$/,
      facts: { 'grundwacht.case.key': 'V-2026-0001' },
    },
  ]);
});

t.test('a missed clock shows, and a late report says why', async (t) => {
  now = Date.parse('2026-11-24T12:00:00.000Z');
  const missed = await one();
  t.match(clockOf(missed, 'gdpr33', 'notification'), { state: 'missed' });
  const report = {
    duty: 'gdpr33',
    step: 'notification',
    submitted_at: '2026-11-24T11:30:00.000Z',
    submitted_by: 'Isolde Brandt',
    recipient: 'Landesbeauftragte für den Datenschutz',
  };
  t.match(await call('POST', `/cases/${id}/reports`, report), refused(400, 'VALIDATION', /late_reason/));
  t.match(
    await call('POST', `/cases/${id}/reports`, { ...report, submitted_at: '2025-11-24T11:30:00.000Z' }),
    refused(400, 'VALIDATION', /submitted_at.*knowledge/),
    'a year that was mistyped is no report in time',
  );
  const late = await call('POST', `/cases/${id}/reports`, { ...report, late_reason: 'Wochenende' });
  t.match(clockOf(late.body, 'gdpr33', 'notification'), { state: 'late' });
});

t.test('tasks, kept events and closing', async (t) => {
  const added = await call('POST', `/cases/${id}/tasks`, {
    title: 'Kennwörter zurücksetzen',
    assignee: 'anna',
    due: '2026-11-25',
  });
  const [task] = added.body.tasks;
  t.match(task, { title: 'Kennwörter zurücksetzen', due: '2026-11-25', done_at: null });
  const kept = await call('POST', `/cases/${id}/evidence`, { event: 'e1', note: 'Erste Anmeldung' });
  t.equal(kept.status, 200);
  t.match(kept.body.evidence, [{ event: { id: 'e1' }, item: null, note: 'Erste Anmeldung' }]);
  t.match(await call('POST', `/cases/${id}/evidence`, {}), refused(400, 'VALIDATION', /name an event/));
  const { version } = kept.body.case;
  const close = (at: number) => call('POST', `/cases/${id}/state`, { state: 'closed', version: at });
  t.match(await close(version), refused(409, 'CASE_UNFINISHED', /CERT des Landes.*1 open tasks/s));
  const done = await call('PATCH', `/cases/${id}/tasks/${task.id}`, { done: true, version: task.version });
  t.match(done.body.tasks, [{ done_by: 'anna' }]);
  const own = done.body.duties.find(({ duty }: { duty: string }) => duty.length === 36).duty;
  await call('POST', `/cases/${id}/duties`, { duty: own, applies: 'no', reason: 'Anderes Land' });
  for (const alert of ids) await call('PATCH', `/alerts/${alert}`, { state: 'closed', reason: 'benign' });
  const range = { idFrom: 'a', idTo: 'z' };
  t.same(await eventsOfAlerts(db, 'default', range), [], 'as alerts their events would go');
  t.same((await eventsOfCases(db, 'default', range, now)).toSorted(), ['e1', 'e2'], 'the case keeps them');
  const closed = await close(version);
  t.match(closed.body, { state: 'closed', closed_by: 'anna' });
  t.same(await eventsOfCases(db, 'default', range, now + 1), [], 'until its time is over, too');
  t.match(await call('POST', `/cases/${id}/tasks`, { title: 'x' }), refused(409, 'CONFLICT', /is closed/));
  const again = { state: 'recovering', version: closed.body.version };
  t.match(await call('POST', `/cases/${id}/state`, again), refused(400, 'VALIDATION', /comment/));
});

t.test('lessons become findings and measures of the ISMS', async (t) => {
  const lesson = async (title: string) => {
    const { body } = await call('POST', `/cases/${id}/lessons`, { title, text: 'Sperre nach 5 Versuchen' });
    return body.lessons.find((each: { title: string }) => each.title === title).id as string;
  };
  const [first, second] = [await lesson('Kontosperre fehlt'), await lesson('Handbuch ergänzen')];
  const raise = (which: string, body: object, cookie = isb) =>
    call('POST', `/cases/${id}/lessons/${which}/raise`, body, cookie);
  t.equal((await raise(first, { as: 'finding' }, analyst)).status, 403, 'that is the security officer’s');
  const finding = await raise(first, { as: 'finding', kind: 'minor' });
  t.equal(finding.status, 200);
  const { raised } = finding.body.lessons.find((each: { id: string }) => each.id === first);
  const found = await call('GET', `/isms/audits/${raised.audit}/findings`, undefined, isb);
  t.match(found.body.items, [{ id: raised.id, title: 'Kontosperre fehlt', description: /V-2026-0001/ }]);
  t.match(await raise(first, { as: 'measure' }), refused(409, 'CONFLICT', /became a finding/));
  const measure = await raise(second, { as: 'measure', responsible: 'IT', deadline: '2026-12-31' });
  const made = measure.body.lessons.find((each: { id: string }) => each.id === second).raised;
  t.match((await call('GET', `/isms/measures/${made.id}`, undefined, isb)).body, {
    title: 'Handbuch ergänzen',
    deadline: '2026-12-31',
  });
});

t.test('all that is kept of a case goes out as a PDF, in either language', async (t) => {
  const made = await app.inject({ url: `/api/v1/cases/${id}/report`, headers: { cookie: analyst } });
  t.equal(made.statusCode, 200);
  t.equal(made.headers['content-type'], 'application/pdf');
  t.equal(made.rawPayload.subarray(0, 5).toString('latin1'), '%PDF-');
  t.match(made.headers['content-disposition'], /^attachment; filename="Vorfallbericht, V-2026-0001 /);
  const detail = (await call('GET', `/cases/${id}`)).body as CaseDetail;
  const textOf = (language: 'de' | 'en') => {
    const domain = { key: '', name: 'Musterstadt', approach: '', catalog: '' };
    const report = caseReport({ language, tenant: 'Musterstadt', domain, now, by: 'anna' }, detail);
    return JSON.stringify(report);
  };
  const german = textOf('de');
  for (const said of [
    /"Verlauf"/,
    /Vorfall eröffnet/,
    /Alarme hinzugefügt: 2/,
    /Personenbezogene Daten/,
    /Art\. 33 DSGVO/,
    /Meldepflicht besteht \(/,
    /fristgerecht gemeldet|verspätet gemeldet|verstrichen/,
    /Kennwörter zurücksetzen/,
    /Aus der Lehre wurde (Feststellung|Maßnahme)/,
    /Erste Anmeldung/,
    /LfD-4711/,
  ])
    t.match(german, said);
  t.match(textOf('en'), /Incident opened.*Course of events|Course of events.*Incident opened/s);
  for (const text of [german, textOf('en')]) {
    t.notMatch(text, /\{\w+\}/, 'every sentence is filled in');
    t.notMatch(text, /undefined|\[object/);
  }
});

t.test('numbers go on within the year of Germany', async (t) => {
  now = Date.parse('2026-12-31T22:59:00.000Z');
  t.equal((await call('POST', '/cases', { title: 'B' })).body.key, 'V-2026-0002');
  now += 2 * minute;
  t.equal((await call('POST', '/cases', { title: 'C' })).body.key, 'V-2027-0001');
  const { body } = await call('GET', '/cases?limit=1');
  t.match(body.items, [{ key: 'V-2027-0001' }]);
  t.match((await call('GET', `/cases?limit=1&cursor=${body.next}`)).body.items, [{ key: 'V-2026-0002' }]);
  t.equal((await call('GET', '/cases/clocks')).body.items.length, 10);
});

t.test('what was decided and reported is in the log: a change in the database is named', async (t) => {
  const verify = () => verifyLogs(db, { dir: evidence.dir, publicKey: evidence.signer.publicKey });
  t.same((await verify()).faults, []);
  const tamper = async (statement: string) => {
    await sql
      .raw(`set session_replication_role = replica; ${statement}; reset session_replication_role`)
      .execute(db);
  };
  await tamper(`update case_report set submitted_at = submitted_at - interval '1 day'
    where id::text = (select min(id::text) from case_report)`);
  await tamper(`update case_duty set reason = 'anders' where id = (select min(id) from case_duty)`);
  await tamper(`delete from case_timeline where id = (select max(id) from case_timeline)`);
  t.match(
    (await verify()).faults.map(({ place, detail }) => `${place.replace(/ id .*/, '')} ${detail}`).toSorted(),
    ['case_duty changed: reason', 'case_report changed: submitted_at', 'case_timeline the row is missing'],
  );
});
