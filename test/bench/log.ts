import { generateKeyPairSync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { noteKeyOf, signerOf } from '../../server/evidence/signer.js';
import { openDatabase } from '../../server/store/database.js';
import { appendLeaves } from '../../server/store/merkle-log.js';
import { migrate } from '../../server/store/migrations/index.js';
import { verifyRows } from '../../server/store/rows-verify.js';
import { makeTreeHead, proveConsistency, proveInclusion, proveMany } from '../../server/store/tree-heads.js';
import { verifyTree } from '../../server/store/tree-verify.js';
import { startTestDatabase } from '../helpers/postgres.js';

/**
 * `node build/test/bench/log.js [leaves]`: the log with a million leaves (default), as docs/performance.md reports it.
 * The leaves stand for rows that were removed, so that their comparison asks the database without a million rows.
 */
const leaves = Number(process.argv[2] ?? 1_000_000);
const tenantId = 'default';
const aTime = 10_000;
const proved = Math.min(50_000, leaves);
const teardowns: (() => Promise<void> | void)[] = [];
const scope = { teardown: (fn: () => Promise<void> | void) => void teardowns.push(fn) };

try {
  const { url } = await startTestDatabase(scope, 'empty', []);
  const db = openDatabase(url);
  scope.teardown(() => db.destroy());
  await migrate(db);
  const { privateKey } = generateKeyPairSync('ed25519');
  const signer = signerOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const now = Date.parse('2026-11-22T00:00:00Z');
  const result: Record<string, unknown> = { node: process.version, leaves };
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begin = performance.now();
    const cpu = process.cpuUsage();
    const value = await work();
    const { user, system } = process.cpuUsage(cpu);
    result[name] = { s: seconds(performance.now() - begin), cpu_s: seconds((user + system) / 1000) };
    process.stderr.write(`${name} ${JSON.stringify(result[name])}\n`);
    return value;
  };
  await timed('append', async () => {
    for (let at = 0; at < leaves; at += aTime) {
      const some = Array.from({ length: Math.min(aTime, leaves - at) }, (_, n) => ({
        tenantId,
        kind: 'check-decision' as const,
        reference: String(at + n),
        content: { rows: [{ table: 'check_history', key: { id: at + n + 1 }, values: null }] },
      }));
      await db.transaction().execute((trx) => appendLeaves(trx, some));
    }
  });
  await timed('heads', () => makeTreeHead(db, tenantId, signer, now));
  await appendLeaves(db, [{ tenantId, kind: 'finding', reference: 'x', content: {} }]);
  await timed('one_more_head', () => makeTreeHead(db, tenantId, signer, now));
  const size = leaves + 1;
  await timed('one_inclusion', () => proveInclusion(db, tenantId, Math.floor(leaves / 3)));
  await timed('one_consistency', () => proveConsistency(db, tenantId, leaves, size));
  const positions = Array.from({ length: proved }, (_, n) => Math.floor((n * leaves) / proved));
  await timed('inclusions_of_a_package', async () => {
    for (let at = 0; at < proved; at += 1000)
      await proveMany(db, tenantId, positions.slice(at, at + 1000), size);
  });
  await timed('verify_tree', async () => {
    const { faults } = await verifyTree(db, tenantId, [noteKeyOf(signer, tenantId)]);
    if (faults.length > 0) throw new Error(JSON.stringify(faults[0]));
  });
  await timed('verify_rows', () => verifyRows(db, tenantId));
  result['proofs'] = proved;
  result['rss_mb'] = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  for (const fn of teardowns.reverse()) await fn();
}

function seconds(ms: number): number {
  return Math.round(ms / 10) / 100;
}
