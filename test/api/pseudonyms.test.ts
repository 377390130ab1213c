import { sql } from 'kysely';
import t from 'tap';
import { draftAlert } from '../../server/alert/alert.js';
import { subjectText } from '../../server/api/subject-access.js';
import { toDocument } from '../../server/contract/event.js';
import type { PseudonymMode, Reveal, Revealed, RevealReport } from '../../server/contract/pseudonym.js';
import { defaultPseudonymSettings, type PseudonymState } from '../../server/contract/pseudonym-state.js';
import { newSecretKey } from '../../server/identity/secret-box.js';
import { Pseudonymiser } from '../../server/pseudonym/pseudonymiser.js';
import { dropUnused, startPseudonymWatch } from '../../server/pseudonym-watch.js';
import { recordIssue } from '../../server/store/account-issues.js';
import { keepPseudonyms } from '../../server/store/pseudonyms.js';
import { recordMatches } from '../../server/store/record-matches.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { event, match, start } from '../store/drafts.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { startTestServer } from './test-server.js';

const ours = 'die Frage der Analysten 7';
const theirs = 'die Antwort des Rates 42';
const reason = 'a suspicion of stolen credentials';

t.test('from switching on to the report: two people, each with a passphrase', async (t) => {
  const { db } = await startMigratedDatabase(t);
  const secretKey = newSecretKey();
  let state: PseudonymState = [];
  const logger = { fatal: t.fail, error: t.fail, info: () => {} } as never;
  const target = {
    setPseudonyms: async (set: PseudonymState) => {
      state = set;
    },
  };
  // In Germany December has begun.
  let clock = Date.parse('2026-11-30T23:30:00Z');
  const now = (): number => clock;
  const watch = await startPseudonymWatch({ db, secretKey, target, logger, everyMs: 3_600_000, now });
  t.teardown(async () => watch.close());
  const server = await startTestServer(t, {
    db,
    secretKey,
    now,
    pseudonymsChanged: () => watch.refresh(),
  });
  const cookies = {
    admin: await server.logIn('adam', 'admin', 'dpo'),
    analyst: await server.logIn('ada', 'analyst', 'dpo'),
    other: await server.logIn('otto', 'analyst'),
    neighbour: await server.logIn('olga', 'analyst'),
    dpo: await server.logIn('dora', 'dpo'),
    council: await server.logIn('carl', 'staff_council'),
    made: await server.logIn('mona', 'dpo'),
  };
  await ensureTenant(db, 'umland', 'Umland', clock);
  await server.grant('olga', 'umland', 'dpo');
  const call = async <T>(
    who: keyof typeof cookies,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
  ) => {
    const response = await server.app.inject({
      method,
      url: `/api/v1/${url}`,
      headers: { cookie: cookies[who] },
      ...(body === undefined ? {} : { payload: body }),
    });
    const json = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      body: (json ? response.json() : response.body) as T,
      text: response.body,
    };
  };

  const settings = { ...defaultPseudonymSettings, client_networks: ['10.20.0.0/16'] };
  const proposal = { enabled: true, settings, reason };
  t.equal(
    (await call('admin', 'PUT', 'pseudonyms/proposal', proposal)).status,
    400,
    'a key takes a passphrase',
  );
  const wrong = { ...proposal, settings: { ...settings, exempt: ['**'] }, passphrase: ours };
  t.equal((await call('admin', 'PUT', 'pseudonyms/proposal', wrong)).status, 400, 'nobody exempts everybody');
  const proposed = await call<{ recovery: string }>('admin', 'PUT', 'pseudonyms/proposal', {
    ...proposal,
    passphrase: ours,
  });
  t.equal(proposed.status, 200, proposed.text);
  t.match(proposed.body.recovery, /^([0-9A-Z]{7}-){7}[0-9A-Z]{7}$/);
  const waiting = async () => (await call<PseudonymMode>('dpo', 'GET', 'pseudonyms')).body.proposal!.at;
  const read = await waiting();
  t.equal(
    (await call('admin', 'POST', 'pseudonyms/proposal/accept', { passphrase: theirs, proposed_at: read }))
      .status,
    403,
    'not the same person',
  );
  clock += 1;
  const widened = { ...settings, exempt: [...settings.exempt, 'an*'] };
  t.equal(
    (await call('admin', 'PUT', 'pseudonyms/proposal', { ...proposal, settings: widened })).status,
    200,
  );
  t.match(
    await call('council', 'POST', 'pseudonyms/proposal/accept', { passphrase: theirs, proposed_at: read }),
    { status: 409, body: { error: { code: 'CONFLICT' } } },
    'what was exchanged since it was read is not accepted',
  );
  clock += 1;
  t.equal((await call('admin', 'PUT', 'pseudonyms/proposal', proposal)).status, 200);
  t.same(state, []);
  const accepted = await call<{ mode: PseudonymMode }>('council', 'POST', 'pseudonyms/proposal/accept', {
    passphrase: theirs,
    proposed_at: await waiting(),
  });
  t.equal(accepted.status, 200, accepted.text);
  t.match(accepted.body.mode, { enabled: true, proposal: null, sides: { requester: true, approver: true } });
  const [active] = state;
  if (active === undefined || 'unavailable' in active) throw new Error('the state did not get to its target');
  t.equal(active.keys.length, 2, 'the key of the next period is there before it begins');

  const pseudonymiser = new Pseudonymiser(active);
  const seen = event('0192-reveal', start, {
    'user.name': 'anna.weber',
    'source.ip': '10.20.3.4',
    message: 'login of anna.weber',
    fields: {},
    'event.original': Buffer.from('login of anna.weber from 10.20.3.4'),
  });
  pseudonymiser.replace(seen);
  await keepPseudonyms(db, pseudonymiser.takeNew());
  const { alerts } = await db
    .transaction()
    .execute((trx) => recordMatches(trx, [draftAlert(match([seen]), 10)], 10, clock));
  const alert = alerts[0]!.id;
  const pseudonym = seen['user.name']!;

  const ask = (object: object) => ({ object, reason, legal_basis: 'works-agreement', legal_text: '§ 7' });
  const ofAlert = ask({ kind: 'alert', value: alert });
  t.equal((await call('council', 'POST', 'reveals', ofAlert)).status, 403);
  t.equal(
    (await call('analyst', 'POST', 'reveals', ask({ kind: 'pseudonym', value: 'user-0000000000000' })))
      .status,
    404,
  );
  const asked = await call<Reveal>('analyst', 'POST', 'reveals', ofAlert);
  t.match(asked.body, { state: 'requested', mine: true, ready: false, requested_by: 'ada' }, asked.text);
  const { id } = asked.body;
  const view = { passphrase: ours };
  t.equal((await call('analyst', 'POST', `reveals/${id}/view`, view)).status, 409, 'not before the approval');
  const approval = { minutes: 15, passphrase: theirs };
  t.equal((await call('analyst', 'POST', `reveals/${id}/approve`, approval)).status, 403, 'never who asked');
  const mistyped = await call('dpo', 'POST', `reveals/${id}/approve`, { ...approval, passphrase: ours });
  t.match(mistyped, { status: 403, body: { error: { code: 'PASSPHRASE_WRONG' } } });
  const both = await Promise.all(
    (['dpo', 'council'] as const).map((who) => call<Reveal>(who, 'POST', `reveals/${id}/approve`, approval)),
  );
  t.same(both.map(({ status }) => status).toSorted(), [200, 409], 'of two approvals at once one counts');
  const approved = both.find(({ status }) => status === 200)!;
  t.match(approved.body, { state: 'approved', ready: true, decided_by: /dora|carl/ }, approved.text);
  t.equal((await call('council', 'POST', `reveals/${id}/refuse`, { reason })).status, 409, 'decided already');
  t.equal((await call('other', 'POST', `reveals/${id}/view`, view)).status, 403, 'only who asked');
  t.match(await call('analyst', 'POST', `reveals/${id}/view`, { passphrase: theirs }), {
    status: 403,
    body: { error: { code: 'PASSPHRASE_WRONG' } },
  });
  const viewed = await call<Revealed>('analyst', 'POST', `reveals/${id}/view`, view);
  t.equal(viewed.status, 200, viewed.text);
  t.same(viewed.body.pseudonyms.map(({ clear }) => clear).sort(), ['10.20.3.4', 'anna.weber']);
  t.match(viewed.body.records, [
    { event: '0192-reveal', original: 'login of anna.weber from 10.20.3.4', base64: false },
  ]);
  t.equal(viewed.body.reveal.views, 1);

  const second = await call<Reveal>(
    'analyst',
    'POST',
    'reveals',
    ask({ kind: 'pseudonym', value: pseudonym }),
  );
  t.equal(
    (await call<Reveal>('council', 'POST', `reveals/${second.body.id}/refuse`, { reason })).body.state,
    'refused',
  );
  t.equal((await call('analyst', 'POST', `reveals/${second.body.id}/view`, view)).status, 409);
  clock += 15 * 60_000 + 1;
  t.match(await call('analyst', 'POST', `reveals/${id}/view`, view), { status: 409 }, 'over');

  const changed = await call('analyst', 'PUT', 'pseudonyms/passphrase', {
    side: 'requester',
    current: proposed.body.recovery.toLowerCase(),
    next: `${ours} und mehr`,
  });
  t.equal(changed.status, 403, 'the proof of ten minutes ago is too old');
  clock -= 15 * 60_000;
  const again = {
    side: 'requester',
    current: proposed.body.recovery.toLowerCase(),
    next: `${ours} und mehr`,
  };
  t.equal(
    (await call('analyst', 'PUT', 'pseudonyms/passphrase', again)).status,
    204,
    'the recovery code opens it',
  );
  t.equal((await call('council', 'PUT', 'pseudonyms/passphrase', again)).status, 403, 'not the other side');
  const foreign = { side: 'approver', current: theirs, next: `${theirs} und mehr` };
  t.match(
    await call('neighbour', 'PUT', 'pseudonyms/passphrase?tenant=default', foreign),
    { status: 403, body: { error: { code: 'FORBIDDEN' } } },
    'data protection of another tenant has no part in the key of this one',
  );

  t.equal((await call('other', 'POST', 'pseudonyms/lookup', { value: 'anna.weber', reason })).status, 403);
  const found = await call<{ query: string; items: object[] }>('dpo', 'POST', 'pseudonyms/lookup', {
    value: 'STADT\\Anna.Weber',
    reason,
  });
  t.equal(found.body.query, `"${pseudonym}"`);
  const access = { identifiers: ['anna.weber', '10.20.3.4'], reason, format: 'json' };
  const copy = await call<{ alerts: { id: string }[]; events: unknown[] }>(
    'dpo',
    'POST',
    'pseudonyms/subject-access',
    access,
  );
  t.match(copy.body.alerts, [{ id: alert }], copy.text);
  t.equal(copy.body.events.length, 1);
  t.match(server.asked.at(-1), { q: new RegExp(pseudonym) });
  t.match(
    (await call('dpo', 'POST', 'pseudonyms/subject-access', { ...access, format: 'csv' })).text,
    /^\ufeffrecord,/,
  );

  const month = '2026-12';
  const report = await call<RevealReport>('council', 'GET', `reveals/report?month=${month}`);
  t.match(report.body, {
    requested: 2,
    approved: 1,
    refused: 1,
    open: 0,
    viewed: 1,
    lookups: 1,
    subject_accesses: 2,
  });
  t.match((await call('dpo', 'GET', `reveals/report/export?month=${month}`)).text, /alert,.*works-agreement/);
  t.equal(
    (await call<{ items: unknown[] }>('other', 'GET', 'reveals')).body.items.length,
    0,
    'others see their own',
  );
  t.equal(
    (await call<{ items: unknown[] }>('neighbour', 'GET', 'reveals?tenant=default')).body.items.length,
    0,
    'who decides in another tenant, too',
  );

  const given = [
    { period: '2026-11', kind: 'user', pseudonym, given: true, clear: 'STADT\\anna.weber' } as const,
  ];
  const found2 = {
    search: async () => ({ items: [toDocument({ ...seen, fields: { who: pseudonym } })], next: null }),
  };
  let csv = '';
  const person = { tenant: 'default', made: '2026-11-22T10:00:00Z', given };
  for await (const piece of subjectText({ db, events: found2 as never }, { ...person, format: 'csv' }))
    csv += piece;
  t.match(csv, /,STADT\\anna\.weber,/, 'a cell has the identifier as it was asked for');
  t.match(csv, /""who"":""STADT\\\\anna\.weber""/, 'and JSON in a cell stays JSON');

  await sql`insert into pseudonym_reveal (tenant_id, object_kind, object, reason, legal_basis, requested_by, requested_at,
      state, legal_text)
    select 'default', 'pseudonym', 'user-0000000000000', 'x', 'works-agreement', 'ada',
      '2025-12-31T23:30:00Z'::timestamptz + n * interval '1 second', 'requested', '§ 7'
    from generate_series(0, 600) n`.execute(db);
  const january = await call<RevealReport>('council', 'GET', 'reveals/report?month=2026-01');
  t.match(january.body, { requested: 601, open: 601 }, 'all of the month of Germany');
  t.equal(january.body.items.length, 601);

  const acts = await db.selectFrom('audit_trail').select(['action', 'details']).execute();
  const kept = JSON.stringify(acts);
  for (const action of [
    'pseudonyms.proposed',
    'pseudonyms.accepted',
    'reveal.requested',
    'reveal.approved',
    'reveal.refused',
  ])
    t.ok(kept.includes(`"${action}"`), action);
  t.ok(kept.includes('"reveal.viewed"') && kept.includes('"pseudonym.looked-up"'));
  t.notOk(/anna|Frage|Antwort/i.test(kept), 'neither names nor passphrases');
  const stored = JSON.stringify([
    await db.selectFrom('alert').selectAll().execute(),
    await db.selectFrom('alert_event').selectAll().execute(),
    await db.selectFrom('pseudonym').selectAll().execute(),
    await db.selectFrom('pseudonym_reveal').selectAll().execute(),
  ]);
  t.notOk(/anna|10\.20\.3\.4/i.test(stored), 'no name in the database');

  t.equal((await call('admin', 'PUT', 'pseudonyms/proposal', { ...proposal, enabled: false })).status, 200);
  t.match((await call<PseudonymMode>('dpo', 'GET', 'pseudonyms')).body, {
    enabled: true,
    proposal: { enabled: false },
  });
  const made = { by: 'adam', tenant: 'default' };
  await db.transaction().execute((trx) => recordIssue(trx, 'mona', 'password', made, clock));
  t.match(
    await call('made', 'POST', 'pseudonyms/proposal/accept', { proposed_at: await waiting() }),
    { status: 403, body: { error: { faults: [{ values: { by: 'adam' } }] } } },
    'an account that the proposer has made is no second person',
  );
  t.match((await call<PseudonymMode>('dpo', 'GET', 'pseudonyms')).body, { enabled: true });
  t.equal((await call('council', 'DELETE', 'pseudonyms/proposal')).status, 200);
  t.match((await call<PseudonymMode>('dpo', 'GET', 'pseudonyms')).body, { enabled: true, proposal: null });

  await db.deleteFrom('alert').execute();
  await db.updateTable('pseudonym_mode').set({ enabled: false, since: null }).execute();
  const years = clock + 800 * 86_400_000;
  await dropUnused({ db, logger }, years);
  t.same(
    await db.selectFrom('pseudonym').selectAll().execute(),
    [],
    'what pseudonyms stand for goes with the last event, also where the mode was switched off',
  );
});

