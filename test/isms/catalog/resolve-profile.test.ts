import t from 'tap';
import { insertParameters, oscalTexts } from '../../../server/isms/catalog/catalog-texts.js';
import type { OscalCatalog, OscalProfile } from '../../../server/isms/catalog/oscal-document.js';
import { controlEntries, matchesGlob } from '../../../server/isms/catalog/profile-select.js';
import { resolveProfile } from '../../../server/isms/catalog/resolve-profile.js';
import { catalogDocument, controlOf, profileDocument } from './oscal-samples.js';

const source: OscalCatalog = catalogDocument([
  controlOf('AC-1'),
  controlOf('AC-2', {
    controls: [controlOf('AC-2.1'), controlOf('AC-2.2', { controls: [controlOf('AC-2.2.1')] })],
  }),
  controlOf('AC-3'),
]).catalog;
const other: OscalCatalog = {
  ...source,
  groups: [
    { id: 'AC', title: 'Access', controls: [controlOf('AC-1', { title: 'Other', links: [{ href: '#x' }] })] },
    { id: 'IA', title: 'Identity', controls: [controlOf('IA-1')] },
  ],
};

function resolve(change: Partial<OscalProfile>, find = (href: string) => (href === 'b' ? other : source)) {
  const profile: OscalProfile = { ...profileDocument(['AC-1']).profile, ...change } as OscalProfile;
  const { catalog, gaps } = resolveProfile(profile, 'p.json', ({ href }) => find(href));
  return { catalog, gaps, ids: [...controlEntries(catalog).keys()] };
}
const asIs = { 'as-is': true };

t.test('selecting', async (t) => {
  const ids = (change: object) =>
    resolve({ imports: [{ href: 'a', ...change }], merge: asIs, modify: {} }).ids;
  const all = ['AC-1', 'AC-2', 'AC-2.1', 'AC-2.2', 'AC-2.2.1', 'AC-3'];
  t.same(ids({ 'include-all': {} }), all);
  t.same(ids({}), all, 'an import without a selection takes everything');
  t.same(ids({ 'include-controls': [{ 'with-ids': ['AC-2'] }] }), ['AC-2']);
  t.same(ids({ 'include-controls': [{ 'with-ids': ['AC-2'], 'with-child-controls': 'yes' }] }), [
    'AC-2',
    'AC-2.1',
    'AC-2.2',
    'AC-2.2.1',
  ]);
  t.same(ids({ 'include-controls': [{ matching: [{ pattern: 'AC-2.?' }, { pattern: '*-3' }] }] }), [
    'AC-2.1',
    'AC-2.2',
    'AC-3',
  ]);
  t.same(
    ids({
      'include-all': {},
      'exclude-controls': [{ 'with-ids': ['AC-2.2'], 'with-child-controls': 'yes' }],
    }),
    ['AC-1', 'AC-2', 'AC-2.1', 'AC-3'],
  );
  t.equal(matchesGlob('a*b*c', `a${'b'.repeat(5000)}`), false);
  t.equal(matchesGlob('*', ''), true);
});

t.test('a child without its parent takes the parent’s place in the group', async (t) => {
  const imports = [{ href: 'a', 'include-controls': [{ 'with-ids': ['AC-2.2.1'] }] }];
  const { catalog } = resolve({ imports, merge: asIs, modify: {} });
  t.match(catalog.groups, [{ id: 'AC', controls: [{ id: 'AC-2.2.1' }] }]);
});

t.test('what is missing is told: imports, controls, parameters, parts', async (t) => {
  const { gaps, ids } = resolve(
    {
      imports: [{ href: 'a', 'include-controls': [{ 'with-ids': ['AC-1', 'AC-9'] }] }, { href: 'none' }],
      modify: {
        'set-parameters': [{ 'param-id': 'no', values: ['1'] }],
        alters: [
          { 'control-id': 'AC-3' },
          { 'control-id': 'AC-1', adds: [{ 'by-id': 'nopart', parts: [] }] },
        ],
      },
    },
    (href) => (href === 'a' ? source : undefined) as OscalCatalog,
  );
  t.same(ids, ['AC-1']);
  t.same(
    gaps.map(({ what }) => what),
    [
      'no control AC-9',
      'the catalogue none is not installed',
      'no parameter no',
      'no control or part AC-3',
      'no control or part AC-1/nopart',
    ],
  );
});

