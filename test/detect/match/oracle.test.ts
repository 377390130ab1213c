import fc from 'fast-check';
import t from 'tap';
import { fullScan } from '../../../server/detect/match/full-scan.js';
import { Router } from '../../../server/detect/match/router.js';
import { routeTable } from '../../../server/detect/route-table.js';
import { routedExpression } from '../../../server/detect/routing.js';
import { loadRules } from '../../../server/detect/rules.js';
import type { Expression } from '../../../server/detect/sigma/expression.js';
import { events, placeholders, ruleDocuments } from '../arbitrary-rules.js';

function expressionsOf(documents: readonly string[]): Expression[] {
  const sources = documents.map((text, i) => ({ path: `${i}.yml`, text: `id: rule-${i}\n${text}` }));
  const { rules, pipelines } = loadRules(sources, { placeholders });
  const routes = routeTable(rules, pipelines);
  return rules.map((rule) => routedExpression(rule.expression, routes.get(rule)!));
}

/** Guards are chosen within the few events of a run. */
const early = { first: 3, last: 20, sampleEvery: 2 };

t.test('random rules and events: the index finds what asking every rule finds', async (t) => {
  let matched = 0;
  const property = fc.property(
    fc.array(ruleDocuments, { minLength: 1, maxLength: 12 }),
    fc.array(events, { minLength: 1, maxLength: 40 }),
    (documents, all) => {
      const expressions = expressionsOf(documents);
      const router = new Router(expressions, undefined, undefined, early);
      for (const event of all) {
        const expected = fullScan(expressions, event);
        matched += expected.length;
        if (router.match(event).join() !== expected.join()) return false;
      }
      return true;
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 150 }));
  t.ok(matched > 500, 'enough of them match');
});

t.test('the same after guards were chosen anew by what was seen', async (t) => {
  const [documents] = fc.sample(fc.array(ruleDocuments, { minLength: 60, maxLength: 60 }), {
    numRuns: 1,
    seed: 7,
  });
  const all = fc.sample(events, { numRuns: 1500, seed: 7 });
  const expressions = expressionsOf(documents!);
  const router = new Router(expressions);
  const wrong = all.filter((event) => router.match(event).join() !== fullScan(expressions, event).join());
  t.same(wrong, []);
});
