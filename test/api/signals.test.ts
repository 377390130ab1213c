import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { drillSource } from '../../server/alert/drill.js';
import { fillStructure } from '../../server/cli/demo/fill-structure.js';
import type { RuleInfo } from '../../server/contract/detection.js';
import { drillCollector } from '../../server/contract/drill.js';
import { type Batch, decodeBatch } from '../../server/contract/envelope.js';
import type { TargetObject } from '../../server/contract/isms.js';

import type { LogSource, Observation, Signal, SignalState } from '../../server/contract/signal.js';
import { startDrill } from '../../server/fire-drill.js';
import { renderReport } from '../../server/report/render-report.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { signalDefinitions } from '../../server/signal/definitions.js';
import { findDomain } from '../../server/store/domains.js';
import { addObservations } from '../../server/store/observations.js';
import { beginDrill, endDrill, latestDrill, noteFired } from '../../server/store/signal-drills.js';
import { runSignal } from '../../server/store/signal-runner.js';
import { endSignalRuns, noteSignalRun, signalRuns } from '../../server/store/signal-settings.js';
import { addSourceCounts } from '../../server/store/sources.js';
import { copyMemberships, ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { rule } from '../store/drafts.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { fakeEventStore, startTestServer } from './test-server.js';

const hour = 3_600_000;
const begin = Date.parse('2026-11-22T10:00:00.000Z');
let now = begin;
const { db } = await startMigratedDatabase(t);
/** What the event store counts: by query, hosts and how many events they have. */
const counts = new Map<string, Record<string, number>>();
const from = {
  db,
  eventsDir: '/nowhere',
  events: {
    ...fakeEventStore().store,
    statistics: async ({ q = '' }: { q?: string }) => {
      const [, hosts = {}] = [...counts].find(([part]) => q.includes(part)) ?? [];
      const values = Object.entries(hosts).map(([value, count]) => ({ value, count }));
      const total = values.reduce((sum, { count }) => sum + count, 0);
      return {
        field: 'host.name',
        total,
        missing: 0,
        distinct: 0,
        at_least: false,
        min: null,
        max: null,
        values,
      };
    },
    clockSkew: async () => [{ host, events: 100, skewed: 90, typicalMs: 300_000, worstMs: 300_000 }],
  },
};
const measure = async (tenant: string, id: string, by: string): Promise<void> => {
  const signal = signalDefinitions().find((each) => each.id === id)!;
  await runSignal(from, tenant, signal, by, () => now);
};
const drilled: string[] = [];
const { app, logIn } = await startTestServer(t, {
  db,
  now: () => now,
  sessionLimits: { absolute: 1000 * hour, idle: 1000 * hour },
  signals: {
    run: measure,
    drill: async (tenant, by) => {
      drilled.push(
        await beginDrill(
          db,
          tenant,
          [
            { id: 'r1', title: 'Rule', reason: undefined },
            { id: 'r2', title: 'Silent', reason: undefined },
            { id: 'r3', title: 'Other', reason: 'no sample' },
          ],
          { by, now },
        ),
      );
    },
    nextRun: () => begin + hour,
  },
});
await installShippedCatalogs(db);
const cookie = await logIn('isolde', 'isb');

/** @returns the reply's body; the test ends when the call is refused, unless that is expected */
async function call(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  payload?: object,
  expected = 200,
) {
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url: `/api/v1${path}`, headers: { cookie }, ...body });
  if (expected === 200 ? reply.statusCode >= 300 : reply.statusCode !== expected) {
    throw new Error(`${method} ${path}: ${reply.statusCode} ${reply.body}`);
  }
  return reply.body === '' ? undefined : reply.json();
}
const heard = (host: string, at: number, address = '192.0.2.1', transport = 'tls') =>
  db.transaction().execute((trx) =>
    addSourceCounts(trx, [
      {
        tenant: 'default',
        collector: 'c1',
        source: address,
        transport,
        dataset: 'windows.security',
        host,
        received: 1,
        stored: 1,
        rejected: 0,
        unparsed: 0,
        first: at,
        last: at,
      },
    ]),
  );
