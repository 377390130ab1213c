import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { fillSecurityProcess } from '../../server/cli/demo/fill-security-process.js';
import { fillStructure } from '../../server/cli/demo/fill-structure.js';
import { oscalCheck } from '../../server/isms/catalog/oscal-schema.js';
import { type DomainModel, domainModels } from '../../server/isms/oscal/document.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { findDomain } from '../../server/store/domains.js';
import { addObservations } from '../../server/store/observations.js';
import { loadDomain } from '../../server/store/oscal-export.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { startTestServer } from './test-server.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const { app, db, logIn } = await startTestServer(t, { now: () => now });
await installShippedCatalogs(db);
await ensureTenant(db, 'copy', 'Copy', now);
const cookie = await logIn('isolde', 'isb');

type Documents = Record<DomainModel, Record<string, unknown>>;
const exportedOne = async (tenant: string, model: DomainModel, domain?: string) => {
  const query = `tenant=${tenant}${domain === undefined ? '' : `&domain=${domain}`}`;
  const reply = await app.inject({ url: `/api/v1/isms/oscal/${model}?${query}`, headers: { cookie } });
  if (reply.statusCode !== 200) throw new Error(`${model}: ${reply.body}`);
  return reply.json<Documents>()[model];
};
const exported = async (tenant: string, domain?: string): Promise<Documents> => {
  const documents: Partial<Documents> = {};
  for (const model of domainModels) documents[model] = await exportedOne(tenant, model, domain);
  return documents as Documents;
};
const send = async (tenant: string, payload: object) => {
  const url = `/api/v1/isms/oscal?tenant=${tenant}`;
  const reply = await app.inject({ method: 'POST', url, headers: { cookie }, payload });
  return { status: reply.statusCode, body: reply.json() };
};
function checkSchema(t: Test, documents: Documents): void {
  for (const model of domainModels) {
    const { validate, tolerated } = oscalCheck(model);
    tolerated.clear();
    validate({ [model]: documents[model] });
    t.same(validate.errors ?? [], [], `${model} is valid by NIST's schema`);
    t.same([...tolerated], [], `${model} departs from it nowhere`);
  }
}
interface Plan {
  uuid: string;
  'system-characteristics': { props: { name: string; value: string }[] };
  'system-implementation': { components: { props: { name: string; value: string }[] }[] };
}
/** Replaces UUIDs by the order in which they first come. */
function withoutIds(value: unknown): string {
  const seen = new Map<string, string>();
  return JSON.stringify(value).replace(
    /[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g,
    (id) => {
      if (!seen.has(id)) seen.set(id, `#${seen.size}`);
      return seen.get(id)!;
    },
  );
}

t.test('an empty domain is valid OSCAL and comes back', async (t) => {
  const documents = await exported('default');
  checkSchema(t, documents);
  const { status, body } = await send('default', { documents, key: 'again', name: 'Noch einmal' });
  t.equal(status, 201);
  t.match(body, { key: 'again', name: 'Noch einmal', target_objects: 0 });
  t.equal((await send('default', { documents, key: 'again' })).status, 409);
});

t.test('the sample city goes out as OSCAL and comes back without loss', async (t) => {
  await fillStructure(db, 'default', now);
  const filled = await fillSecurityProcess(db, 'default', now);
  const key = await findDomain(db, 'default', undefined);
  const { id: object } = await db
    .selectFrom('target_object')
    .select('id')
    .where('domain_id', '=', key.domain)
    .orderBy('key')
    .limit(1)
    .executeTakeFirstOrThrow();
  const said = {
    catalog: 'kompendium-2023',
    requirement: 'SYS.1.3.A8',
    verdict: 'supports',
    strength: 'weak',
  } as const;
  await db.transaction().execute((trx) =>
    addObservations(
      trx,
      'default',
      [object, null].map((scope) => ({
        domain: key.domain,
        signal: 'scan-xccdf-secure-shell',
        version: 'v1',
        object: scope,
        observedAt: now,
        freshUntil: now + 1000,
        verdict: 'supports',
        strength: 'weak',
        origin: 'scan',
        figures: { failed: 0, tool: 'OpenSCAP' },
        requirements: [said],
      })),
    ),
  );
  // As the audit that findings of signals stand in.
  await db.updateTable('audit').set({ ends: '9999-12-31' }).where('title', '=', 'Notfallvorsorge').execute();
  const first = await exported('default');
  checkSchema(t, first);
  t.same(
    await exportedOne('default', 'assessment-plan'),
    first['assessment-plan'],
    'with the same ids again',
  );
  const before = await loadDomain(db, key);
  t.ok(before.objects.length > 50 && before.assessments.length === filled.answers);
  for (const part of ['assignments', 'statements', 'risks', 'audits', 'measures', 'observations'] as const) {
    t.ok(before[part].length > 0, `the city has ${part}`);
  }

  const { status, body } = await send('copy', { documents: first, key: 'copied' });
  t.equal(status, 201, JSON.stringify(body).slice(0, 300));
  const after = await loadDomain(db, { tenant: 'copy', domain: body.id });
  t.same({ ...after, domain: before.domain }, before, 'all that it holds');
  const needs = (domain: string) =>
    db
      .selectFrom('protection_need_effective as e')
      .innerJoin('target_object as o', 'o.id', 'e.target_object_id')
      .select(['o.key', 'e.confidentiality', 'e.integrity', 'e.availability'])
      .where('e.domain_id', '=', domain)
      .orderBy('o.key')
      .execute();
  t.same(await needs(body.id), await needs(key.domain), 'what is derived is the same, too');

  const noted = async (table: 'check_history' | 'plan_history', subject: string) => {
    const { rows } = await sql<{ by: string; count: number }>`
      select h.by, count(*)::int as count from ${sql.table(table)} h
      join merkle_leaf l on l.tenant_id = h.tenant_id and l.reference = h.id::text
      where h.domain_id = ${body.id} and h.subject = ${subject} group by 1`.execute(db);
    return rows;
  };
  t.same(
    await noted('check_history', 'assessment'),
    [{ by: 'isolde', count: before.assessments.length }],
    'who imported answers for them, and the log has it',
  );
  t.same(await noted('plan_history', 'risk'), [{ by: 'isolde', count: before.risks.length }]);
  const findings = before.audits.flatMap((audit) => audit.findings).length;
  t.same(await noted('plan_history', 'finding'), [{ by: 'isolde', count: findings }]);
  const accepted = before.measures.filter(({ state }) => state === 'accepted').length;
  t.same(await noted('plan_history', 'measure'), accepted === 0 ? [] : [{ by: 'isolde', count: accepted }]);

  const second = await exported('copy', body.id);
  const renamed = withoutIds(second).replaceAll('"value":"copied"', `"value":"${before.domain.key}"`);
  t.equal(renamed, withoutIds(first), 'export, import and export again: equal but for ids');
});

t.test('documents that cannot be a domain are refused with the place, and nothing is made', async (t) => {
  const documents = await exported('default');
  const domains = async () => (await db.selectFrom('isms_domain').select('id').execute()).length;
  const count = await domains();
  const refused = async (change: (plan: Plan) => void, detail: RegExp) => {
    const copy = structuredClone(documents);
    change(copy['system-security-plan'] as unknown as Plan);
    const { status, body } = await send('copy', { documents: copy, key: 'bad' });
    t.match({ status, body }, { status: 400, body: { error: { code: 'VALIDATION', detail } } });
  };
  await refused((plan) => {
    plan.uuid = 'no uuid';
  }, /\/system-security-plan\/uuid/);
  await refused((plan) => {
    plan['system-characteristics'].props = [{ name: 'other', value: 'program' }];
  }, /has none of this program/);
  const set = (plan: Plan, name: string, value: string): void => {
    const { components } = plan['system-implementation'];
    components[1]!.props.find((prop) => prop.name === name)!.value = value;
  };
  await refused((plan) => {
    set(plan, 'count', 'many');
  }, /property count/);
  await refused((plan) => {
    set(plan, 'type', 'spaceship');
  }, /target_object_type_check/);
  await refused((plan) => {
    plan['system-implementation'].components.splice(1, 1);
  }, /refer to a target object that they do not have/);
  t.equal(await domains(), count);
});
