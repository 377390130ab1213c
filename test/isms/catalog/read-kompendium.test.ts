import { createReadStream } from 'node:fs';
import t from 'tap';
import { readKompendium } from '../../../server/isms/catalog/read-kompendium.js';
import { modalVerbs, subRequirements } from '../../../server/isms/catalog/sub-requirement.js';
import { book, pieces, requirement, row } from './book.js';
import { official } from './official.js';

const read = (text: string) => readKompendium(pieces(text), 'book.xml');
const malformed = (message: RegExp) => ({ name: 'GrundwachtError', code: 'CATALOG_MALFORMED', message });

t.test('a small book', async (t) => {
  const kompendium = await read(book());
  t.same(kompendium.layers, [{ id: 'DER', title: 'Detektion und Reaktion' }]);
  t.same(kompendium.threats, [
    { id: 'G 0.1', title: 'Feuer', text: [{ text: 'Feuer ändert vieles.', item: false }] },
    { id: 'G 0.14', title: 'Ausspähen von Informationen (Spionage)', text: [{ text: 'Text', item: false }] },
  ]);
  const [baustein] = kompendium.bausteine;
  t.match(baustein, {
    id: 'DER.1',
    title: 'Detektion & Reaktion',
    layer: 'DER',
    order: 'R2',
    scope: 'domain',
    responsible: 'IT-Betrieb',
    furtherRoles: ['Benutzende', 'Planende'],
  });
  const [first, second, third] = baustein!.requirements;
  t.match(first, {
    id: 'DER.1.A1',
    title: 'Erstellung einer Richtlinie',
    level: 'B',
    roles: ['Institutionsleitung', 'OT-Betrieb (Operational Technology, OT)'],
    withdrawn: false,
  });
  t.same(first!.subRequirements, [
    { id: 'DER.1.A1.1', modal: 'MUSS', text: 'Es MUSS eine Richtlinie geben.' },
    {
      id: 'DER.1.A1.2',
      modal: 'SOLLTE',
      text: 'Sie SOLLTE, z. B. jährlich, geprüft werden. Sie ist kurz.',
    },
  ]);
  t.match(second, { id: 'DER.1.A2', level: 'S', roles: [] }, 'a missing dot in the id is read over');
  t.match(third, { id: 'DER.1.A3', withdrawn: true, subRequirements: [] });
});

const { file, skip } = official('kompendium-2023/XML_Kompendium_2023.xml');
t.test('the official file of 2023', { skip }, async (t) => {
  const { layers, bausteine, threats } = await readKompendium(createReadStream(file), file);
  const requirements = bausteine.flatMap((baustein) => baustein.requirements);
  const valid = requirements.filter(({ withdrawn }) => !withdrawn);
  t.equal(layers.length, 10);
  t.equal(bausteine.length, 111);
  t.equal(requirements.length, 2125);
  t.equal(valid.length, 1835);
  t.equal(threats.length, 47);
  t.same(
    threats.map(({ id }) => id),
    Array.from({ length: 47 }, (_, n) => `G 0.${n + 1}`),
  );
  const count = (level: string) => valid.filter((requirement) => requirement.level === level).length;
  t.equal(count('B') + count('S') + count('H'), 1835);
  const subs = valid.flatMap((requirement) => requirement.subRequirements);
  t.equal(subs.length, 6643, 'modal verbs; they stand in 6,639 sentences');
  const bare = valid
    .flatMap(({ text }) => text)
    .filter(({ text }) => subRequirements('x', [text]).length === 0);
  t.equal(
    bare.length,
    716,
    'paragraphs and list items without a modal verb, which belong to the demand before them',
  );
  t.same(
    Object.fromEntries(modalVerbs.map((verb) => [verb, subs.filter(({ modal }) => modal === verb).length])),
    { MUSS: 2061, 'DARF NICHT': 71, SOLLTE: 4428, 'SOLLTE NICHT': 83, KANN: 0 },
  );
  t.same(
    valid.filter(({ subRequirements }) => subRequirements.length === 0),
    [],
    'every valid requirement demands something',
  );
  const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));
  t.match(byId.get('OPS.2.3.A22'), { level: 'H', roles: ['Notfallbeauftragte'] });
  t.match(byId.get('OPS.1.1.5.A3'), { level: 'B', withdrawn: false });
});

t.test('what is wrong is said with line and column', async (t) => {
  const cases: [string, string, RegExp][] = [
    ['a requirement without level', requirement('DER.1.A1 Ohne Stufe'), /book\.xml:\d+:\d+: .*A1 Ohne Stufe/],
    ['a foreign requirement', requirement('DER.2.A1 Fremd (B)'), /book\.xml:\d+:\d+: .*DER\.2\.A1/],
    ['an unknown level', requirement('DER.1.A1 X (Q)'), /:\d+:\d+: /],
    [
      'the same id twice',
      requirement('DER.1.A1 X (B)') + requirement('DER.1.A1 Y (B)'),
      /:\d+:\d+: DER\.1\.A1 occurs twice/,
    ],
    ['no requirement at all', '', /DER\.1 has no requirements/],
  ];
  for (const [name, requirements, message] of cases) {
    await t.rejects(read(book({ requirements })), malformed(message), name);
  }
  await t.rejects(read(book({ modelling: row('DER.1 D', 'R4', 'IT-System') })), malformed(/modelling table/));
  const two = row('DER.1 D', 'R1', 'Netz') + row('DER.2 E', 'R1', 'Netz');
  await t.rejects(read(book({ modelling: two })), malformed(/DER\.2 stands in the table/));
  await t.rejects(read(book().replace('G 0.14', 'G 14')), malformed(/:\d+:\d+: "G 14 .* elementary threat/));
  await t.rejects(read(book({ modelling: '' })), malformed(/missing in the table/));
  await t.rejects(read('<book xmlns="http://docbook.org/ns/docbook"/>'), malformed(/has no Bausteine/));
});
