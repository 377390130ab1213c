import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { RuleReason } from '../../server/contract/alert-reason.js';
import { type Event, fromDocument, toDocument } from '../../server/contract/event.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { createEngine } from '../../server/detect/engine.js';
import { explainerOf } from '../../server/detect/explain/explain.js';
import { alertExplainer } from '../../server/detect/explain/explain-alert.js';
import { placesOf, spansOf } from '../../server/detect/explain/locate.js';
import { loadRuleSet, readPipelines, readRulePaths } from '../../server/detect/load.js';
import { loadRules } from '../../server/detect/rules.js';
import { eventsOf, readSample } from '../rules/samples.js';
import { events, placeholders, ruleDocuments } from './arbitrary-rules.js';
import { event } from './events.js';
import { ruleText } from './rule-text.js';

const rules = join(packageRoot(), 'rules');

/** Whether the taken-apart rule, put together by its condition, says that it holds. */
const decided = ({ selections }: RuleReason): boolean => selections.some(({ part }) => part !== 'none');

function checkMarks({ marks }: RuleReason, of: Event): boolean {
  const document = toDocument(of) as unknown as Record<string, unknown>;
  return marks.every(({ field, spans }) => {
    const text = String(field === 'message' ? of.message : (of.fields[field] ?? document[field]));
    return spans.every(([from, to]) => from! >= 0 && from! < to! && to! <= text.length);
  });
}

t.test('explain says "matches" exactly when the engine does: arbitrary rules and events', async () => {
  fc.assert(
    fc.property(
      fc.array(ruleDocuments, { minLength: 1, maxLength: 3 }),
      fc.array(events, { maxLength: 4 }),
      (texts, all) => {
        const text = texts.map((one, n) => `${one}id: rule-${n}\n`).join('---\n');
        const loaded = loadRules([{ path: 'rules.yml', text }], { placeholders });
        const engine = createEngine(loaded);
        for (const one of all) {
          const fired = new Set(engine.process(one).map(({ rule }) => rule.id));
          for (const rule of loaded.rules) {
            const reason = explainerOf(rule, loaded, placeholders)(one);
            if (reason.matches !== fired.has(rule.info.id) || decided(reason) !== reason.matches)
              return false;
            if (!checkMarks(reason, one) || (!reason.matches && reason.marks.length > 0)) return false;
            if (
              reason.selections.some(
                ({ holds, alternatives }) => holds !== alternatives.some((each) => each.holds),
              )
            )
              return false;
          }
        }
        return true;
      },
    ),
    { numRuns: 40 },
  );
});

