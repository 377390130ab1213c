import { type Kysely, sql } from 'kysely';
import type { Test } from 'tap';
import type { TargetObject } from '../../server/contract/isms.js';
import type { ManagementView } from '../../server/contract/management.js';
import type {
  AskedRequirements,
  Attention,
  ComplianceTrend,
  HeatMap,
  ObjectHeatMap,
} from '../../server/contract/overview.js';
import { addTallies, noTally } from '../../server/isms/check/tally.js';
import { signalDefinitions } from '../../server/signal/definitions.js';
import { requirementVerdicts } from '../../server/signal/evaluate.js';
import { takeCheckSnapshots } from '../../server/store/check-snapshots.js';
import { keepFigures } from '../../server/store/domain-figures.js';
import { findDomain } from '../../server/store/domains.js';
import { addObservations } from '../../server/store/observations.js';
import type { Database } from '../../server/store/tables.js';
import type { TestServer } from './test-server.js';

const dayMs = 86_400_000;
const catalog = 'kompendium-2023';

/** What the security officer of the sample city sees, after the demo has filled it. */
export async function cityCompliance(t: Test, { app, db, logIn }: TestServer, now: number): Promise<void> {
  const cookie = await logIn('isabel', 'isb');
  const ask = async (method: 'GET' | 'PUT', path: string, payload?: object) => {
    const url = `/api/v1/isms${path}${path.includes('?') ? '&' : '?'}tenant=demo`;
    const body = payload === undefined ? {} : { payload };
    const reply = await app.inject({ method, url, headers: { cookie }, ...body });
    return { status: reply.statusCode, body: reply.json() };
  };
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await ask('GET', path);
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body;
  };
  const key = await findDomain(db, 'demo', undefined);

  await t.test('the heat map says what the check says, in every cut', async (t) => {
    const { all, layers, bausteine } = await get<HeatMap>('/check/overview?profile=standard');
    const map = await get<HeatMap>('/compliance/heat-map?profile=standard');
    t.same(map.all, all);
    t.same(
      map.layers.map(({ levels: _, ...layer }) => layer),
      layers,
    );
    t.equal(map.bausteine.length, bausteine.length);
    for (const { layer, levels: _, title: __, ...tally } of map.layers) {
      const own = map.bausteine.filter((each) => each.layer === layer);
      const levels = own.flatMap(({ levels }) => levels).map(({ level: _, ...each }) => each);
      t.same(levels.reduce(addTallies, noTally), tally, layer);
    }
    const standard = await get<HeatMap>('/compliance/heat-map?profile=basis');
    t.same(new Set(standard.levels.map(({ level }) => level)), new Set(['B']), 'a profile restricts');

    const objects = await get<ObjectHeatMap>('/compliance/objects?profile=standard&limit=200');
    const whole = objects.items.reduce((sum, { layers }) => layers.reduce(addTallies, sum), noTally);
    t.same(whole, map.all, 'by target object and layer it is the same');
    const gaps = objects.items.map(({ no, partial }) => no + partial);
    t.same(
      gaps,
      gaps.toSorted((a, b) => b - a),
      'those with the most gaps first',
    );
    const page = await get<ObjectHeatMap>('/compliance/objects?profile=standard&limit=2&offset=1');
    t.same(page.items, objects.items.slice(1, 3));
    t.equal(page.total, objects.total);
    const some = await get<ObjectHeatMap>('/compliance/objects?profile=standard&q=s006');
    t.same(
      some.items.map(({ target_key }) => target_key),
      ['S006'],
    );
  });

  await t.test('behind a cell: its requirements, gaps first, with their evidence', async (t) => {
    const map = await get<HeatMap>('/compliance/heat-map?profile=standard');
    const app = map.layers.find(({ layer }) => layer === 'APP')!;
    const basis = app.levels.find(({ level }) => level === 'B')!;
    const path = '/compliance/requirements?profile=standard&layer=APP&level=B&limit=500';
    const { total, items } = await get<AskedRequirements>(path);
    t.equal(total, basis.total);
    const counts = countBy(items.map(({ status }) => status));
    for (const status of ['no', 'partial', 'open', 'yes', 'dispensable'] as const) {
      t.equal(counts[status] ?? 0, basis[status], status);
    }
    t.ok(items.every(({ level, baustein }) => level === 'B' && baustein.startsWith('APP.')));
    const order = ['no', 'partial', 'open', 'yes', 'dispensable'];
    const ranks = items.map(({ status }) => order.indexOf(status));
    t.same(
      ranks,
      ranks.toSorted((a, b) => a - b),
    );
    const second = await get<AskedRequirements>(`${path.replace('limit=500', 'limit=3')}&offset=3`);
    t.same(second.items, items.slice(3, 6));
    const no = await get<AskedRequirements>(`${path}&status=no&status=partial`);
    t.equal(no.total, basis.no + basis.partial);
    const [first] = items;
    await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ id: string }>`
        insert into evidence (tenant_id, domain_id, kind, title, shows, effective_on, valid_until, provided_by,
          classification, link, created_at, version, updated_at, updated_by)
        values ('demo', ${key.domain}, 'link', 'Protokoll der Begehung', '', '2026-11-01', '2026-12-01', 'IT', 'internal',
          'https://akte.example/1', ${new Date(now)}, 1, ${new Date(now)}, 'isabel') returning id`.execute(
        trx,
      );
      await sql`insert into evidence_requirement (evidence_id, catalog_id, requirement_id)
        values (${rows[0]!.id}, ${catalog}, ${first!.requirement})`.execute(trx);
    });
    const [proven] = (await get<AskedRequirements>(path)).items;
    t.equal(proven!.evidence, first!.evidence + 1);
    const { evidence } = await get<Attention>('/compliance/attention');
    t.match(
      evidence.items.find(({ title }) => title === 'Protokoll der Begehung'),
      {
        state: 'expiring',
        valid_until: '2026-12-01',
        requirements: [first!.requirement],
      },
    );
  });

  await t.test('what contradicts a ja stands on top until somebody decides', async (t) => {
    const objects = (await get<{ items: TargetObject[] }>('/target-objects?limit=1000')).items;
    const before = await get<Attention>('/compliance/attention');
    t.ok(before.overdue.total > 0 && before.overdue.items[0]!.deadline < '2026-11-22');
    const { items: yes } = await get<AskedRequirements>(
      '/compliance/requirements?profile=standard&baustein=OPS.1.1.5&status=yes',
    );
    const asked = yes.find(({ requirement }) => requirement === 'OPS.1.1.5.A3') ?? (await answerYes(ask));
    const seen =
      objects.find(({ id }) => id === asked.target_object) ?? objects.find(({ key }) => key === 'S006')!;
    await observe(db, key, 'silent-assets', seen.id, 'contradicts', now - dayMs);
    const { contradicted } = await get<Attention>('/compliance/attention');
    const mine = contradicted.items.find(({ requirement }) => requirement === 'OPS.1.1.5.A3');
    t.match(mine, {
      signal: 'silent-assets',
      target_object: asked.target_object,
      answers: 1,
      observed_key: seen.key,
      since: new Date(now - dayMs).toISOString(),
      statement: { de: /./, en: /./ },
      signal_title: { de: /./ },
    });
    const listed = await get<AskedRequirements>(
      '/compliance/requirements?profile=standard&contradicted=true',
    );
    t.ok(
      listed.items.some(({ requirement, contradicted }) => requirement === 'OPS.1.1.5.A3' && contradicted),
    );
    t.equal(listed.total, listed.items.length);

    const scope = asked.target_object ?? 'domain';
    const questions = await get<{ items: { requirement: { id: string }; own: { version: number } }[] }>(
      `/check/questions?baustein=OPS.1.1.5&scope=${scope}`,
    );
    const { version } = questions.items.find(({ requirement }) => requirement.id === 'OPS.1.1.5.A3')!.own;
    const decided = {
      requirement: 'OPS.1.1.5.A3',
      target_object: asked.target_object,
      version,
      status: 'no',
    };
    t.equal((await ask('PUT', '/check/answer', decided)).status, 200);
    const after = await get<Attention>('/compliance/attention');
    t.notOk(
      after.contradicted.items.some(({ requirement }) => requirement === 'OPS.1.1.5.A3'),
      'it is decided',
    );

    await observe(db, key, 'log-coverage', null, 'supports', now, { heard: 9, objects: 12, share: 75 });
    t.match(await get<ManagementView>('/management'), {
      figures: { systems_heard: { now: 9, before: null }, systems_to_log: { now: 12 } },
      systems_measured_at: new Date(now).toISOString(),
    });
  });

  await t.test('trends: the past from the history, today as it is, what was kept stays', async (t) => {
    const trend = await get<ComplianceTrend>('/compliance/trend?profile=standard&days=800');
    t.ok(trend.points.length > 50, `${trend.points.length} points`);
    t.ok(trend.points.length <= 121);
    const shares = trend.points.map(({ levels }) => levels.reduce((sum, { yes }) => sum + yes, 0));
    t.ok(shares[0]! < shares.at(-1)! / 4, 'it began with little');
    const { levels } = await get<HeatMap>('/compliance/heat-map?profile=standard');
    t.same(trend.points.at(-1), { day: '2026-11-22', recomputed: false, levels });
    t.equal(trend.points[0]!.recomputed, true);
    t.equal(trend.recomputed_until, '2026-11-21');
    const totals = new Set(
      trend.points.map(({ levels }) => levels.reduce((sum, { total }) => sum + total, 0)),
    );
    t.equal(totals.size, 1, 'of what is modelled today');
    const layer = await get<ComplianceTrend>('/compliance/trend?profile=basis&layer=SYS&days=30');
    t.same(
      layer.points.at(-1)!.levels.map(({ level }) => level),
      ['B'],
    );
    t.equal(await takeCheckSnapshots(db, now), 0, 'nothing is recomputed twice');

    await sql`delete from check_snapshot where tenant_id = 'demo' and day = '2026-11-15'`.execute(db);
    await sql`update check_snapshot set recomputed = false, yes = yes + 1 where tenant_id = 'demo' and day = '2026-11-14'
      and layer = 'SYS' and level = 'B'`.execute(db);
    t.equal(await takeCheckSnapshots(db, now, 'demo'), 1, 'a day on which nobody counted');
    const { rows } = await sql<{ changed: number }>`
      select count(*)::int as changed from check_snapshot where tenant_id = 'demo' and day = '2026-11-14'
        and not recomputed`.execute(db);
    t.equal(rows[0]!.changed, 1, 'what was counted is not counted again');
  });

  await t.test('the management sees the quarter beside the one before', async (t) => {
    await keepFigures(db, signalDefinitions(), now);
    const view = await get<ManagementView>('/management');
    t.match(view, {
      quarter: { from: '2026-10-01', until: '2026-11-22' },
      previous: { from: '2026-07-01', until: '2026-09-30', recomputed: true },
      profile: { id: 'standard' },
    });
    t.ok(view.all.before!.yes < view.all.now.yes, 'it went on');
    t.same(
      view.levels.map(({ level }) => level),
      ['B', 'S'],
    );
    const { figures } = view;
    t.ok(
      figures.measures_open.now! > 0 &&
        figures.measures_open.before !== null &&
        figures.measures_open.recomputed,
    );
    t.equal(figures.contradicted.before, null, 'what nobody kept is not made up');
    t.ok(view.risks.high + view.risks.very_high === figures.risks_high.now);
    t.ok(
      view.findings.major + view.findings.minor + view.findings.recommendation === figures.findings_open.now,
    );
    t.ok(view.next.length > 0 && view.next.every(({ due }) => due >= '2026-11-22'));

    await sql`update domain_figure set day = '2026-09-30', value = value + 5 where tenant_id = 'demo'`.execute(
      db,
    );
    const later = await get<ManagementView>('/management');
    t.equal(later.figures.contradicted.before, figures.contradicted.now! + 5);
    t.same(later.figures.measures_open, {
      now: figures.measures_open.now,
      before: figures.measures_open.now! + 5,
      recomputed: false,
    });
    await sql`delete from domain_figure where tenant_id = 'demo'`.execute(db);
  });
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

type Ask = (
  method: 'GET' | 'PUT',
  path: string,
  payload?: object,
) => Promise<{ status: number; body: unknown }>;

async function answerYes(ask: Ask): Promise<{ target_object: string | null }> {
  const answer = { requirement: 'OPS.1.1.5.A3', target_object: null, status: 'yes' };
  for (let version = 0; version < 5; version++) {
    if ((await ask('PUT', '/check/answer', { ...answer, version })).status === 200) break;
  }
  return { target_object: null };
}

async function observe(
  db: Kysely<Database>,
  key: { tenant: string; domain: string },
  id: string,
  object: string | null,
  verdict: 'contradicts' | 'supports',
  at: number,
  figures: Record<string, number> = {},
): Promise<void> {
  const signal = signalDefinitions().find((each) => each.id === id)!;
  const seen = {
    domain: key.domain,
    signal: id,
    version: signal.version,
    object,
    observedAt: at,
    freshUntil: at + 7 * dayMs,
    verdict,
    strength: 'strong' as const,
    origin: 'query' as const,
    figures,
    requirements: requirementVerdicts(signal, verdict),
  };
  await addObservations(db, key.tenant, [seen]);
}
