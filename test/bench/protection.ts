import { performance } from 'node:perf_hooks';
import type { Kysely } from 'kysely';
import type { TargetObjectType } from '../../server/contract/isms.js';
import { normaliseNeed } from '../../server/isms/protection/stated-need.js';
import { normaliseTargetObject } from '../../server/isms/structure/target-object.js';
import { openDatabase } from '../../server/store/database.js';
import { findDomain } from '../../server/store/domains.js';
import { migrate } from '../../server/store/migrations/index.js';
import { setProtectionNeed } from '../../server/store/protection-needs.js';
import { recomputeDomain } from '../../server/store/protection-recompute.js';
import { putRelations } from '../../server/store/relation-bulk.js';
import { createRelation, deleteRelation, listRelations } from '../../server/store/relations.js';
import type { Database } from '../../server/store/tables.js';
import { putTargetObjects } from '../../server/store/target-object-bulk.js';
import { listTargetObjects } from '../../server/store/target-object-list.js';
import { startTestDatabase, type Teardown } from '../helpers/postgres.js';
import { percentiles } from './measure.js';

const author = { by: 'bench', now: Date.parse('2026-11-22T00:00:00Z') };
/** A domain of 5,000 objects, in the proportions of a city. */
const layers: readonly [prefix: string, type: TargetObjectType, count: number][] = [
  ['P', 'process', 300],
  ['A', 'application', 900],
  ['S', 'it_system', 3000],
  ['N', 'network', 300],
  ['R', 'room', 400],
  ['G', 'building', 100],
];
const changes = 60;

/**
 * How long the change of one dependency takes with everything that follows from it: its checks, the history entry and
 * the protection needs, in one transaction of a PostgreSQL that syncs as it does in operation.
 */
export async function measureProtectionNeeds(scope: Teardown): Promise<object> {
  const { url } = await startTestDatabase(scope, 'empty', []);
  const db = openDatabase(url);
  scope.teardown(() => db.destroy());
  await migrate(db);
  const key = await findDomain(db, 'default', undefined);
  const ids = await fill(db, key);
  const relation: number[] = [];
  for (let at = 0; at < changes; at++) {
    const from = ids.get(`A${(at * 37) % 900}`)!;
    const to = ids.get(`S${(at * 101 + 7) % 3000}`)!;
    const made = await timed(relation, () =>
      db.transaction().execute((trx) => createRelation(trx, key, { from, to, kind: 'runs_on' }, author)),
    );
    await timed(relation, () =>
      db.transaction().execute((trx) => deleteRelation(trx, made.id, undefined, author)),
    );
  }
  const need: number[] = [];
  for (let at = 0; at < changes; at++) {
    const values = normaliseNeed({ level: at % 2 === 0 ? 'very_high' : 'normal' });
    await timed(need, () =>
      db
        .transaction()
        .execute((trx) => setProtectionNeed(trx, ids.get('P0')!, 'integrity', at, values, author)),
    );
  }
  const all: number[] = [];
  for (let at = 0; at < 5; at++) {
    await timed(all, () => db.transaction().execute((trx) => recomputeDomain(trx, key)));
  }
  return {
    target_objects: ids.size,
    relations: (await listRelations(db, key)).length,
    dependency_changed_ms: percentiles(relation),
    need_of_a_process_changed_ms: percentiles(need),
    everything_computed_ms: percentiles(all),
  };
}

async function fill(
  db: Kysely<Database>,
  key: { tenant: string; domain: string },
): Promise<Map<string, string>> {
  const objects = layers.flatMap(([prefix, type, count]) =>
    Array.from({ length: count }, (_, at) =>
      normaliseTargetObject({ key: `${prefix}${at}`, type, name: `${type} ${at}` }),
    ),
  );
  const down = (from: string, count: number, to: string, of: number, each: number) =>
    Array.from({ length: count * each }, (_, at) => ({
      from: `${from}${Math.floor(at / each)}`,
      to: `${to}${(at * 7919) % of}`,
    }));
  const relations = [
    ...down('P', 300, 'A', 900, 4).map((pair) => ({ ...pair, kind: 'uses' as const })),
    ...down('A', 900, 'S', 3000, 4).map((pair) => ({ ...pair, kind: 'runs_on' as const })),
    ...down('S', 3000, 'N', 300, 2).map((pair) => ({ ...pair, kind: 'connected_to' as const })),
    ...down('S', 3000, 'R', 400, 1).map((pair) => ({ ...pair, kind: 'located_in' as const })),
    ...down('R', 400, 'G', 100, 1).map((pair) => ({ ...pair, kind: 'located_in' as const })),
  ];
  await db.transaction().execute(async (trx) => {
    await putTargetObjects(trx, key, objects, author);
    await putRelations(trx, key, relations, author);
  });
  const stored = new Map<string, string>();
  let cursor: string | undefined;
  do {
    const page = await listTargetObjects(db, { limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    for (const { key: name, id } of page.items) stored.set(name, id);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return stored;
}

async function timed<T>(into: number[], work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const value = await work();
  into.push(performance.now() - begin);
  return value;
}
