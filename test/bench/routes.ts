/**
 * Measures the lists and figures that the dashboard's main pages ask the server for, at a tenant as large as a very large
 * city's: the time to the whole reply and its size.
 *
 *   npx tsc -b server test && node build/test/bench/routes.js [TIMES [FOLDER [REGEX]]]
 *
 * With FOLDER the filled data folder is kept there, and taken as it is the next time; with REGEX only what it finds is asked.
 * Beside other work the fastest of the times says most.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningPostgres } from '../../server/postgres/supervisor.js';
import { openDatabase } from '../../server/store/database.js';
import { findDomain } from '../../server/store/domains.js';
import { TestClient } from '../helpers/client.js';
import { startServer } from '../helpers/server.js';
import { fillLargeCity } from './large-city.js';
import { percentiles } from './measure.js';

const times = Number(process.argv[2] ?? 10);
const folder = process.argv[3];
const wanted = new RegExp(process.argv[4] ?? '');
const budgetMs = 300;

const down: (() => Promise<void> | void)[] = [];
const scope = { teardown: (end: () => Promise<void> | void) => void down.push(end) };
const note = (text: string) => process.stderr.write(`${text}\n`);

/** What pages ask for, by the page that does; `{object}` and the like are put in. */
const routes: [page: string, path: string][] = [
  ['alerts', 'alerts?state=new&limit=100'],
  ['alerts, by severity', 'alerts?state=new&order=severity&limit=100'],
  ['alerts, all', 'alerts?limit=100'],
  ['alerts, a text', 'alerts?q=srv-19&limit=100'],
  ['alerts, a text that is nowhere', 'alerts?q=gibtesnicht&limit=100'],
  ['alerts, counted', 'alerts/count?state=new'],
  ['alerts, all counted', 'alerts/count'],
  ['alert', 'alerts/{alert}'],
  ['alert', 'alerts/{alert}/similar'],
  ['alert', 'alerts/{alert}/reasons'],
  ['cases', 'cases'],
  ['cases', 'cases/clocks'],
  ['rules', 'rules'],
  ['rules', 'rules/coverage'],
  ['sources', 'sources/summary'],
  ['target objects', 'isms/target-objects?limit=1000'],
  ['target objects, a text', 'isms/target-objects?limit=1000&q=system%2049'],
  ['target object', 'isms/target-objects/{object}'],
  ['target object', 'isms/target-objects/{object}/history'],
  ['relations', 'isms/relations'],
  ['protection needs', 'isms/protection-needs'],
  ['protection need', 'isms/target-objects/{object}/protection-needs'],
  ['modelling', 'isms/modelling?catalog=kompendium-2023'],
  ['check', 'isms/check/overview'],
  ['check', 'isms/check/sheets?scope={object}'],
  ['check', 'isms/check/sheets?baustein=SYS.1.1'],
  ['interview', 'isms/check/questions?baustein={baustein}&scope={object}'],
  ['check history', 'isms/check/history'],
  ['overview', 'isms/compliance/heat-map'],
  ['overview', 'isms/compliance/objects'],
  ['overview', 'isms/compliance/attention'],
  ['overview', 'isms/compliance/trend'],
  ['behind a layer', 'isms/compliance/requirements?layer=SYS'],
  ['behind a layer and level', 'isms/compliance/requirements?layer=SYS&level=B'],
  ['behind a layer, its gaps', 'isms/compliance/requirements?layer=SYS&status=no&status=partial'],
  ['behind a layer, page 100', 'isms/compliance/requirements?layer=SYS&offset=10000'],
  ['behind a Baustein', 'isms/compliance/requirements?baustein=SYS.1.1'],
  ['behind an object', 'isms/compliance/requirements?scope={object}'],
  ['behind everything', 'isms/compliance/requirements'],
  ['management', 'isms/management'],
  ['risks', 'isms/risks'],
  ['risks', 'isms/risk-overview'],
  ['risks of an object', 'isms/target-objects/{object}/risks'],
  ['plan', 'isms/plan-overview'],
  ['plan', 'isms/measures?limit=100'],
  ['plan, 1,000', 'isms/measures?limit=1000'],
  ['plan, overdue', 'isms/measures?due=overdue&limit=100'],
  ['plan, a text', 'isms/measures?q=SYS.1.1.A1&limit=100'],
  ['plan of an object', 'isms/measures?target_object={object}&limit=100'],
  ['plan history', 'isms/plan-history?subject=measure'],
  ['evidence', 'isms/evidence?limit=100'],
  ['evidence of a requirement', 'isms/evidence?requirement=SYS.1.1.A1'],
  ['statement of applicability', 'isms/soa'],
  ['audit trail', 'audit-trail'],
  ['audit trail, a person', 'audit-trail?by=person7'],
  ['audit trail, an action', 'audit-trail?action=alert.close'],
  ['log', 'log/heads'],
  ['signals', 'signal-states?requirements=SYS.1.1.A1'],
  ['signals', 'signals'],
  ['events', 'events?limit=50'],
  ['catalogue', 'isms/catalogs/kompendium-2023/groups'],
  ['entity', 'entities?type=host.name&value=srv-7'],
];

