import t from 'tap';
import { loadRules, type RuleSource } from '../server/detect/rules.js';
import { rulesFor } from '../server/loaded-rules.js';

const source = (id: string, text = ''): RuleSource => ({
  path: `${id}.yml`,
  set: 'own',
  text: `title: Rule ${id}\nid: ${id}\nstatus: test\nlevel: low\nlogsource: {product: linux}\ndetection: {s: {f: 1}, condition: s}\n${text}`,
});

function detectionOf(sources: RuleSource[]) {
  const { infos, problems } = loadRules(sources);
  const own = { name: 'own', kind: 'own', tenant: null, source: '/rules', paths: [] } as const;
  const none = { licence: null, sha256: null, installed_at: null };
  return {
    texts: { sets: [{ ...none, ...own, paths: [] }], sources, pipelines: [] },
    rules: infos,
    problems,
    quarantined: [],
    release: async () => {},
  };
}

t.test('what is told of sets is made once for the rules in force', async (t) => {
  const detection = detectionOf([source('a'), source('b')]);
  const rules = rulesFor(detection, { rules: { paths: [], disabled: ['b'] } });
  t.match(rules.sets, [{ name: 'own', rules: 2, refused: 0 }]);
  t.equal(rules.sets, rules.sets, 'not counted again for each rule of a list');
  t.equal(rules.filters, rules.filters);
  t.same(rules.disabled, ['b']);

  Object.assign(detection, detectionOf([source('a'), source('c', 'level: none\n')]));
  t.match(rules.sets, [{ rules: 1, refused: 1 }], 'another text');
  Object.assign(detection, { problems: [] });
  t.match(rules.sets, [{ rules: 1, refused: 0 }], 'other faults of the same text');
});