const run = (id: string): Promise<Signal> => call('POST', `/signals/${id}/runs`);
const states = async (id: string): Promise<SignalState[]> => (await call('GET', `/signals/${id}`)).states;

/** @returns the rows of the report A.4, as JSON has them, of one requirement */
async function reportedCheck(requirement: string): Promise<Record<string, unknown>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'a4-'));
  const file = join(folder, 'a4.json');
  const domain = await findDomain(db, 'default', undefined);
  await renderReport(
    db,
    { name: 'a4', format: 'json', language: 'de', domain, options: { baustein: 'OPS.1.1.5' }, by: 'isolde' },
    { file, folder, now, signal: new AbortController().signal },
  );
  const { tables } = JSON.parse(await readFile(file, 'utf8'));
  await rm(folder, { recursive: true });
  const { rows } = tables.find(({ name }: { name: string }) => name === 'requirements');
  return rows.filter((row: Record<string, unknown>) => row.requirement === requirement);
}

await fillStructure(db, 'default', begin);
const objects: TargetObject[] = (await call('GET', '/isms/target-objects?limit=1000')).items;
const object = (key: string): TargetObject => objects.find((each) => each.key === key)!;
const server = object('S002');
const host = server.hostnames[0]!;

t.test('a silenced source contradicts a ja on its system, raises one finding, and recovers', async (t) => {
  // The Baustein of the whole domain is accepted, and the requirement answered with ja while all is well.
  const whole = { baustein: 'OPS.1.1.5', target_object: null, state: 'accepted' };
  await call('POST', '/isms/modelling', whole);
  await heard(host.toUpperCase(), now - hour);
  await run('silent-assets');
  const of = async () =>
    (await states('silent-assets')).find(({ target_object }) => target_object === server.id);
  t.match(await of(), { verdict: 'supports', freshness: 'fresh', target_key: 'S002' });
  const answer = { requirement: 'OPS.1.1.5.A3', target_object: null, version: 0, status: 'yes' };
  await call('PUT', '/isms/check/answer', answer);
  const [entry] = (await call('GET', '/isms/check/history?what=OPS.1.1.5.A3')).items;
  t.match(
    entry.signals.find((said: SignalState) => said.target_object === server.id),
    { signal: 'silent-assets', verdict: 'supports', freshness: 'fresh' },
    'the decision keeps the signals it was made on',
  );

  // Silence: within the freshness of its last observation the system is contradicted.
  now += 24 * hour;
  await run('silent-assets');
  t.match(await of(), {
    verdict: 'contradicts',
    statement: { de: /Seit mehr als 24 Stunden.*22\.11\.2026/ },
  });
  const asked = `/signal-states?requirement=OPS.1.1.5.A3&scope=`;
  const [first] = (await call('GET', `${asked}${server.id}`)).items as SignalState[];
  t.match(first, { signal: 'silent-assets', verdict: 'contradicts', target_object: server.id });
  const everywhere: SignalState[] = (await call('GET', `${asked}domain`)).items;
  t.ok(
    everywhere.some(({ target_object }) => target_object === server.id),
    'the whole domain sees all of its objects',
  );

  // The Baustein is modelled on the system, too: the report A.4 says it of both.
  await call('POST', '/isms/modelling', { ...whole, target_object: server.id });
  const reported = await reportedCheck('OPS.1.1.5.A3');
  t.match(
    reported.find((row) => row.object === 'S002'),
    {
      status: 'open',
      seen: 'contradicts',
      seenBy: /^widerspricht \(.*Schweigende Systeme, S002.*, 23.11.2026\)/,
    },
    'A.4 shows it on the system',
  );
  t.match(
    reported.find((row) => row.object === ''),
    { status: 'yes', seen: 'contradicts', seenBy: /widerspricht \(.*, S002.*, 23.11.2026\)/ },
    'and beside the ja of the whole domain',
  );

  const audits = (await call('GET', '/isms/audits')).items;
  const findingsOf = async () =>
    (await call('GET', `/isms/audits/${audits[0].id}/findings`)).items.filter(
      ({ target_object }: { target_object: string }) => target_object === server.id,
    );
  t.match(await findingsOf(), [
    { control: 'OPS.1.1.5.A3', closed: false, description: /Seit mehr als 24 Stunden/ },
  ]);
  now += hour;
  t.match(
    await run('silent-assets'),
    { run: { state: 'done', by: 'isolde', observations: 0 } },
    'nothing new',
  );
  now += 20 * hour;
  await run('silent-assets');
  t.equal((await findingsOf()).length, 1, 'raised once');

  now += 60_000;
  await heard(host, now - 60_000);
  await run('silent-assets');
  t.match(await of(), { verdict: 'supports', since: new Date(now).toISOString() });
  t.equal((await findingsOf())[0].closed, false, 'people close findings');
  const questions = (await call('GET', '/isms/check/questions?baustein=OPS.1.1.5&scope=domain')).items;
  const asRead = questions.find(
    ({ requirement }: { requirement: { id: string } }) => requirement.id === 'OPS.1.1.5.A3',
  );
  t.match(asRead, { status: 'yes', own: { version: 1 } }, 'the answer is as it was');
  const history: Observation[] = (await call('GET', `/signals/silent-assets/observations?scope=${server.id}`))
    .items;
  t.same(
    history.map(({ verdict }) => verdict),
    ['supports', 'contradicts', 'contradicts', 'supports'],
  );
  now += 25 * hour;
  t.match(await of(), { verdict: 'supports', freshness: 'stale' });
});

