import { type Kysely, type RawBuilder, sql } from 'kysely';
import {
  assessmentFields,
  assignmentFields,
  auditFields,
  type DomainContent,
  domainFields,
  findingFields,
  matrixFields,
  measureFields,
  needFields,
  type ObjectContent,
  objectFields,
  observationFields,
  relationFields,
  riskFields,
  statementFields,
  threatFields,
} from '../isms/oscal/content.js';
import type { Fields, RecordOf } from '../isms/oscal/fields.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Columns that are not called like the field. */
type Sources = Record<string, RawBuilder<unknown>>;

/** Instants as every export has them: UTC, milliseconds. */
const instant = (column: string): RawBuilder<unknown> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const day = (column: string): RawBuilder<unknown> => sql`${sql.ref(column)}::text`;
const keyOf = sql`o.key`;

/**
 * Reads all that a domain holds, in an order that depends on nothing but the content.
 * @param key of a domain that exists
 */
export async function loadDomain(db: Kysely<Database>, key: DomainKey): Promise<DomainContent> {
  const read = reader(db);
  const [domain] = await read(
    domainFields,
    { catalog: sql`t.catalog_id` },
    sql`isms_domain t where t.id = ${key.domain}`,
  );
  const [matrix] = await read(matrixFields, {}, of('risk_matrix'));
  return {
    domain: domain!,
    objects: await objectsOf(db, key),
    assignments: await read(
      assignmentFields,
      { catalog: sql`t.catalog_id`, baustein: sql`t.baustein_id`, object: keyOf },
      of('baustein_assignment', sql`o.key collate "C" nulls first, t.catalog_id, t.baustein_id`),
    ),
    assessments: await read(
      assessmentFields,
      {
        catalog: sql`t.catalog_id`,
        baustein: sql`t.baustein_id`,
        requirement: sql`t.requirement_id`,
        object: keyOf,
        due: day('t.due'),
        assessed_on: day('t.assessed_on'),
      },
      of('assessment', sql`t.catalog_id, t.requirement_id, o.key collate "C" nulls first`),
    ),
    statements: await read(
      statementFields,
      { control: sql`t.control_id` },
      of('statement_of_applicability', sql`t.control_id`),
    ),
    matrix: matrix ?? null,
    threats: await read(threatFields, {}, of('own_threat', sql`t.number`)),
    risks: await read(
      riskFields,
      { object: keyOf, threat: sql`t.threat_id`, signed_at: instant('t.signed_at') },
      of('risk', sql`o.key collate "C", t.threat_id`),
    ),
    ...(await auditsAndMeasures(db, key)),
    observations: await read(
      observationFields,
      {
        signal: sql`t.signal_id`,
        version: sql`b.signal_version`,
        object: keyOf,
        observed_at: instant('b.observed_at'),
        fresh_until: instant('b.fresh_until'),
        verdict: sql`b.verdict`,
        strength: sql`b.strength`,
        origin: sql`b.origin`,
        figures: sql`b.figures`,
        requirements: sql`(select coalesce(json_agg(json_build_object('catalog', r.catalog_id,
          'requirement', r.requirement_id, 'verdict', r.verdict, 'strength', r.strength)
          order by r.catalog_id, r.requirement_id), '[]') from observation_requirement r
          where r.observation_id = b.id)`,
      },
      sql`signal_state t join observation b on b.id = t.observation_id
        left join target_object o on o.id = t.target_object_id
        where t.tenant_id = ${key.tenant} and t.domain_id = ${key.domain}
        order by t.signal_id, o.key collate "C" nulls first`,
    ),
  };

  function of(table: string, order: RawBuilder<unknown> = sql`1`): RawBuilder<unknown> {
    const object = ['risk_matrix', 'own_threat', 'statement_of_applicability'].includes(table)
      ? sql``
      : sql`left join target_object o on o.id = t.target_object_id`;
    return sql`${sql.table(table)} t ${object}
      where t.tenant_id = ${key.tenant} and t.domain_id = ${key.domain} order by ${order}`;
  }
}

/** @returns a function that selects the fields of a record from something that calls its rows `t` */
function reader(db: Kysely<Database>) {
  return async <F extends Fields>(fields: F, sources: Sources, from: RawBuilder<unknown>) => {
    const columns = Object.keys(fields).map(
      (name) => sql`${sources[name] ?? sql.ref(`t.${name}`)} as ${sql.ref(name)}`,
    );
    return (await sql<RecordOf<F>>`select ${sql.join(columns)} from ${from}`.execute(db)).rows;
  };
}