t.test('another installation key stops the processing instead of storing names', async (t) => {
  const { db } = await startMigratedDatabase(t);
  await db
    .insertInto('pseudonym_mode')
    .values({
      tenant_id: 'default',
      enabled: true,
      since: new Date(),
      settings: JSON.stringify(defaultPseudonymSettings),
      version: 1,
      requester_public: Buffer.alloc(32, 9),
      requester_wrapped: Buffer.alloc(1),
      approver_public: Buffer.alloc(32, 9),
      approver_wrapped: Buffer.alloc(1),
      updated_at: new Date(),
    })
    .execute();
  const seen: PseudonymState[] = [];
  const target = { setPseudonyms: async (state: PseudonymState) => void seen.push(state) };
  const alarms: string[] = [];
  const logger = { fatal: (_: object, name: string) => alarms.push(name) } as never;
  for (let n = 0; n < 2; n++) {
    const watch = await startPseudonymWatch({
      db,
      secretKey: newSecretKey(),
      target,
      logger,
      everyMs: 3_600_000,
    });
    watch.close();
  }
  t.match(seen[0], [{ tenant: 'default', keys: [{}, {}] }]);
  t.match(seen[1], [{ tenant: 'default', unavailable: /restore the key file/ }]);
  t.same(alarms, ['pseudonym_keys_unavailable']);
});
