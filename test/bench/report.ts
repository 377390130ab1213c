import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import type { KompendiumIndex } from '../../server/isms/catalog/catalog-index.js';
import { readCommittedIndex } from '../../server/isms/catalog/committed.js';
import { type ReportFormat, renderReport } from '../../server/report/render-report.js';
import { installCatalogIndex } from '../../server/store/catalog-index-rows.js';
import { openDatabase } from '../../server/store/database.js';
import { findDomain } from '../../server/store/domains.js';
import { migrate } from '../../server/store/migrations/index.js';
import { startTestDatabase } from '../helpers/postgres.js';
import { cpuOf, fillCheck } from './isms.js';
import { residentMegabytes } from './measure.js';

/** `node build/test/bench/report.js`: A.4 of 5,000 target objects with 400,000 requirements; prints one JSON object. */
const teardowns: (() => Promise<void> | void)[] = [];
const scope = { teardown: (fn: () => Promise<void> | void) => void teardowns.push(fn) };
const now = Date.parse('2026-11-22T00:00:00Z');

try {
  const { url } = await startTestDatabase(scope, 'empty', []);
  const db = openDatabase(url, { connections: 1 });
  scope.teardown(() => db.destroy());
  await migrate(db);
  const index = (await readCommittedIndex('kompendium-2023')) as KompendiumIndex;
  await db.transaction().execute((trx) => installCatalogIndex(trx, index, now));
  const domain = await findDomain(db, 'default', undefined);
  const { assessments } = await fillCheck(db, domain);
  // All levels of all objects, so that every requirement is a row.
  await sql`update target_object set tags = '{kern}'`.execute(db);
  await sql`update isms_domain set approach = 'kern'`.execute(db);
  const folder = mkdtempSync(join(tmpdir(), 'grundwacht-report-'));
  scope.teardown(() => rmSync(folder, { recursive: true, force: true }));

  const measure = async (format: ReportFormat, options: { baustein?: string } = {}) => {
    const file = join(folder, 'made');
    let rows = 0;
    let memory = 0;
    const watch = setInterval(() => {
      memory = Math.max(memory, residentMegabytes(process.pid));
    }, 100);
    const begin = performance.now();
    const cpuBefore = await cpuOf(db);
    await renderReport(
      db,
      { name: 'a4', format, language: 'de', domain, options, by: 'bench' },
      {
        file,
        folder: mkdtempSync(join(folder, 'between-')),
        now,
        signal: new AbortController().signal,
        onProgress: (done) => {
          rows = done;
        },
      },
    );
    clearInterval(watch);
    return {
      seconds: Math.round((performance.now() - begin) / 100) / 10,
      /** Of this process and PostgreSQL. */
      cpu_seconds: Math.round(((await cpuOf(db)) - cpuBefore) / 100) / 10,
      resident_mb: memory,
      megabytes: Math.round(statSync(file).size / 1e5) / 10,
      rows_at_least: rows,
    };
  };
  const { rows: fitting } = await sql<{ baustein: string }>`
    select baustein_id as baustein from check_sheet group by 1 having sum(b_total + s_total + h_total) <= 5000
    order by sum(b_total + s_total + h_total) desc limit 1`.execute(db);
  const result = {
    node: process.version,
    assessments,
    csv: await measure('csv'),
    xlsx: await measure('xlsx'),
    json: await measure('json'),
    pdf_of_a_baustein: await measure('pdf', fitting[0]!),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  for (const fn of teardowns.reverse()) await fn();
}
