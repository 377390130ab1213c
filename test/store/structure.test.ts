import fc from 'fast-check';
import { sql } from 'kysely';
import t from 'tap';
import type { TargetObject, TargetObjectInput, TargetObjectType } from '../../server/contract/isms.js';
import type { NeedLevel } from '../../server/contract/protection.js';
import type { RelationKind } from '../../server/contract/structure.js';
import { normaliseNeed } from '../../server/isms/protection/stated-need.js';
import { normaliseTargetObject } from '../../server/isms/structure/target-object.js';
import { createDomain, findDomain, listDomains } from '../../server/store/domains.js';
import {
  getProtectionNeeds,
  listEffectiveNeeds,
  setProtectionNeed,
} from '../../server/store/protection-needs.js';
import { recomputeDomain } from '../../server/store/protection-recompute.js';
import {
  createRelation,
  deleteRelation,
  listRelations,
  updateRelation,
} from '../../server/store/relations.js';
import { type DomainKey, structureHistory } from '../../server/store/structure-history.js';
import { getTargetObject } from '../../server/store/target-object-list.js';
import {
  createTargetObject,
  deleteTargetObject,
  updateTargetObject,
} from '../../server/store/target-objects.js';
import { ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { startMigratedDatabase } from './migrated-database.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const author = { by: 'isolde', now };
const { db } = await startMigratedDatabase(t);
await ensureTenant(db, 'demo', 'Musterstadt', now);
const main = await findDomain(db, 'default', undefined);
const demo = await findDomain(db, 'demo', undefined);
const code = (expected: string, message?: RegExp) => ({
  name: 'GrundwachtError',
  code: expected,
  ...(message && { message }),
});

const values = (key: string, type: TargetObjectType, more: Partial<TargetObjectInput> = {}) =>
  normaliseTargetObject({ key, type, name: `Objekt ${key}`, ...more });
const add = (key: string, type: TargetObjectType, more: Partial<TargetObjectInput> = {}, domain = main) =>
  db.transaction().execute((trx) => createTargetObject(trx, domain, values(key, type, more), author));
const change = (object: TargetObject, more: Partial<TargetObjectInput>) =>
  db
    .transaction()
    .execute((trx) =>
      updateTargetObject(trx, object.id, object.version, values(object.key, object.type, more), author),
    );
const relate = (from: TargetObject, kind: RelationKind, to: TargetObject, domain = main) =>
  db.transaction().execute((trx) => createRelation(trx, domain, { from: from.id, to: to.id, kind }, author));
const say = (object: TargetObject, level: NeedLevel | null, version = 0, more: object = {}) =>
  db
    .transaction()
    .execute((trx) =>
      setProtectionNeed(trx, object.id, 'availability', version, normaliseNeed({ level, ...more }), author),
    );
const level = async (object: TargetObject) =>
  (await getProtectionNeeds(db, object.id)).effective.availability;

const process = await add('GP1', 'process');
const application = await add('A1', 'application');
const group = await add('S0', 'it_system', { is_group: true });
const member = await add('S1', 'it_system', { group: group.id });
const room = await add('R1', 'room');

t.test('every tenant has an information domain, and further ones have keys of their own', async (t) => {
  t.match(await listDomains(db, 'demo'), [{ key: 'main', name: 'Musterstadt', catalog: 'kompendium-2023' }]);
  const make = (key: string) =>
    db
      .transaction()
      .execute((trx) =>
        createDomain(trx, 'demo', { key, name: 'Stadtwerke' }, { by: 'isolde', now: now + 1 }),
      );
  const second = await make('SW');
  t.match(second, { approach: 'standard', status: 'active', version: 1, target_objects: 0 });
  await t.rejects(make('SW'), code('ALREADY_EXISTS'));
  await add('S1', 'it_system', {}, { tenant: 'demo', domain: second.id });
  t.same(
    (await listDomains(db, 'demo')).map(({ key, target_objects }) => [key, target_objects]),
    [
      ['main', 0],
      ['SW', 1],
    ],
  );
  await t.rejects(findDomain(db, 'default', second.id), code('VALIDATION'));
});

t.test('needs follow relations and groups, and go when these go', async (t) => {
  await relate(process, 'uses', application);
  const onGroup = await relate(application, 'runs_on', group);
  await relate(group, 'located_in', room);
  await say(process, 'very_high', 0, { reason: 'Frist', scenarios: { laws: { level: 'high' } } });
  for (const object of [application, group, member, room])
    t.equal(await level(object), 'very_high', object.key);
  const { paths } = await getProtectionNeeds(db, room.id);
  t.same(
    paths.availability.map(({ key }) => key).filter((key) => key !== 'S1'),
    ['GP1', 'A1', 'S0', 'R1'],
  );
  await db.transaction().execute((trx) => deleteRelation(trx, onGroup.id, 1, author));
  for (const object of [group, member, room]) t.equal(await level(object), 'normal', object.key);
  await say(member, 'high');
  t.equal(await level(room), 'high', 'a member hands its need on to what its group depends on');
  t.equal(await level(group), 'normal');
  const alone = await change(member, { group: null });
  t.equal(await level(room), 'normal');
  await change(alone, { group: group.id });
  t.equal(await level(room), 'high');
});

t.test('an effect overrides with its reason; a stale change is refused', async (t) => {
  const override = { effect: 'distribution', level: 'normal', reason: 'zwei Rechenzentren' } as const;
  await say(room, null, 0, { override });
  t.equal(await level(room), 'normal');
  t.match(await getProtectionNeeds(db, room.id), {
    effective: { derivation: { availability: { cause: 'distribution', inherited: 'high' } } },
    stated: [{}, {}, { override, version: 1, updated_by: 'isolde' }],
  });
  await t.rejects(say(room, 'high'), code('CONFLICT', /version 1/));
  await say(room, null, 1);
  t.equal(await level(room), 'high');
});

t.test('circles are refused with the path, by relation and by group', async (t) => {
  const [x, y] = [await add('X', 'application'), await add('Y', 'application')];
  await relate(x, 'uses', y);
  await t.rejects(relate(y, 'uses', x), code('DEPENDENCY_CYCLE', /(X → Y → X|Y → X → Y)/));
  t.equal((await listRelations(db, main, x.id)).length, 1, 'nothing of it is stored');
  const host = await add('H', 'it_system');
  const guests = await add('G', 'it_system', { is_group: true });
  await relate(guests, 'runs_on', host);
  await t.rejects(change(host, { group: guests.id }), code('DEPENDENCY_CYCLE', /H/));
  t.equal((await getTargetObject(db, host.id)).group, null);
});

t.test('what does not go together is refused', async (t) => {
  await t.rejects(relate(room, 'uses', process), code('VALIDATION', /the other way round/));
  await t.rejects(relate(process, 'runs_on', application), code('VALIDATION', /use uses/));
  await t.rejects(relate(process, 'uses', application), code('ALREADY_EXISTS'));
  await t.rejects(relate(room, 'located_in', room), code('VALIDATION', /itself/));
  await t.rejects(add('S9', 'application', { group: group.id }), code('VALIDATION', /it_system/));
  await t.rejects(add('S9', 'it_system', { group: application.id }), code('VALIDATION', /no group/));
  await t.rejects(change(group, { is_group: false }), code('VALIDATION', /S1 is a member/));
  const turned = { ...values('A1', 'application'), type: 'information' as const };
  await t.rejects(
    db.transaction().execute((trx) => updateTargetObject(trx, application.id, 1, turned, author)),
    code('VALIDATION', /GP1 uses A1/),
  );
});

t.test('a relation is changed by its version', async (t) => {
  const [relation] = await listRelations(db, main, process.id);
  const alter = (version: number, kind: RelationKind) =>
    db
      .transaction()
      .execute((trx) => updateRelation(trx, relation!.id, version, { kind, note: ' täglich ' }, author));
  t.match(await alter(1, 'uses'), { version: 2, note: 'täglich' });
  await t.rejects(alter(1, 'uses'), code('CONFLICT'));
  await t.rejects(alter(2, 'located_in'), code('VALIDATION'));
});

t.test('the history says who changed what, from what to what', async (t) => {
  const entries = await structureHistory(db, main, member.id, 10);
  t.match(entries, [
    { action: 'change', subject: 'target_object', old: { group: null }, new: { group: group.id } },
    { old: { group: group.id }, new: { group: null }, by: 'isolde', at: new Date(now).toISOString() },
    { subject: 'protection_need', action: 'create', new: { level: 'high', dimension: 'availability' } },
    { action: 'create', old: null, new: { key: 'S1' } },
  ]);
  t.same(Object.keys(entries[0]!.new ?? {}), ['group'], 'only what differs');
  const gone = await add('GONE', 'room');
  await db.transaction().execute((trx) => deleteTargetObject(trx, gone.id, 1, author));
  t.match(await structureHistory(db, main, gone.id, 10), [
    { action: 'delete', new: null },
    { action: 'create' },
  ]);
});

t.test('the database itself keeps rows within their tenant and domain', async (t) => {
  const foreign = await add('F1', 'application', {}, demo);
  await t.rejects(relate(process, 'uses', foreign), code('VALIDATION'));
  const insert = (tenant: string, domain: string, from: string, to: string) =>
    sql`insert into target_object_relation (tenant_id, domain_id, from_id, to_id, kind, note, version, updated_at)
      values (${tenant}, ${domain}, ${from}, ${to}, 'uses', '', 1, now())`.execute(db);
  const violation = { code: '23503' };
  await t.rejects(insert('default', main.domain, process.id, foreign.id), violation);
  await t.rejects(insert('demo', main.domain, process.id, application.id), violation);
  await t.rejects(insert('default', demo.domain, process.id, application.id), violation);
  await t.rejects(
    sql`update target_object set group_id = ${group.id} where id = ${foreign.id}`.execute(db),
    violation,
  );
  await t.rejects(
    sql`update protection_need set tenant_id = 'demo' where target_object_id = ${process.id}`.execute(db),
    violation,
  );
  t.equal((await listEffectiveNeeds(db, demo)).length, 1, 'only its own');
});

t.test('whatever people do one after the other, computing everything gives the same', async (t) => {
  const key: DomainKey = { tenant: 'demo', domain: (await listDomains(db, 'demo'))[0]!.id };
  const objects = await Promise.all(
    Array.from({ length: 8 }, (_, at) => add(`P${at}`, 'it_system', { is_group: at < 2 }, key)),
  );
  const pick = fc.nat(7);
  const edit = fc.oneof(
    fc.record({ from: pick, to: pick }),
    fc.record({ from: pick, group: fc.constantFrom(0, 1, null) }),
    fc.record({ from: pick, level: fc.constantFrom('normal' as const, 'high' as const, null) }),
    fc.record({ unrelate: fc.nat(20) }),
  );
  const apply = async (step: typeof edit extends fc.Arbitrary<infer T> ? T : never): Promise<unknown> => {
    if ('unrelate' in step) {
      const relations = await listRelations(db, key);
      const relation = relations[step.unrelate % (relations.length || 1)];
      return (
        relation && db.transaction().execute((trx) => deleteRelation(trx, relation.id, undefined, author))
      );
    }
    const object = await getTargetObject(db, objects[step.from]!.id);
    if ('to' in step) return relate(object, 'runs_on', objects[step.to]!, key);
    if ('group' in step) {
      const chosen = step.group === null || object.is_group ? null : objects[step.group]!.id;
      return change(object, { group: chosen, is_group: object.is_group });
    }
    const { version } = (await getProtectionNeeds(db, object.id)).stated[2]!;
    return say(object, step.level, version);
  };
  const property = fc.asyncProperty(fc.array(edit, { minLength: 20, maxLength: 20 }), async (edits) => {
    const refusals = ['DEPENDENCY_CYCLE', 'ALREADY_EXISTS', 'VALIDATION'];
    for (const step of edits) {
      await apply(step).catch((error: { code: string }) => {
        if (!refusals.includes(error.code)) throw error;
      });
    }
    t.equal(
      await db.transaction().execute((trx) => recomputeDomain(trx, key)),
      0,
      'nothing was left to change',
    );
  });
  await fc.assert(property, { numRuns: 4 });
});

t.test('a removed tenant takes its structure with it', async (t) => {
  t.ok(await db.transaction().execute((trx) => removeTenant(trx, 'demo')));
  t.same(await listDomains(db, 'demo'), []);
  t.equal((await listDomains(db, 'default')).length, 1);
});