t.test('every signal can be measured; those of events by host', async (t) => {
  await heard(host, now);
  counts.set('audit_log_cleared', { [host.toUpperCase()]: 2 });
  counts.set('windows.security or windows.system', { [host]: 50 });
  for (const { id, kind } of signalDefinitions()) {
    if (kind === 'scan') continue;
    await measure('default', id, 'schedule');
  }
  const runs = await signalRuns(db, 'default');
  t.same(
    [...runs.values()].filter(({ state }) => state !== 'done'),
    [],
  );
  const cleared = (await states('log-cleared')).find(({ target_object }) => target_object === server.id);
  t.match(cleared, { verdict: 'contradicts', statement: { de: /2-mal/, en: /2 times/ } });
  t.match(
    (await states('clock-skew')).map(({ target_key, verdict }) => [target_key, verdict]),
    [['S002', 'contradicts']],
  );
  const list: Signal[] = (await call('GET', '/signals')).items;
  t.ok(list[0]!.tally.contradicts > 0, 'what contradicts stands first');
  t.equal(list[0]!.next_run, new Date(begin + hour).toISOString());
});

t.test("thresholds are the tenant's, and off is off", async (t) => {
  const setting = (parameters: object, version: number, enabled = true, status = 200) =>
    call('PUT', '/signals/silent-assets/setting', { enabled, parameters, version }, status);
  t.match(await setting({ hours: 48 }, 0), {
    parameters: { hours: 48 },
    defaults: { hours: 24 },
    version: 1,
  });
  t.match(await setting({ hours: 1 }, 0, true, 409), { error: { code: 'CONFLICT' } });
  t.match(await setting({ hours: -1 }, 1, true, 400), {
    error: { detail: /\/parameters\/hours: is a number/ },
  });
  t.match(await setting({ days: 1 }, 1, true, 400), {
    error: { detail: /is none of its parameters: hours/ },
  });
  t.match(await setting({}, 1, false), { enabled: false, next_run: null, parameters: { hours: 24 } });
  const { run: before } = (await call('GET', '/signals/silent-assets')).signal;
  now += hour;
  t.same((await run('silent-assets')).run, before);
  await setting({}, 2);
});

