import type { Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { PlanSubject } from '../contract/plan.js';
import type { InformationDomain, InformationDomainInput } from '../contract/structure.js';
import type { DomainContent } from '../isms/oscal/content.js';
import { noteCheck } from './check-history.js';
import { createDomain } from './domains.js';
import { addObservations, type NewObservation } from './observations.js';
import { notePlan, type PlanChange } from './plan-history.js';
import { recomputeDomain } from './protection-recompute.js';
import { upsertRows } from './rows.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Makes a new domain of a content. What the database derives (effective protection needs, counts of the check, gaps in
 * the plan) it derives anew.
 * @param name key and name of the new domain; those of the content where left out
 * @throws GrundwachtError ALREADY_EXISTS for a taken key; VALIDATION where the content contradicts itself or is not
 * what a domain can hold
 */
export async function importDomain(
  trx: Transaction<Database>,
  tenant: string,
  content: DomainContent,
  name: { key?: string | undefined; name?: string | undefined },
  author: Author,
): Promise<InformationDomain> {
  const input = {
    ...content.domain,
    ...(name.key && { key: name.key }),
    ...(name.name && { name: name.name }),
  };
  try {
    const domain = await createDomain(trx, tenant, input as InformationDomainInput, author);
    const rows = new DomainRows(trx, { tenant, domain: domain.id }, author);
    await rows.structure(content);
    await rows.check(content);
    await rows.risks(content);
    await rows.audits(content);
    await rows.measures(content);
    await rows.observations(content);
    await rows.note(content, author);
    return { ...domain, target_objects: content.objects.length };
  } catch (error) {
    throw contradiction(error);
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation): the content is at fault. */
function contradiction(error: unknown): unknown {
  const { code, constraint, message } = error as { code?: string; constraint?: string; message?: string };
  if (error instanceof GrundwachtError || !/^2[23]/.test(code ?? '')) return error;
  return new GrundwachtError(
    'VALIDATION',
    `the documents say what a domain cannot hold: ${constraint ?? message}`,
    { cause: error },
  );
}

class DomainRows {
  readonly #trx: Transaction<Database>;
  readonly #key: DomainKey;
  readonly #domain: { tenant_id: string; domain_id: string };
  readonly #versioned: { version: number; updated_at: string; updated_by: string };
  readonly #objects = new Map<string, string>();
  readonly #risks = new Map<string, string>();
  readonly #findings = new Map<string, string>();
  /** In the order of the content. */
  readonly #measures: string[] = [];

  constructor(trx: Transaction<Database>, key: DomainKey, { by, now }: Author) {
    this.#trx = trx;
    this.#key = key;
    this.#domain = { tenant_id: key.tenant, domain_id: key.domain };
    this.#versioned = { version: 1, updated_at: new Date(now).toISOString(), updated_by: by };
  }

  async structure({ objects }: DomainContent): Promise<void> {
    const { version, updated_at } = this.#versioned;
    for (const { key } of objects) this.#objects.set(key, crypto.randomUUID());
    const rows = objects.map(({ relations: _, needs: __, group, ...object }) => ({
      id: this.#object(object.key),
      ...this.#domain,
      ...object,
      group_id: this.#object(group),
      version,
      updated_at,
    }));
    // A member refers to its group, which must be there.
    await this.#add(
      'target_object',
      rows.toSorted((a, b) => Number(b.is_group) - Number(a.is_group)),
    );
    await this.#add(
      'target_object_relation',
      objects.flatMap(({ key, relations }) =>
        relations.map(({ to, kind, note }) => ({
          id: crypto.randomUUID(),
          ...this.#domain,
          from_id: this.#object(key),
          to_id: this.#object(to),
          kind,
          note,
          version,
          updated_at,
        })),
      ),
    );
    await upsertRows(
      this.#trx,
      'protection_need',
      ['tenant_id', 'domain_id', 'target_object_id', 'dimension'],
      objects.flatMap(({ key, needs }) =>
        needs.map((need) => ({
          ...this.#domain,
          target_object_id: this.#object(key),
          ...need,
          ...this.#versioned,
        })),
      ),
    );
    await recomputeDomain(this.#trx, this.#key);
  }

  async check({ assignments, assessments, statements }: DomainContent): Promise<void> {
    const scoped = ({
      catalog,
      baustein,
      object,
    }: {
      catalog: string;
      baustein: string;
      object: string | null;
    }) => ({
      id: crypto.randomUUID(),
      ...this.#domain,
      catalog_id: catalog,
      baustein_id: baustein,
      target_object_id: this.#object(object),
    });
    await this.#add(
      'baustein_assignment',
      assignments.map(({ catalog, baustein, object, ...assignment }) => ({
        ...scoped({ catalog, baustein, object }),
        ...assignment,
        ...this.#versioned,
      })),
    );
    await this.#add(
      'assessment',
      assessments.map(({ catalog, baustein, object, requirement, ...assessment }) => ({
        ...scoped({ catalog, baustein, object }),
        requirement_id: requirement,
        ...assessment,
        ...this.#versioned,
      })),
    );
    await upsertRows(
      this.#trx,
      'statement_of_applicability',
      ['tenant_id', 'domain_id', 'control_id'],
      statements.map(({ control, ...statement }) => ({
        ...this.#domain,
        control_id: control,
        ...statement,
        ...this.#versioned,
      })),
    );
  }

  async risks({ matrix, threats, risks }: DomainContent): Promise<void> {
    const keys = ['tenant_id', 'domain_id'];
    const own = { ...this.#domain, ...this.#versioned };
    await upsertRows(this.#trx, 'risk_matrix', keys, matrix === null ? [] : [{ ...own, ...matrix }]);
    await upsertRows(
      this.#trx,
      'own_threat',
      [...keys, 'number'],
      threats.map((threat) => ({ ...own, ...threat })),
    );
    await this.#add(
      'risk',
      risks.map(({ object, threat, ...risk }) => {
        const id = crypto.randomUUID();
        this.#risks.set(`${object}\n${threat}`, id);
        return { id, ...own, target_object_id: this.#object(object), threat_id: threat, ...risk };
      }),
    );
  }

  async audits({ audits }: DomainContent): Promise<void> {
    const own = { ...this.#domain, ...this.#versioned };
    const ids = audits.map(() => crypto.randomUUID());
    await this.#add(
      'audit',
      audits.map(({ findings: _, ...audit }, n) => ({ id: ids[n], ...own, ...audit })),
    );
    await this.#add(
      'finding',
      audits.flatMap(({ findings }, n) =>
        findings.map(({ object, ...finding }) => {
          const id = crypto.randomUUID();
          this.#findings.set(`${n + 1}\n${finding.number}`, id);
          return { id, ...own, audit_id: ids[n], target_object_id: this.#object(object), ...finding };
        }),
      ),
    );
  }

  /** Gaps of the check are measures since the answers are in; what was planned for them goes over these. */
  async measures({ measures }: DomainContent): Promise<void> {
    const gaps = await this.#trx
      .selectFrom('measure')
      .select(['id', 'target_object_id', 'catalog_id', 'requirement_id'])
      .where('tenant_id', '=', this.#key.tenant)
      .where('domain_id', '=', this.#key.domain)
      .where('requirement_id', 'is not', null)
      .execute();
    const idOf = new Map(
      gaps.map((gap) => [`${gap.target_object_id}\n${gap.catalog_id}\n${gap.requirement_id}`, gap.id]),
    );
    const rows = measures.map((measure) => {
      const { catalog, baustein, requirement, object, risk_object, risk_threat, ...more } = measure;
      const { finding_audit, finding_number, after: _order, ...columns } = more;
      const target = this.#object(object);
      const gap = idOf.get(`${target}\n${catalog}\n${requirement}`);
      return {
        id: gap ?? crypto.randomUUID(),
        ...this.#domain,
        ...columns,
        catalog_id: catalog,
        baustein_id: baustein,
        requirement_id: requirement,
        target_object_id: target,
        risk_id: risk_object === null ? null : found(this.#risks, `${risk_object}\n${risk_threat}`, 'risk'),
        finding_id:
          finding_audit === null
            ? null
            : found(this.#findings, `${finding_audit}\n${finding_number}`, 'finding'),
        ...this.#versioned,
      };
    });
    await this.#add('measure', rows);
    this.#measures.push(...rows.map(({ id }) => id));
    const ids = new Map(rows.map(({ id }, at) => [String(at + 1), id]));
    const order = measures.flatMap(({ after }, at) =>
      after.map((place) => ({
        ...this.#domain,
        measure_id: rows[at]!.id,
        after_id: found(ids, String(place), 'measure'),
      })),
    );
    await upsertRows(this.#trx, 'measure_order', ['tenant_id', 'measure_id', 'after_id'], order);
  }

  async observations({ observations }: DomainContent): Promise<void> {
    const rows = observations.map(({ object, observed_at, fresh_until, ...observation }) => ({
      ...observation,
      domain: this.#key.domain,
      object: this.#object(object),
      observedAt: Date.parse(observed_at),
      freshUntil: Date.parse(fresh_until),
    }));
    await addObservations(this.#trx, this.#key.tenant, rows as NewObservation[]);
  }

  /**
   * Histories and the log say of every answer, risk, finding and acceptance who brought it in: a document can name
   * anybody as the one who signed.
   */
  async note({ assessments, risks, audits, measures }: DomainContent, author: Author): Promise<void> {
    await noteCheck(
      this.#trx,
      this.#key,
      author,
      assessments.map(({ catalog, baustein: _, requirement, object, ...answer }) => ({
        subject: 'assessment',
        what: requirement,
        object: this.#object(object),
        catalog,
        action: 'create',
        old: null,
        new: answer,
      })),
    );
    const created = (subject: PlanSubject, id: string, said: object): PlanChange => {
      return { subject, id, action: 'create', old: null, new: said };
    };
    await notePlan(this.#trx, this.#key, author, [
      ...risks.map((risk) =>
        created('risk', found(this.#risks, `${risk.object}\n${risk.threat}`, 'risk'), risk),
      ),
      ...audits.flatMap(({ findings }, n) =>
        findings.map((said) =>
          created('finding', found(this.#findings, `${n + 1}\n${said.number}`, 'finding'), said),
        ),
      ),
      ...measures.flatMap((measure, n) =>
        measure.state === 'accepted' ? [created('measure', this.#measures[n]!, measure)] : [],
      ),
    ]);
  }

  #add(table: keyof Database, rows: readonly object[]): Promise<void> {
    return upsertRows(this.#trx, table, ['id'], rows);
  }

  #object(key: string): string;
  #object(key: string | null): string | null;
  #object(key: string | null): string | null {
    return key === null ? null : found(this.#objects, key, 'target object');
  }
}

function found(ids: ReadonlyMap<string, string>, key: string, what: string): string {
  const id = ids.get(key);
  if (id !== undefined) return id;
  throw new GrundwachtError('VALIDATION', `the documents refer to a ${what} that they do not have: ${key}`);
}