function groupBy<T, K>(items: readonly T[], keyOfItem: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

async function objectsOf(db: Kysely<Database>, key: DomainKey): Promise<ObjectContent[]> {
  const read = reader(db);
  const mine = sql`t.tenant_id = ${key.tenant} and t.domain_id = ${key.domain}`;
  const objects = await read(
    objectFields,
    { group: sql`g.key` },
    sql`target_object t left join target_object g on g.id = t.group_id where ${mine} order by t.key collate "C"`,
  );
  const relations = await read(
    { ...relationFields, object: 'text' },
    { object: keyOf, to: sql`d.key` },
    sql`target_object_relation t join target_object o on o.id = t.from_id join target_object d on d.id = t.to_id
      where ${mine} order by d.key collate "C"`,
  );
  const needs = await read(
    { ...needFields, object: 'text' },
    { object: keyOf },
    sql`protection_need t join target_object o on o.id = t.target_object_id where ${mine} order by t.dimension`,
  );
  const relationsBy = groupBy(relations, ({ object }) => object);
  const needsBy = groupBy(needs, ({ object }) => object);
  return objects.map((object) => ({
    ...object,
    relations: (relationsBy.get(object.key) ?? []).map(({ object: _, ...relation }) => relation),
    needs: (needsBy.get(object.key) ?? []).map(({ object: _, ...need }) => need),
  }));
}

async function auditsAndMeasures(
  db: Kysely<Database>,
  key: DomainKey,
): Promise<Pick<DomainContent, 'audits' | 'measures'>> {
  const read = reader(db);
  const mine = sql`t.tenant_id = ${key.tenant} and t.domain_id = ${key.domain}`;
  // Audits have no key of their own: they are told apart by their place in this order.
  const ordered = sql`(select t.*, row_number() over (order by t.starts, t.title, t.id)::int as place from audit t
    where ${mine})`;
  const audits = await read(
    { ...auditFields, place: 'number' },
    { starts: day('t.starts'), ends: day('t.ends') },
    sql`${ordered} t order by t.place`,
  );
  const findings = await read(
    { ...findingFields, place: 'number' },
    { object: keyOf, closed_at: instant('t.closed_at'), place: sql`a.place` },
    sql`finding t join ${ordered} a on a.id = t.audit_id left join target_object o on o.id = t.target_object_id
      where ${mine} order by a.place, t.number`,
  );
  const measures = await read(
    { ...measureFields, id: 'text' },
    {
      catalog: sql`t.catalog_id`,
      baustein: sql`t.baustein_id`,
      requirement: sql`t.requirement_id`,
      object: keyOf,
      risk_object: sql`ro.key`,
      risk_threat: sql`r.threat_id`,
      finding_audit: sql`a.place`,
      finding_number: sql`f.number`,
      check_date: day('t.check_date'),
      starts_on: day('t.starts_on'),
      deadline: day('t.deadline'),
      after: sql`array(select p.after_id from measure_order p
        where p.tenant_id = t.tenant_id and p.measure_id = t.id)`,
      accepted_at: instant('t.accepted_at'),
      created_at: instant('t.created_at'),
      closed_at: instant('t.closed_at'),
    },
    sql`measure t left join target_object o on o.id = t.target_object_id
      left join risk r on r.id = t.risk_id left join target_object ro on ro.id = r.target_object_id
      left join finding f on f.id = t.finding_id left join ${ordered} a on a.id = f.audit_id
      where ${mine} order by t.origin, t.catalog_id, t.requirement_id, o.key collate "C" nulls first,
        ro.key collate "C", r.threat_id, a.place, f.number, t.created_at, t.title, t.id`,
  );
  const places = new Map(measures.map(({ id }, at) => [id, at + 1]));
  const byPlace = groupBy(findings, ({ place }) => place);
  return {
    audits: audits.map(({ place, ...audit }) => ({
      ...audit,
      findings: (byPlace.get(place) ?? []).map(({ place: _, ...finding }) => finding),
    })),
    measures: measures.map(({ id: _, after, ...measure }) => ({
      ...measure,
      after: after.map((before) => places.get(before as string)!).sort((a, b) => a - b),
    })),
  };
}
