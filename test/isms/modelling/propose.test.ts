import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { parse } from 'yaml';
import { demoTargetObjects } from '../../../server/cli/demo/target-objects.js';
import type { TargetObjectInput, TargetObjectType } from '../../../server/contract/isms.js';
import { packageRoot } from '../../../server/contract/package-root.js';
import { readCommittedIndex } from '../../../server/isms/catalog/committed.js';
import { rulesOf, withAncestors } from '../../../server/isms/modelling/inheritance.js';
import { proposeBausteine } from '../../../server/isms/modelling/propose.js';
import { modellingRules, parseRules } from '../../../server/isms/modelling/read-rules.js';
import { type ModelledObject, wordsOf, wordTest } from '../../../server/isms/modelling/rule.js';

const index = await readCommittedIndex('kompendium-2023');
const bausteine = new Map(
  index.kind === 'kompendium' ? index.bausteine.map((baustein) => [baustein.id, baustein]) : [],
);
const allRules = modellingRules();
const rules = allRules.filter(({ catalog }) => catalog === 'kompendium-2023');
interface WrittenRule {
  id: string;
  types?: TargetObjectType[];
  words?: string[];
  when?: Pick<WrittenRule, 'types' | 'words'>;
}
const folder = join(packageRoot(), 'grundschutz-catalog', 'modelling');
/** The conditions as they stand in the files. */
const written = new Map(
  readdirSync(folder).flatMap((name) => {
    const { rules } = parse(readFileSync(join(folder, name), 'utf8')) as { rules: WrittenRule[] };
    return rules.map((rule) => {
      const { types = [], words = [] } = rule.when ?? rule;
      return [rule.id, { types, words }] as const;
    });
  }),
);
const object = (more: Partial<ModelledObject>): ModelledObject => ({
  id: 'S1',
  type: 'it_system',
  name: 'Objekt',
  platform: '',
  tags: [],
  ...more,
});
const modelled = ({ key, type, name, platform = '', tags = [] }: TargetObjectInput) =>
  object({ id: key, type, name, platform, tags });

t.test(
  'every Baustein of the edition is reached by a rule, in the scope that the Kompendium gives it',
  async (t) => {
    t.equal(bausteine.size, 111);
    const reached = new Map(rules.flatMap((rule) => rule.bausteine.map((id) => [id, rule] as const)));
    t.same([...reached.keys()].toSorted(), [...bausteine.keys()].toSorted());
    for (const [id, rule] of reached) {
      t.equal(rule.scope === 'domain', bausteine.get(id)?.scope === 'domain', `${id}: rule ${rule.id}`);
    }
    t.equal(new Set(rules.map(({ id }) => id)).size, rules.length, 'ids of rules are unique');
  },
);

t.test('every word of every rule reaches its Bausteine', async (t) => {
  for (const rule of allRules) {
    const { types, words } = written.get(rule.id)!;
    const samples = words.map((word) => word.replaceAll('*', 'x'));
    if (rule.condition === undefined || words.length === 0) samples.push('Objekt');
    const missed = samples.filter((name) => {
      const proposed = proposeBausteine([object({ type: types[0] ?? 'room', name })], [rule]);
      const scope = rule.scope === 'domain' ? null : 'S1';
      return !rule.bausteine.every((id) =>
        proposed.some((each) => each.baustein === id && each.object === scope),
      );
    });
    t.same(missed, [], rule.id);
  }
});

t.test('words are whole words unless an end is open', async (t) => {
  const found = (pattern: string, name: string) => wordTest(pattern)(wordsOf(object({ name })));
  t.ok(found('ios', 'Apple iOS 18'));
  t.notOk(found('ios', 'Studios'), 'not within a word');
  t.ok(found('*server', 'Dateiserver'));
  t.notOk(found('*server', 'Serverraum'));
  t.ok(found('server*', 'Serverraum'));
  t.ok(found('windows server', 'Windows Server 2022'));
  t.notOk(found('windows server', 'Windows 11'));
  t.ok(found('*Büro', 'Großraumbüro'), 'case and composition do not matter');
  t.ok(found('a*b', 'a und b'));
  t.notOk(found('windows 11', 'windows\n11'), 'a text is within one field');
});