t.test('merging', async (t) => {
  const imports = [{ href: 'a' }, { href: 'b' }];
  t.throws(() => resolve({ imports }), { code: 'CATALOG_MALFORMED', message: /AC-1 comes from two imports/ });
  t.same(
    resolve({ imports: [{ href: 'a' }, { href: 'a' }] }).ids.length,
    6,
    'the same catalogue twice is one',
  );
  const first = resolve({ imports, merge: { combine: { method: 'use-first' }, 'as-is': true } });
  t.match(
    first.catalog.groups,
    [{ id: 'AC', controls: { length: 3 } }, { id: 'IA' }],
    'equal groups are one',
  );
  t.equal(controlEntries(first.catalog).get('AC-1')!.control.title, 'Control AC-1');
  const united = resolve({ imports, merge: { combine: { method: 'merge' }, 'as-is': true } });
  t.match(controlEntries(united.catalog).get('AC-1')!.control, {
    title: 'Control AC-1',
    links: [{ href: '#x' }],
  });
  const flat = resolve({ imports: [{ href: 'a' }], merge: { flat: {} } }).catalog;
  t.equal(flat.groups, undefined);
  t.equal(flat.controls!.length, 6);
  t.equal(
    resolve({ imports: [{ href: 'a' }], merge: {} }).catalog.controls!.length,
    6,
    'flat is the default',
  );
  const custom = resolve({
    imports: [{ href: 'a' }],
    merge: {
      custom: {
        groups: [
          {
            id: 'X',
            title: 'Own',
            'insert-controls': [
              { order: 'descending', 'include-controls': [{ matching: [{ pattern: 'AC-?' }] }] },
            ],
          },
        ],
        'insert-controls': [{ 'include-controls': [{ 'with-ids': ['AC-2.1'] }] }],
      },
    },
  }).catalog;
  t.match(custom.groups, [{ id: 'X', controls: [{ id: 'AC-3' }, { id: 'AC-2' }, { id: 'AC-1' }] }]);
  t.match(custom.controls, [{ id: 'AC-2.1' }]);
});

t.test('parameters and alterations; the source stays as it is', async (t) => {
  const before = JSON.stringify(source);
  const { catalog, gaps } = resolve({
    imports: [{ href: 'a', 'include-controls': [{ 'with-ids': ['AC-1', 'AC-3'] }] }],
    modify: {
      'set-parameters': [
        { 'param-id': 'AC-1_prm', values: ['5', '6 days'], props: [{ name: 'p', value: 'v' }] },
        { 'param-id': 'AC-3_prm', select: { choice: ['a day', '{{ insert: param, AC-1_prm }}'] } },
      ],
      alters: [
        {
          'control-id': 'AC-1',
          removes: [{ 'by-name': 'guidance' }, { 'by-name': 'modal_verb', 'by-item-name': 'prop' }],
          adds: [
            {
              position: 'before',
              'by-id': 'AC-1_smt',
              parts: [{ id: 'n1', name: 'overview', prose: 'First.' }],
            },
            { position: 'after', 'by-id': 'AC-1_smt', parts: [{ name: 'item', prose: 'Third.' }] },
            { 'by-id': 'AC-1_smt', parts: [{ name: 'item', prose: 'Inner.' }] },
            {
              position: 'starting',
              title: 'New title',
              props: [{ name: 'q', value: 'w' }],
              parts: [{ name: 'zero' }],
            },
          ],
        },
      ],
    },
  });
  t.same(gaps, []);
  t.equal(JSON.stringify(source), before);
  const [first, third] = oscalTexts(catalog).requirements;
  t.same(first!.parts, [
    { name: 'overview', text: 'First.', depth: 0 },
    { name: 'statement', text: 'Do it within 5, 6 days.', depth: 0 },
    { name: 'item', text: 'Inner.', depth: 1 },
    { name: 'item', text: 'Third.', depth: 0 },
  ]);
  t.equal(third!.parts[0]!.text, 'Do it within [a day | 5, 6 days].');
  t.match(catalog.groups![0]!.controls![0], { title: 'New title', props: [{ name: 'q' }] });
});

t.test('a parameter that chooses itself ends', async (t) => {
  const loop = new Map([['a', { id: 'a', select: { choice: ['{{ insert: param, a }}'] } }]]);
  t.equal(
    insertParameters('{{ insert: param, a }} {{insert: param, b}}', loop),
    '[[[[a]]]] {{insert: param, b}}',
  );
});