t.test('a run that fails says why, and one that was cut off is noted at the next start', async (t) => {
  const { statistics } = from.events;
  from.events.statistics = async () => {
    throw new Error('the disk is gone');
  };
  t.match((await run('firewall-log')).run, { state: 'failed', error: 'the disk is gone' });
  from.events.statistics = statistics;
  await noteSignalRun(db, 'default', 'vpn-log', { startedAt: now, by: 'schedule' });
  await endSignalRuns(db, now);
  t.match((await call('GET', '/signals/vpn-log')).signal.run, {
    state: 'failed',
    error: /ended while it ran/,
  });
});

t.test('sources that nobody knows are a work list: adopt, assign, ignore', async (t) => {
  await heard('new-host.auenbrueck.example', now, '198.51.100.7');
  await heard('', now, '203.0.113.9');
  const sources = async (): Promise<LogSource[]> => (await call('GET', '/signal-sources')).items;
  const source = async (name: string) => (await sources()).find((each) => each.name === name);
  t.match(await source('new-host.auenbrueck.example'), { state: 'unknown', by: 'none', objects: [] });
  t.match(await source(host), { state: 'matched', by: 'host', objects: [{ key: 'S002' }] });
  const { domain } = await findDomain(db, 'default', undefined);
  const decide = (name: string, more: object, status = 200) =>
    call('POST', '/signal-sources/decision', { name, ...more }, status);
  t.match(await decide('new-host.auenbrueck.example', { adopt: { domain } }), {
    state: 'matched',
    objects: [{ key: 'Q001', name: 'new-host.auenbrueck.example' }],
  });
  t.match(await decide('203.0.113.9', { ignore: 'Testgerät' }), { state: 'ignored', reason: 'Testgerät' });
  t.match(await decide('203.0.113.9', { assign: server.id }), { state: 'matched', by: 'decision' });
  await call('DELETE', '/signal-sources/decision?name=203.0.113.9');
  t.match(await source('203.0.113.9'), { state: 'unknown' });
  t.match(await decide('203.0.113.9', {}, 400), { error: { detail: /exactly one/ } });
  t.match(await decide('203.0.113.9', { assign: domain }, 400), { error: { detail: /no target object/ } });
  t.match(await decide('nobody', { ignore: 'x' }, 404), { error: { code: 'NOT_FOUND' } });
});

t.test(
  'a fire drill tells which rules raised an alert, which did not, and which were not drilled',
  async (t) => {
    t.match(await call('POST', '/fire-drills'), {
      state: 'running',
      waiting: 2,
      not_drilled: 1,
      by: 'isolde',
    });
    const [drill] = drilled;
    const alert = crypto.randomUUID();
    await db
      .insertInto('alert')
      .values({
        id: alert,
        tenant_id: 'default',
        dedup_key: Buffer.alloc(32, 1),
        rule_id: 'r1',
        rule_title: 'Rule',
        rule_title_de: null,
        rule_level: 'high',
        rule_tags: [],
        state: 'closed',
        close_reason: 'test',
        assignee: null,
        entity_type: 'host.name',
        entity_value: 'x',
        count: 1,
        events_total: 1,
        first_seen: new Date(now),
        last_seen: new Date(now),
        created_at: new Date(now + 1500),
        revision: 1_000_000,
        drill_id: drill!,
      })
      .execute();
    await db
      .insertInto('alert_event')
      .values({
        alert_id: alert,
        tenant_id: 'default',
        ordinal: 1,
        event_id: 'e',
        occurred_at: new Date(now),
        document: JSON.stringify({ 'event.ingested': new Date(now).toISOString() }),
      })
      .execute();
    t.equal(await noteFired(db, drill!), 1);
    await endDrill(db, drill!, now);
    const [last] = (await call('GET', '/fire-drills')).items;
    t.match(last, { state: 'done', fired: 1, silent: 1, waiting: 0, not_drilled: 1 });
    t.match(last.rules, [
      { rule: 'r2', outcome: 'silent' },
      { rule: 'r1', outcome: 'fired', latency_ms: 1500 },
      { rule: 'r3', outcome: 'not_drilled', reason: 'no sample' },
    ]);
    await run('fire-drill');
    t.match(await states('fire-drill'), [
      { verdict: 'contradicts', statement: { de: /1 von 2 geprobten Regeln blieben stumm/ } },
    ]);
    await run('incident-deadline');
    t.match(await states('incident-deadline'), [{ verdict: 'unknown' }], 'drills are no incidents');
  },
);