async function main(): Promise<void> {
  const kept = folder !== undefined && existsSync(folder);
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'grundwacht-routes-'));
  const own = folder === undefined ? scope : { teardown: () => undefined };
  const server = await startServer(own, { dataDir });
  down.push(async () => void (await server.stop()));
  const { url } = (await runningPostgres(dataDir))!;
  const db = openDatabase(url, { connections: 1 });
  const key = await findDomain(db, 'default', undefined);
  if (!kept) {
    note('filling ...');
    await fillLargeCity(db, key, Date.now());
  }
  const { scope_id: object, baustein_id: baustein } = await db
    .selectFrom('check_sheet')
    .select(['scope_id', 'baustein_id'])
    .where('baustein_id', '=', 'SYS.1.1')
    .orderBy('scope_id')
    .limit(1)
    .executeTakeFirstOrThrow();
  const { id: alert } = await db.selectFrom('alert').select('id').limit(1).executeTakeFirstOrThrow();
  await db.destroy();
  const client = await TestClient.login(server);
  const ids: Record<string, string> = { object, baustein, alert };
  const slow: string[] = [];
  for (const [page, path] of routes) {
    if (!wanted.test(`${page} ${path}`)) continue;
    const asked = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!);
    const measured = await measure(`${server.url}/api/v1/${asked}`, client.cookie);
    const line = `${page.padEnd(32)} ${path.padEnd(72)} ${measured.text}`;
    process.stdout.write(`${line}\n`);
    if (measured.median > budgetMs) slow.push(line);
  }
  process.stdout.write(`\nover ${budgetMs} ms: ${slow.length}\n${slow.join('\n')}\n`);
}

async function measure(url: string, cookie: string): Promise<{ median: number; text: string }> {
  const taken: number[] = [];
  let bytes = 0;
  for (let at = 0; at <= times; at++) {
    const begin = performance.now();
    const reply = await fetch(url, { headers: { cookie } });
    const body = await reply.arrayBuffer();
    // The first one fills caches.
    if (at > 0) taken.push(performance.now() - begin);
    bytes = body.byteLength;
    if (!reply.ok)
      return { median: Number.NaN, text: `${reply.status} ${Buffer.from(body).toString().slice(0, 120)}` };
  }
  const { median, max } = percentiles(taken);
  const fastest = Math.round(Math.min(...taken));
  return {
    median,
    text: `fastest ${fastest} ms, median ${median} ms, longest ${max} ms, ${(bytes / 1000).toFixed(1)} kB`,
  };
}

try {
  await main();
} finally {
  for (const end of down.toReversed()) await end();
}
