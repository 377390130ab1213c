import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { installRules } from '../server/cli/rule-install.js';
import { loadRuleSets } from '../server/rule-set.js';
import { zipOf } from './detect/zip-file.js';

const rule = (id: string, more = '{s: {f: 1}, condition: s}'): string =>
  `title: ${id}\nid: ${id}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: ${more}\n`;

t.test('every rule knows its set, and a tenant’s rules their tenant', async (t) => {
  const data = t.testdir({
    rules: {
      'own.yml': rule('own'),
      city: { 'more.yml': rule('more'), 'bad.yml': rule('bad', '{s: {f|nothing: 1}, condition: s}') },
      samples: { 'own.yml': 'rule: own' },
      tenants: { kreisstadt: { 'theirs.yml': rule('theirs') }, '.hidden': { 'x.yml': rule('x') } },
    },
    'further.yml': rule('further'),
  });
  const archive = join(data, 'sigmahq.zip');
  writeFileSync(archive, zipOf({ 'rules/a.yml': rule('a'), 'rules/own.yml': rule('own') }));
  const now = new Date('2026-11-21T10:00:00Z');
  await installRules({ source: archive, data, name: undefined, now });
  const loaded = await loadRuleSets(data, [join(data, 'further.yml')]);
  const of = (id: string) => loaded.infos.find((info) => info.id === id);
  t.match(of('own'), { set: 'own', path: join(data, 'rules', 'own.yml') }, 'the first one wins');
  t.match([of('more'), of('a'), of('further')], [{ set: 'own' }, { set: 'sigmahq' }, { set: 'configured' }]);
  t.match(of('theirs'), { set: 'tenants/kreisstadt', tenant: 'kreisstadt' });
  t.equal(of('x'), undefined);
  t.match(loaded.sets, [
    { name: 'grundwacht', kind: 'shipped', licence: 'EUPL-1.2', refused: 0, tenant: null },
    { name: 'own', kind: 'own', rules: 2, refused: 1, licence: null },
    { name: 'tenants/kreisstadt', kind: 'tenant', tenant: 'kreisstadt', rules: 1 },
    {
      name: 'sigmahq',
      kind: 'installed',
      source: archive,
      sha256: /^[0-9a-f]{64}$/,
      installed_at: now.toISOString(),
      licence: 'not stated',
      rules: 1,
      refused: 1,
    },
    { name: 'configured', rules: 1 },
  ]);
  t.ok(loaded.sets[0]!.rules > 10);
});

t.test('no archive takes the name of rules that are none', async (t) => {
  const data = t.testdir();
  const archive = join(data, 'own.zip');
  writeFileSync(archive, zipOf({ 'a.yml': rule('a') }));
  const install = installRules({ source: archive, data, name: undefined, now: new Date(0) });
  await t.rejects(install, { code: 'VALIDATION', message: /`own` is taken .* before the archive/ });
});

t.test("the city's own pipelines", async (t) => {
  const data = t.testdir();
  mkdirSync(join(data, 'rules', 'pipelines'), { recursive: true });
  const text = 'logsources:\n  - logsource: {product: fachverfahren}\n    when: {event.module: fach}\n';
  writeFileSync(join(data, 'rules', 'pipelines', 'fach.yaml'), text);
  const { pipelines, problems } = await loadRuleSets(data);
  t.same(problems, []);
  t.match(pipelines[0], { logsource: { product: 'fachverfahren' } });
});
