import { type Kysely, sql } from 'kysely';
import { zone } from '../contract/german-day.js';
import type { ReportLanguage } from '../contract/report.js';
import { day, type ReportFrame } from '../isms/report/model.js';
import type { Proof, SeenBySignal } from '../isms/report/rows.js';
import { signalDefinitions } from '../signal/definitions.js';
import type { ReportScope } from './report-frame.js';
import type { Database } from './tables.js';

/** Evidence or an observation, and the object that it is of. */
interface Said<T> {
  /** Id of the target object or of the domain. */
  scope: string;
  /** Id of the object's group. */
  group: string | null;
  requirement: string;
  value: T;
}

/**
 * Reads what there is of evidence and observations in a domain, all at once: a look-up for each of 400,000 answers
 * would take longer than the answers. A question sees what the check sees of it (`signalsOf`): of a target object its
 * own, that of its members or its group, and that of the whole domain; of the whole domain all.
 * @param frame its language is that of the signals' titles; its time that against which observations are fresh
 */
export async function reportProof(
  db: Kysely<Database>,
  scope: ReportScope,
  frame: Pick<ReportFrame, 'language' | 'now'>,
): Promise<Proof> {
  const groups = await groupsOf(db, scope);
  const evidence = lookUp(scope.domain, groups, await evidenceOf(db, scope, frame.language));
  const observations = lookUp(scope.domain, groups, await observationsOf(db, scope, frame));
  return {
    evidenceFor: (of, requirement) => [...new Set(evidence(of, requirement))],
    observationsFor: (of, requirement) => observations(of, requirement).toSorted(byAttention),
  };
}

const order = ['contradicts', 'supports', 'unknown'] as const;
/** What is fresh before what is not, contradictions first. */
const byAttention = (a: SeenBySignal, b: SeenBySignal): number =>
  Number(b.fresh) - Number(a.fresh) || order.indexOf(a.verdict) - order.indexOf(b.verdict);

/** @returns a function from a question to what is seen of it */
function lookUp<T>(
  domain: string,
  groups: ReadonlyMap<string, string>,
  said: readonly Said<T>[],
): (scope: string, requirement: string) => T[] {
  const own = new Map<string, T[]>();
  const members = new Map<string, T[]>();
  const all = new Map<string, T[]>();
  for (const { scope, group, requirement, value } of said) {
    add(own, key(scope, requirement), value);
    if (group !== null) add(members, key(group, requirement), value);
    add(all, requirement, value);
  }
  return (scope, requirement) => {
    if (scope === domain) return all.get(requirement) ?? [];
    const group = groups.get(scope);
    return [
      ...(own.get(key(scope, requirement)) ?? []),
      ...(members.get(key(scope, requirement)) ?? []),
      ...((group && own.get(key(group, requirement))) || []),
      ...(own.get(key(domain, requirement)) ?? []),
    ];
  };
}

const key = (scope: string, requirement: string): string => `${scope} ${requirement}`;

function add<T>(lists: Map<string, T[]>, at: string, value: T): void {
  const list = lists.get(at);
  if (list === undefined) lists.set(at, [value]);
  else list.push(value);
}

/** @returns the group of each object that has one */
async function groupsOf(db: Kysely<Database>, { tenant, domain }: ReportScope): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('target_object')
    .select(['id', 'group_id'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('group_id', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, group_id }) => [id, group_id!]));
}

/** Evidence that names no target object is for all of them. */
async function evidenceOf(
  db: Kysely<Database>,
  { tenant, domain, catalog }: ReportScope,
  language: ReportLanguage,
): Promise<Said<string>[]> {
  const { rows } = await sql<
    Omit<Said<never>, 'value'> & { title: string; starts: string; ends: string | null }
  >`
    select distinct coalesce(o.target_object_id, e.domain_id)::text as scope, t.group_id as "group",
      coalesce(s.requirement_id, r.requirement_id) as requirement,
      e.title, e.effective_on::text as starts, e.valid_until::text as ends
    from evidence e
    join evidence_requirement r on r.evidence_id = e.id and r.catalog_id = ${catalog}
    left join sub_requirement s on s.catalog_id = r.catalog_id and s.id = r.requirement_id
    left join evidence_target_object o on o.evidence_id = e.id
    left join target_object t on t.id = o.target_object_id
    where e.tenant_id = ${tenant} and e.domain_id = ${domain} and e.withdrawn_at is null
    order by starts, ends nulls first, e.title`.execute(db);
  return rows.map(({ title, starts, ends, ...of }) => {
    const dates = [starts, ends ?? ''].filter((date) => date !== '').map((date) => day(date, language));
    return { ...of, value: `${title} (${dates.join(' – ')})` };
  });
}

async function observationsOf(
  db: Kysely<Database>,
  { tenant, domain, catalog }: ReportScope,
  { language, now }: Pick<ReportFrame, 'language' | 'now'>,
): Promise<Said<SeenBySignal>[]> {
  const titles = new Map(signalDefinitions().map(({ id, title }) => [id, title[language]]));
  const { rows } = await sql<SeenBySignal & Omit<Said<never>, 'value'>>`
    select distinct on (o.key collate "C", t.scope_id, t.signal_id, coalesce(s.requirement_id, r.requirement_id))
      t.scope_id as scope, o.group_id as "group", coalesce(o.key, '') as object,
      coalesce(s.requirement_id, r.requirement_id) as requirement, t.signal_id as signal, r.verdict,
      (t.observed_at at time zone ${zone})::date::text as "observedOn", t.fresh_until >= ${new Date(now)} as fresh
    from signal_state t
    join observation_requirement r on r.observation_id = t.observation_id and r.catalog_id = ${catalog}
    left join sub_requirement s on s.catalog_id = r.catalog_id and s.id = r.requirement_id
    left join target_object o on o.id = t.target_object_id
    where t.tenant_id = ${tenant} and t.domain_id = ${domain}
    order by o.key collate "C", t.scope_id, t.signal_id, coalesce(s.requirement_id, r.requirement_id),
      array_position(array['contradicts', 'supports', 'unknown'], r.verdict)`.execute(db);
  return rows.map(({ scope, group, requirement, signal, ...seen }) => ({
    ...{ scope, group, requirement },
    value: { signal: titles.get(signal) ?? signal, ...seen },
  }));
}
