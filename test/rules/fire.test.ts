import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RuleInfo } from '../../server/contract/detection.js';
import type { Event } from '../../server/contract/event.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { createEngine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { eventsOf, readSample, type SampleRecord } from './samples.js';

const rules = join(packageRoot(), 'rules');
const loaded = await loadRuleSet([join(rules, 'sigma'), join(rules, 'correlation')]);
const titles = new Map(loaded.infos.map(({ id, title }) => [id, title]));

const engine = createEngine(loaded);
const untouched = engine.snapshot();

/** @returns ids of the rules that fire on the events, by an engine with all rules that has seen nothing before */
function firing(events: readonly Event[]): Set<string> {
  engine.restore(untouched);
  return new Set(events.flatMap((event) => engine.process(event)).map(({ rule }) => rule.id));
}

function parsed(t: Test, info: RuleInfo, records: readonly SampleRecord[]): Event[] {
  const events = records.flatMap(eventsOf);
  const errors = events.map((event) => event['error.message']).filter((reason) => reason !== undefined);
  t.same(errors, [], `${info.title}: the normaliser reads every record`);
  return events;
}

/** A detection's records stand for themselves; a correlation's list is one scenario. */
function scenarios(info: RuleInfo, records: readonly SampleRecord[]): SampleRecord[][] {
  return info.type === 'correlation' ? [[...records]] : records.map((record) => [record]);
}

for (const info of loaded.infos) {
  if (info.runbook === undefined) continue;
  t.test(`${info.title} (${info.path.slice(rules.length + 1)})`, async (t) => {
    const sample = await readSample(info.path.replace(/#\d+$/, ''));
    t.equal(sample.rule, info.id, 'the sample names the rule');
    t.ok(sample.positive.length > 0 && sample.negative.length > 0, 'both kinds of records');
    const also = new Set(sample.also);
    for (const records of scenarios(info, sample.positive)) {
      const found = firing(parsed(t, info, records));
      t.ok(found.has(info.id), `fires on ${excerpt(records)}`);
      const others = [...found].filter((id) => id !== info.id && !also.has(id)).map((id) => titles.get(id));
      t.same(others, [], `nothing else fires on ${excerpt(records)}`);
    }
    for (const records of scenarios(info, sample.negative)) {
      t.notOk(firing(parsed(t, info, records)).has(info.id), `does not fire on ${excerpt(records)}`);
    }
  });
}

function excerpt(records: readonly SampleRecord[]): string {
  return JSON.stringify(records[0]?.record).slice(0, 300);
}