t.test('the same of the rules that are shipped, on their samples as alerts keep them', async (t) => {
  const loaded = await loadRuleSet([join(rules, 'sigma')]);
  const engine = createEngine(loaded);
  const explainers = new Map(loaded.rules.map((rule) => [rule.info.id, explainerOf(rule, loaded)]));
  const wrong: string[] = [];
  let matched = 0;
  for (const { info, logsource } of loaded.rules) {
    if (info.runbook === undefined) continue;
    const ofProduct = loaded.rules.filter((each) => each.logsource.product === logsource.product);
    const { positive, negative } = await readSample(info.path.replace(/#\d+$/, ''));
    for (const record of [...positive, ...negative]) {
      const one = fromDocument(toDocument(eventsOf({ ...record, repeat: 1 })[0]!));
      const fired = new Set(engine.process(one).map(({ rule }) => rule.id));
      const others = ofProduct.splice(0, 8);
      ofProduct.push(...others);
      for (const asked of new Set([...others, ...loaded.rules.filter(({ info }) => fired.has(info.id))])) {
        const reason = explainers.get(asked.info.id)!(one);
        if (reason.matches !== fired.has(asked.info.id)) wrong.push(`${asked.info.title} on ${info.title}`);
        if (!reason.matches) continue;
        matched++;
        if (!decided(reason)) wrong.push(`${asked.info.title}: the parts do not add up`);
        if (!checkMarks(reason, one)) wrong.push(`${asked.info.title}: ${JSON.stringify(reason.marks)}`);
      }
    }
  }
  t.same(wrong, []);
  t.ok(matched > 100, `${matched} matches explained`);
});

t.test("an explanation names selections, items, values, the event's own fields and the places", async (t) => {
  const text = ruleText(`
selection:
  Image|endswith: ['\\cmd.exe', '\\powershell.exe']
  User: Anna
words: ['Zeitplan', 'geheim']
filter_backup:
  CommandLine|contains: backup
condition: selection and words and not 1 of filter_*`);
  const loaded = loadRules([{ path: 'rule.yml', text }]);
  const one = event(
    {
      message: 'anna started C:\\Windows\\CMD.EXE, Annalena did not; Geheim',
      'event.original': Buffer.from('user=anna'),
    },
    { Image: 'C:\\Windows\\CMD.EXE', User: 'anna', CommandLine: 'cmd /c dir' },
  );
  const reason = explainerOf(loaded.rules[0]!, loaded)(one);
  t.match(reason, {
    matches: true,
    logsource: true,
    conditions: ['selection and words and not 1 of filter_*'],
    selections: [
      {
        name: 'selection',
        holds: true,
        part: 'present',
        line: 5,
        alternatives: [
          {
            holds: true,
            items: [
              {
                field: 'Image',
                modifiers: ['endswith'],
                line: 6,
                values: [
                  { text: '\\cmd.exe', holds: true },
                  { text: '\\powershell.exe', holds: false },
                ],
                found: [{ field: 'Image', value: 'C:\\Windows\\CMD.EXE' }],
              },
              { field: 'User', found: [{ value: 'anna' }] },
            ],
          },
        ],
      },
      {
        name: 'words',
        part: 'present',
        alternatives: [{ items: [{ field: null, values: [{ text: 'geheim' }, {}] }] }],
      },
      { name: 'filter_backup', holds: false, part: 'absent' },
    ],
  });
  const marked = (field: string, whole: string) =>
    reason.marks.find((mark) => mark.field === field)?.spans.map(([from, to]) => whole.slice(from, to));
  t.same(marked('Image', 'C:\\Windows\\CMD.EXE'), ['\\CMD.EXE']);
  t.same(marked('User', 'anna'), ['anna']);
  t.same(marked('message', one.message!), ['anna', 'C:\\Windows\\CMD.EXE', 'Geheim'], 'whole words only');
  t.same(marked('event.original', 'user=anna'), ['anna']);
  t.notOk(reason.marks.some(({ field }) => field === 'CommandLine'));

  const changed = explainerOf(
    loaded.rules[0]!,
    loaded,
  )({ ...one, fields: { ...one.fields, CommandLine: 'backup' } });
  t.match(changed, { matches: false, logsource: true, marks: [] });
  t.match(explainerOf(loaded.rules[0]!, loaded)({ ...one, 'event.module': 'other' }), {
    matches: false,
    logsource: false,
    selections: [],
  });
});

t.test('the events of a correlation name the rules that they feed it by', async (t) => {
  const [sources, pipelines] = await Promise.all([
    readRulePaths([join(rules, 'sigma'), join(rules, 'correlation')]),
    readPipelines(),
  ]);
  const loaded = loadRules(sources, { pipelines });
  const { rule, positive } = await readSample('linux-ssh-login-after-brute-force.yml');
  const info = loaded.infos.find(({ id }) => id === rule)!;
  const explainer = alertExplainer(info, loaded.infos, { filters: [], pipelines });
  const reasons = explainer.explain(positive.flatMap(eventsOf));
  t.equal(reasons.correlation?.type, 'temporal_ordered');
  t.ok(reasons.correlation!.timespan_ms > 0 && reasons.correlation!.group_by.length > 0);
  const feeding = new Set(reasons.events.flatMap((each) => each.reasons.map(({ rule }) => rule)));
  t.ok(feeding.size >= 2, 'the guessing and the login');
  t.ok(
    reasons.events.every((each) => each.reasons.every(({ matches, marks }) => matches && marks.length > 0)),
  );
  t.ok([...feeding].every((id) => reasons.rules.some((rule) => rule.id === id && rule.title !== '')));
});

t.test('where a test holds in a text', async (t) => {
  const spans = (detection: string, text: string): string[] => {
    const loaded = loadRules([{ path: 'r.yml', text: ruleText(`s: {${detection}}\ncondition: s`) }]);
    const reason = explainerOf(loaded.rules[0]!, loaded)(event({}, { f: text }));
    return (
      reason.marks.find(({ field }) => field === 'f')?.spans.map(([from, to]) => text.slice(from, to)) ?? []
    );
  };
  t.same(spans(`f|contains: ab`, 'xABxab'), ['AB', 'ab']);
  t.same(spans(`f|startswith: ab`, 'abab'), ['ab']);
  t.same(spans(`f: 'a*b?c'`, 'aXXbYc'), ['a', 'bYc']);
  t.same(spans(`f|endswith: b`, 'bab'), ['b']);
  t.same(spans(`f|re: 'a+'`, 'xaaxa'), ['aa', 'a']);
  t.same(spans(`f|cidr: 10.0.0.0/8`, '10.1.2.3'), ['10.1.2.3']);
  t.same(spans(`f|neq: b`, 'a'), [], 'the value as a whole');
  t.same(
    spansOf({ kind: 'string', pattern: ['i\u0307'], cased: false }, '\u0130'),
    [[0, 1]],
    'lower case is longer',
  );
  t.same(placesOf('root', 'root rootkit (ROOT)'), [
    [0, 4],
    [14, 18],
  ]);
});
