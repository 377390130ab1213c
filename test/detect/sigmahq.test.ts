import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { readRecords } from '../../collectors/file/read.js';
import type { Event } from '../../server/contract/event.js';
import { createEngine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
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
