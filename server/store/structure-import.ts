import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { TargetObjectType } from '../contract/isms.js';
import type { ImportReport, Mapping } from '../contract/structure-import.js';
import { type ImportPlan, planImport, type StoredStructure } from '../isms/structure/import-plan.js';
import { guessMapping } from '../isms/structure/import-words.js';
import type { TargetObjectValues } from '../isms/structure/target-object.js';
import type { Table } from '../isms/table/table.js';
import { lockDomain } from './domains.js';
import { putRelations } from './relation-bulk.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { objectsByKey, putTargetObjects } from './target-object-bulk.js';

export interface ImportOptions {
  /** The column of each field; undefined: guessed from the first row. */
  mapping?: Mapping | undefined;
  defaultType?: TargetObjectType | undefined;
  /** Only says what would happen. */
  dryRun: boolean;
  /** Stores the right rows although others are wrong. */
  skipWrong: boolean;
}

/** Undoes a dry run. */
class Undo extends Error {}

/**
 * Stores a table of target objects, or says what that would do. A dry run does everything that the import does and
 * undoes it, so that what it promises holds.
 * @returns the report; `stored` is false for a dry run and where wrong rows kept everything out
 * @throws GrundwachtError TABLE_MALFORMED without rows
 */
export async function importTargetObjects(
  db: Kysely<Database>,
  key: DomainKey,
  table: Table,
  options: ImportOptions,
  author: Author,
): Promise<ImportReport> {
  const [header, ...rows] = table.rows;
  if (header === undefined || rows.length === 0) {
    throw new GrundwachtError('TABLE_MALFORMED', 'has no rows below the first one, which names the columns');
  }
  const mapping = options.mapping ?? guessMapping(header.cells);
  let report: ImportReport | undefined;
  await db
    .transaction()
    .execute(async (trx) => {
      await lockDomain(trx, key);
      const plan = planImport(rows, mapping, await storedStructure(trx, key), options.defaultType);
      report = reportOf(table, header.cells, mapping, plan);
      if (plan.problems.length > 0 && !options.skipWrong) throw new Undo();
      await store(trx, key, plan, author);
      if (options.dryRun) throw new Undo();
      report.stored = true;
    })
    .catch((error: unknown) => {
      if (error instanceof Undo) return;
      if (!(error instanceof GrundwachtError) || error.code !== 'DEPENDENCY_CYCLE') throw error;
      const { message } = error;
      const given = message.slice(message.indexOf(':') + 1).trim();
      report!.problems.push({
        row: null,
        column: null,
        field: 'depends_on',
        reason: 'cycle',
        given,
        message,
      });
    });
  return report!;
}

/** @returns a domain's objects and relations by key */
export async function storedStructure(db: Kysely<Database>, key: DomainKey): Promise<StoredStructure> {
  const byKey = await objectsByKey(db, key);
  const keys = new Map([...byKey.values()].map(({ id, key: name }) => [id, name]));
  const objects = new Map<string, TargetObjectValues>();
  for (const [
    name,
    { id: _id, tenant: _tenant, domain: _domain, version: _version, updated_at: _at, ...values },
  ] of byKey) {
    objects.set(name, { ...values, group: values.group === null ? null : keys.get(values.group)! });
  }
  const relations = await db
    .selectFrom('target_object_relation')
    .select(['from_id', 'to_id', 'kind'])
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .execute();
  return {
    objects,
    relations: relations.map(({ from_id, to_id, kind }) => ({
      from: keys.get(from_id)!,
      to: keys.get(to_id)!,
      kind,
    })),
  };
}

async function store(
  trx: Transaction<Database>,
  key: DomainKey,
  plan: ImportPlan,
  author: Author,
): Promise<void> {
  if (plan.objects.length > 0) await putTargetObjects(trx, key, plan.objects, author);
  await putRelations(trx, key, plan.relations, author);
}

function reportOf(table: Table, columns: string[], mapping: Mapping, plan: ImportPlan): ImportReport {
  const count = (action: string): number => plan.rows.filter((row) => row.action === action).length;
  return {
    form: table.form,
    columns,
    mapping,
    rows: plan.rows,
    problems: plan.problems,
    counts: {
      create: count('create'),
      change: count('change'),
      same: count('same'),
      wrong: count('wrong'),
      relations: plan.relations.length,
    },
    stored: false,
  };
}
