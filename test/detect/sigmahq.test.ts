import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { readRecords } from '../../collectors/file/read.js';
import type { Event } from '../../server/contract/event.js';
import { createEngine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { fullScan } from '../../server/detect/match/full-scan.js';
import { Router } from '../../server/detect/match/router.js';
import { routeTable } from '../../server/detect/route-table.js';
import { routedExpression } from '../../server/detect/routing.js';
import { normalise } from '../../server/normalise/normalise.js';
import { sharedData, withoutSharedData } from './shared-data.js';

const rulesInRelease = 3754;
const archive = sharedData('sigma', 'sigma_all_rules.zip');

async function* eventsOf(path: string): AsyncIterable<Event> {
  for await (const { raw, format, dataset, record } of readRecords(path)) {
    const envelope = {
      source: path,
      transport: 'file' as const,
      format,
      dataset,
      received: 0,
      truncated: false,
      raw,
    };
    yield normalise(envelope, { tenant: 'city', collector: 'test', id: `${path}#${record}` });
  }
}

const filesBelow = (folder: string, name: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => join(folder, path));

t.test(
  'all rules of the release load or are refused with a reason',
  { skip: withoutSharedData },
  async (t) => {
    const loaded = await loadRuleSet([archive]);
    const errors = loaded.problems.filter((problem) => problem.severity === 'error');
    t.equal(loaded.rules.length + new Set(errors.map((error) => error.path)).size, rulesInRelease);
    t.ok(errors.length < rulesInRelease / 100, `${errors.length} refused`);
    for (const error of errors) t.match(error, { code: 'placeholder-missing', line: Number, hint: /\w/ });
  },
);

t.test('every regression event in JSON fires its rule', { skip: withoutSharedData }, async (t) => {
  const loaded = await loadRuleSet([archive], { placeholders: { known_cdcs: ['DC01'] } });
  const engine = createEngine(loaded);
  const cases = filesBelow(sharedData('sigma', 'regression_data'), /\.json$/);
  t.ok(cases.length >= 87, `${cases.length} cases`);
  for (const path of cases) {
    const info = readFileSync(join(dirname(path), 'info.yml'), 'utf8');
    const id = /rule_metadata:\s+- id: (\S+)/.exec(info)?.[1];
    const found = new Set<string>();
    for await (const event of eventsOf(path))
      for (const match of engine.process(event)) found.add(match.rule.id);
    t.ok(found.has(id!), `${id} fires on ${path.slice(sharedData().length + 1)}`);
  }
});

t.test('recordings: the index finds what asking every rule finds', { skip: withoutSharedData }, async (t) => {
  const { rules, pipelines } = await loadRuleSet([archive]);
  const routes = routeTable(rules, pipelines);
  const expressions = rules.map((rule) => routedExpression(rule.expression, routes.get(rule)!));
  const router = new Router(expressions);
  const recordings = filesBelow(
    sharedData('windows', 'json', 'windows', 'credential_access'),
    /comsvcs\.zip$/,
  );
  let [events, compared, matched] = [0, 0, 0];
  for (const path of [...recordings, ...filesBelow(sharedData('sigma', 'regression_data'), /\.json$/)]) {
    for await (const event of eventsOf(path)) {
      const found = router.match(event);
      matched += found.length;
      // Asking all rules takes milliseconds an event: those with matches, and a few of the others.
      if (found.length === 0 && events++ % 10 > 0) continue;
      compared++;
      t.same(found, fullScan(expressions, event), event.id);
    }
  }
  t.ok(compared > 90 && matched > 100, `${compared} events compared, ${matched} matches`);
});
