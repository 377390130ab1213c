import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readRecords } from '../../../collectors/file/read.js';
import type { Event } from '../../../server/contract/event.js';
import { createEngine } from '../../../server/detect/engine.js';
import { readPipelines, readRulePaths } from '../../../server/detect/load.js';
import { loadRules } from '../../../server/detect/rules.js';
import { insertNames } from '../../../server/normalise/shipped/insert-names.js';
import { sharedData, withoutSharedData } from '../../detect/shared-data.js';
import { event } from '../record.js';
import { fluentBitPlain, shapes, windowsRecord } from './windows-shapes.js';

/** The rules of SigmaHQ that have a recording, and the recordings. */
async function regression() {
  const folder = sharedData('sigma', 'regression_data');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  const infos = await readRulePaths(paths.filter((path) => path.endsWith('info.yml')));
  const ids = new Set(
    infos.flatMap(({ text }) => text.match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g) ?? []),
  );
  const all = await readRulePaths([sharedData('sigma', 'sigma_all_rules.zip')]);
  const rules = all.filter(({ text }) => ids.has(/^id: (\S+)/m.exec(text)?.[1] ?? ''));
  return { rules, recordings: paths.filter((path) => path.endsWith('.evtx')) };
}

const fluentBit = 'Fluent Bit winevtlog';
/** Forms whose time is not that of the event to the millisecond. */
const coarse = new Set(['NXLog JSON', fluentBit]);
const isNear = (a: Event, b: Event): boolean => Math.abs(a['@timestamp'] - b['@timestamp']) < 2000;

const columns = [
  '@timestamp',
  'event.module',
  'event.dataset',
  'event.code',
  'event.category',
  'event.action',
  'event.outcome',
  'host.name',
  'user.name',
  'user.domain',
  'source.ip',
  'destination.ip',
  'process.name',
  'process.executable',
  'process.command_line',
  'process.pid',
  'winlog.channel',
  'winlog.provider_name',
  'winlog.record_id',
] as const satisfies (keyof Event)[];

t.test(
  'a real record gives the same columns and the same matches in every form',
  { skip: withoutSharedData },
  async (t) => {
    const { rules, recordings } = await regression();
    const engine = createEngine(loadRules(rules, { pipelines: await readPipelines() }));
    const matches = (of: Event) =>
      engine
        .process(of)
        .map(({ rule }) => rule.id)
        .sort();
    const differences: object[] = [];
    const matched = new Set<string>();
    let [records, named] = [0, 0];
    for (const path of recordings) {
      let first = true;
      for await (const { raw } of readRecords(path)) {
        if (!first) break;
        first = false;
        records++;
        const original = event(raw, { format: 'windows-xml' });
        const expected = matches(original);
        for (const id of expected) matched.add(id);
        const record = windowsRecord(original);
        const { Channel, EventID } = record.system;
        const known = insertNames(String(Channel), Number(EventID), Object.keys(record.data).length);
        if (known !== undefined) named++;
        const all = known === undefined ? shapes : { ...shapes, [fluentBit]: fluentBitPlain };
        for (const [name, shape] of Object.entries(all)) {
          const result = event(shape(record).raw, {
            ...shape(record),
            raw: Buffer.from(shape(record).raw),
            transport: 'http',
          });
          if (matches(result).join() !== expected.join())
            differences.push({ path, name, expected, found: matches(result) });
          for (const column of columns) {
            // NXLog's EventTime is a local time, Fluent Bit's ends with the second.
            if (column === '@timestamp' && coarse.has(name) && isNear(result, original)) continue;
            if (result[column] !== original[column]) {
              differences.push({ path, name, column, expected: original[column], found: result[column] });
            }
          }
          for (const [field, value] of Object.entries(record.data)) {
            if (JSON.stringify(result.fields[field]) !== JSON.stringify(value)) {
              differences.push({ path, name, field, expected: value, found: result.fields[field] });
            }
          }
        }
      }
    }
    t.same(differences, []);
    t.ok(records > 80, `${records} records`);
    t.ok(named > 60, `${named} by place`);
    t.ok(matched.size > 60, `${matched.size} rules matched`);
  },
);