t.test('the sample city gets what its objects are', async (t) => {
  const proposals = proposeBausteine(demoTargetObjects.map(modelled), rules);
  const of = (id: string | null) =>
    proposals.filter((each) => each.object === id).map(({ baustein }) => baustein);
  t.same(of('C001'), ['SYS.2.1', 'SYS.2.2.3'], 'a PC under Windows');
  t.same(of('S002').toSorted(), ['SYS.1.1', 'SYS.1.2.3'], 'a domain controller');
  t.same(of('S009').toSorted(), ['SYS.1.1', 'SYS.1.3'], 'a web server under Debian');
  t.same(of('A005').toSorted(), ['APP.2.1', 'APP.2.2', 'APP.6'], 'Active Directory');
  t.same(of('M003').toSorted(), ['NET.2.2', 'SYS.3.2.1', 'SYS.3.2.3', 'SYS.3.2.4'], 'smartphones');
  t.same(of('R001'), ['INF.2']);
  t.ok(of(null).includes('OPS.2.3'), 'there are service providers');
  t.notOk(of(null).includes('CON.11.1'), 'nothing is classified');
  const modelledKeys = new Set(proposals.map((each) => each.object));
  const without = demoTargetObjects
    .filter(
      ({ key, type }) =>
        !modelledKeys.has(key) && !['process', 'information', 'service_provider'].includes(type),
    )
    .map(({ key }) => key);
  t.same(without, [], 'nothing technical is forgotten');
});

t.test('proposals do not depend on the order of objects, and each is made once', async (t) => {
  const cityObjects = demoTargetObjects.map(modelled);
  const all = proposeBausteine(cityObjects, rules);
  const sorted = (list: typeof all) => list.map((each) => JSON.stringify(each)).toSorted();
  t.equal(new Set(all.map(({ baustein, object: of }) => `${of} ${baustein}`)).size, all.length);
  fc.assert(
    fc.property(fc.shuffledSubarray(cityObjects, { minLength: cityObjects.length }), (objects) => {
      t.same(sorted(proposeBausteine(objects, rules)), sorted(all));
    }),
    { numRuns: 20 },
  );
});

t.test('a file of rules with a fault is refused with its place', async (t) => {
  const refused = (text: string, message: RegExp) =>
    t.throws(() => parseRules(text, 'x.yaml'), { code: 'CATALOG_MALFORMED', message });
  refused('rules: [', /x\.yaml/);
  refused('catalog: k\nscope: all\nrules: []', /x\.yaml/);
  refused('catalog: k\nscope: object\nrules: [{ id: A, bausteine: [], why: { de: x, en: y } }]', /x\.yaml/);
});

t.test('Grundschutz++: every category is reached, with all that it inherits from', async (t) => {
  const plus = await readCommittedIndex('grundschutz-plus-plus');
  const given = plus.kind === 'kompendium' ? [] : (plus.target_object_categories ?? []);
  const categories = given.map(({ id, parent }) => ({ id, parent: parent ?? null }));
  const known = new Set([...categories.map(({ id }) => id), 'Informationsverbund']);
  const own = rulesOf(allRules, 'grundschutz-plus-plus', categories, known);
  const reached = new Set(own.flatMap(({ bausteine }) => bausteine));
  t.same([...reached].toSorted(), [...known].toSorted());
  t.equal(new Set(allRules.map(({ id }) => id)).size, allRules.length, 'ids of rules are unique');
  const proposals = proposeBausteine(demoTargetObjects.map(modelled), own);
  const of = (id: string | null) =>
    proposals.filter((each) => each.object === id).map(({ baustein }) => baustein);
  t.same(of('A002').toSorted(), ['Anwendungen', 'Webanwendungen', 'Webserver'], 'a portal');
  t.same(of('R001').toSorted(), ['Räume', 'Räume für technische Infrastruktur', 'Serverräume', 'Standorte']);
  t.same(of('N008').toSorted(), ['Interne Netzsegmente', 'Netze', 'WLANs']);
  t.same(of('C001').toSorted(), ['Endgeräte', 'IT-Systeme']);
  t.same(of('D001').toSorted(), ['Dienstleistungen', 'Einkäufe', 'Outsourcing']);
  t.ok(of(null).includes('Nutzende'), 'people, once');

  const few = rulesOf(allRules, 'a-profile', categories, new Set(['Räume', 'Standorte']));
  t.same([...new Set(few.flatMap(({ bausteine }) => bausteine))].toSorted(), ['Räume', 'Standorte']);
  t.same(withAncestors('SYS.1.1', categories), ['SYS.1.1'], 'a Baustein has nothing above it');
  t.same(
    withAncestors('a', [
      { id: 'a', parent: 'b' },
      { id: 'b', parent: 'a' },
    ]),
    ['b', 'a'],
    'no endless line',
  );
});