t.test(
  'a fire drill sends the samples of the rules in force, marked, and says what stayed silent',
  async (t) => {
    const info = (id: string, path: string, more: Partial<RuleInfo> = {}): RuleInfo => ({
      ...rule,
      id,
      path,
      ...more,
    });
    const known = '6c097582-9e00-4c14-9312-6674eb0a00fe';
    const rules = {
      rules: [
        info(known, 'a.yml'),
        info('off', 'b.yml'),
        info('unknown', 'c.yml'),
        info('base', 'd.yml#1'),
        info('whole', 'd.yml#2', { type: 'correlation' }),
      ],
      problems: [],
      disabled: ['off'],
    };
    const sent: Batch[] = [];
    const ingestor = {
      submit: async (_identity: unknown, bytes: Buffer) => {
        sent.push(decodeBatch(bytes));
        return { accepted: 1, duplicate: false, position: 1 };
      },
    };
    const options = { db, rules, ingestor, waitMs: 0, signal: new AbortController().signal };
    await ensureTenant(db, 'drilled', 'Übungsstadt', now);
    await copyMemberships(db, 'default', 'drilled');
    const { ended } = await startDrill(options, 'drilled', 'isolde');
    await ended;
    const drill = (await latestDrill(db, 'drilled'))!;
    t.ok(sent.length === 1 && sent[0]!.records.length > 0);
    for (const { source } of sent[0]!.records) t.equal(source, drillSource(drill.id));
    t.equal(sent[0]!.collector, drillCollector);
    t.match(drill, { state: 'done', silent: 1, not_drilled: 2, fired: 0 });
    t.same(drill.rules.map((each) => each.rule).sort(), [known, 'unknown', 'whole'].sort());
  },
);

t.test(
  'observations are never changed; an older one changes no state; they go with their tenant',
  async (t) => {
    await ensureTenant(db, 'other', 'Nebenstadt', now);
    await copyMemberships(db, 'default', 'other');
    const { domain } = await findDomain(db, 'other', undefined);
    const observation = (observedAt: number, verdict: 'supports' | 'contradicts') => ({
      domain,
      signal: 'scan-test',
      version: 'v',
      object: null,
      observedAt,
      freshUntil: observedAt + hour,
      verdict,
      strength: 'weak' as const,
      origin: 'scan' as const,
      figures: {},
      requirements: [
        { catalog: 'kompendium-2023', requirement: 'SYS.1.1.A6', verdict, strength: 'weak' as const },
      ],
    });
    const [id] = await addObservations(db, 'other', [
      observation(now, 'supports'),
      observation(now - hour, 'contradicts'),
    ]);
    await addObservations(db, 'other', [observation(now - 2 * hour, 'contradicts')]);
    const said: SignalState[] = (
      await call('GET', '/signal-states?tenant=other&requirement=SYS.1.1.A6&scope=domain')
    ).items;
    t.match(said, [{ observation: id, verdict: 'supports' }]);
    await t.rejects(
      db.updateTable('observation').set({ verdict: 'contradicts' }).where('id', '=', id!).execute(),
      /never changed/,
    );
    await t.rejects(db.deleteFrom('observation').where('id', '=', id!).execute(), /never changed/);
    await db.transaction().execute((trx) => removeTenant(trx, 'other'));
    t.same(await db.selectFrom('observation').select('id').where('tenant_id', '=', 'other').execute(), []);
  },
);
