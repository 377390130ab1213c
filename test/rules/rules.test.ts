import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../../server/contract/package-root.js';
import { loadRuleSet, readRulePaths } from '../../server/detect/load.js';

const rules = join(packageRoot(), 'rules');
const folders = [join(rules, 'sigma'), join(rules, 'correlation')];
const data = join(packageRoot(), '..', 'shared', 'data');
const absent = (path: string) => (existsSync(path) ? false : `${path} is absent`);

const sources = await readRulePaths(folders);
const loaded = await loadRuleSet(folders);
/** The rules that alert; the others in a correlation's file only feed it and have no runbook. */
const main = loaded.infos.filter(({ runbook }) => runbook !== undefined);

t.test('every rule loads without a problem', async (t) => {
  t.same(loaded.problems, []);
  t.equal(main.length, sources.length, 'one rule to alert on per file');
  t.ok(main.filter(({ type }) => type === 'detection').length >= 25, 'the first rules of a city are there');
});

t.test('rules are valid against the official schemas', { skip: absent(join(data, 'sigma')) }, async (t) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const schema = async (name: string) =>
    ajv.compile(JSON.parse(await readFile(join(data, 'sigma', 'json-schema', name), 'utf8')));
  const detection = await schema('sigma-detection-rule-schema.json');
  const correlation = await schema('sigma-correlation-rules-schema.json');
  for (const { path, text } of sources) {
    for (const document of parseAllDocuments(text)) {
      const rule = document.toJS() as Record<string, unknown>;
      const validate = 'correlation' in rule ? correlation : detection;
      t.ok(validate(rule), `${path}: ${ajv.errorsText(validate.errors)}`);
    }
  }
});

t.test('every rule tells a person what to do, in both languages', async (t) => {
  for (const info of main) {
    t.ok(info.title_de && info.description_de && info.description, `${info.path}: texts`);
    t.not(info.title_de, info.title, `${info.path}: title is translated`);
    t.equal(info.author, 'Grundwacht', `${info.path}: author`);
    t.ok(info.falsepositives.length > 0, `${info.path}: false positives`);
    t.ok(info.entity.length > 0, `${info.path}: entity`);
    const { de = [], en = [] } = info.runbook ?? {};
    t.equal(de.length, en.length, `${info.path}: as many German as English steps`);
    t.ok(en.length >= 3 && en.length <= 6, `${info.path}: three to six steps`);
  }
});

t.test('every rule has ATT&CK techniques', async (t) => {
  const tactics = /^attack\.[a-z]+(-[a-z]+)*$/;
  for (const info of main) {
    const techniques = info.tags.filter((tag) => /^attack\.t\d{4}(\.\d{3})?$/.test(tag));
    t.ok(techniques.length > 0, `${info.path}: technique`);
    const others = info.tags.filter((tag) => !techniques.includes(tag));
    t.ok(
      others.length > 0 && others.every((tag) => tactics.test(tag)),
      `${info.path}: tactic (${others.join()})`,
    );
  }
});

const kompendium = join(data, 'bsi', 'kompendium-2023', 'XML_Kompendium_2023.xml');
t.test('every requirement exists in the Kompendium and is valid', { skip: absent(kompendium) }, async (t) => {
  const xml = await readFile(kompendium, 'utf8');
  const valid = new Set<string>();
  for (const [, id, title] of xml.matchAll(/<title>\s*([A-Z]{3,4}(?:\.\d+)+\.A\d+)\s([^<]*)/g)) {
    if (!title!.includes('ENTFALLEN')) valid.add(id!);
  }
  t.ok(valid.size > 1800, `${valid.size} requirements read`);
  for (const info of main) {
    t.ok(info.grundschutz.length > 0, `${info.path}: requirements`);
    const unknown = info.grundschutz.filter((id) => !valid.has(id));
    t.same(unknown, [], `${info.path}: requirements exist`);
  }
});

t.test('no rule depends on the display language of Windows', async (t) => {
  const localised =
    /\b(administrators?|administratoren|administrateurs|domain admins|dom\S+nen-admins|domain users|everyone|jeder|guests?|g\S+ste|nt authority|nt-autorit\S+|local service|lokaler dienst|demand start|auto start|user mode service)\b/i;
  for (const { path, text } of sources) {
    for (const document of parseAllDocuments(text)) {
      const rule = document.toJS() as { logsource?: { product?: string }; detection?: unknown };
      if (rule.logsource?.product === 'windows') t.notMatch(JSON.stringify(rule.detection), localised, path);
    }
  }
});

t.test('every sample belongs to a rule', async (t) => {
  const names = new Set(sources.map(({ path }) => basename(path)));
  const samples = await readdir(join(rules, 'samples'));
  t.same(
    samples.filter((name) => !names.has(name)),
    [],
  );
});
