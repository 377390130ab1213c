import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readCases, suiteFolder } from './case.js';
import { grundwachtEngine } from './grundwacht.js';
import { runSuite } from './run.js';

/** Case id -> reason. */
interface Deviations {
  /** The specification says otherwise than the engine does. */
  deviations: Record<string, string>;
  /** The specification is ambiguous and the engine takes another reading than the case. */
  other_readings: Record<string, string>;
}

const known = JSON.parse(readFileSync(join(suiteFolder(), 'known-deviations.json'), 'utf8')) as Deviations;
const results = await runSuite(grundwachtEngine(), readCases());

for (const { case: one, outcome, faults } of results) {
  const list = one.status === 'ambiguous' ? known.other_readings : known.deviations;
  const reason = Object.hasOwn(list, one.id) ? list[one.id] : undefined;
  const expected = reason === undefined ? 'pass' : 'fail';
  t.equal(outcome, expected, `${one.id}: ${one.title}`, {
    faults,
    ...(reason === undefined ? {} : { 'known deviation': reason }),
    spec: one.spec,
  });
}

t.test('known deviations name cases that exist', (t) => {
  const status = new Map(results.map(({ case: one }) => [one.id, one.status]));
  for (const id of Object.keys(known.deviations)) {
    t.ok(status.has(id) && status.get(id) === undefined, `${id} is a case of the pass count`);
  }
  for (const id of Object.keys(known.other_readings)) {
    t.equal(status.get(id), 'ambiguous', `${id} is an ambiguous case`);
  }
  t.end();
});
