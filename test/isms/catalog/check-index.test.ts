import { Ajv } from 'ajv';
import t from 'tap';
import { ControlIndex, KompendiumIndex } from '../../../server/isms/catalog/catalog-index.js';
import { checkIndex } from '../../../server/isms/catalog/check-index.js';
import { kompendiumIndex } from '../../../server/isms/catalog/kompendium-index.js';
import { oscalIndex } from '../../../server/isms/catalog/oscal-index.js';
import { readKompendium } from '../../../server/isms/catalog/read-kompendium.js';
import { readOscal } from '../../../server/isms/catalog/read-oscal.js';
import { book } from './book.js';
import { catalogDocument, controlOf } from './oscal-samples.js';

const head = {
  id: 'small',
  title: 'Kleines Buch',
  edition: '1',
  source: { file: 'book.xml', sha256: '0'.repeat(64) },
};
const good = kompendiumIndex(await readKompendium([Buffer.from(book())], 'book.xml'), head);
const refusal = (value: unknown, message: RegExp) =>
  [() => checkIndex(value, 'index.json'), { code: 'CATALOG_MALFORMED', message }] as const;

t.test('the schemas are schemas', async (t) => {
  const ajv = new Ajv();
  for (const schema of [KompendiumIndex, ControlIndex]) t.ok(ajv.validateSchema(schema), ajv.errorsText());
});

t.test('an index holds facts, no sentence of the source', async (t) => {
  t.equal(checkIndex(good, 'index.json'), good);
  t.notMatch(JSON.stringify(good), /MUSS|SOLLTE|ändert/);
});

t.test('faults are named by JSON pointer', async (t) => {
  const changed = (pointer: string, value: unknown): unknown => {
    const copy = structuredClone(good) as unknown as Record<string, unknown>;
    const path = pointer.split('/').slice(1);
    const last = path.pop()!;
    const parent = path.reduce((node, key) => node[key] as Record<string, unknown>, copy);
    parent[last] = value;
    return copy;
  };
  const firstRequirement = '/bausteine/0/requirements/0';
  t.throws(...refusal(null, /\/kind/));
  t.throws(...refusal({ ...good, kind: 'other' }, /\/kind/));
  t.throws(...refusal({ ...good, text: 'x' }, /additional properties \("text"\)/));
  t.throws(...refusal(changed(`${firstRequirement}/level`, 'Z'), /\/bausteine\/0\/requirements\/0\/level/));
  t.throws(...refusal(changed('/threats/2', good.threats[0]), /\/threats\/2\/id: G 0\.1 occurs twice/));
  t.throws(...refusal(changed(`${firstRequirement}/id`, 'APP.1.A1'), /does not belong to DER\.1/));
  t.throws(...refusal(changed('/layers/0/id', 'APP'), /DER is not in \/layers/));
});

t.test('an OSCAL catalogue becomes controls of nested groups', async (t) => {
  const property = (name: string, value: string) => ({ name, value });
  const source = {
    catalog: {
      uuid: '00000000-0000-4000-8000-000000000001',
      metadata: {
        title: 'Kernel',
        version: '1',
        'oscal-version': '1.1.3',
        'last-modified': '2026-01-01T00:00:00Z',
      },
      groups: [
        {
          id: 'G',
          title: 'Gruppe',
          groups: [
            {
              id: 'G.1',
              title: 'Untergruppe',
              controls: [
                {
                  id: 'G.1.1',
                  title: ' Regel ',
                  props: [property('sec_level', 'erhöht'), property('effort_level', '3')],
                  parts: [
                    {
                      name: 'statement',
                      prose: 'Ein Satz.',
                      props: [
                        property('modal_verb', 'MUSS'),
                        property('target_object_categories', 'Netze, Standorte'),
                      ],
                    },
                  ],
                  controls: [{ id: 'G.1.1.1', title: 'Kind' }],
                },
              ],
            },
          ],
        },
      ],
    },
  };
  const read = readOscal(JSON.stringify(source), 'f.json');
  if (read.model !== 'catalog') throw new Error('is another model');
  t.same(read.tolerated, []);
  const index = oscalIndex(read.body, head);
  t.same(index.groups, [
    { id: 'G', title: 'Gruppe' },
    { id: 'G.1', title: 'Untergruppe', parent: 'G' },
  ]);
  t.same(index.controls, [
    {
      id: 'G.1.1',
      group: 'G.1',
      title: 'Regel',
      modal_verb: 'MUSS',
      sec_level: 'erhöht',
      effort_level: '3',
      target_objects: ['Netze', 'Standorte'],
    },
    { id: 'G.1.1.1', group: 'G.1', parent: 'G.1.1', title: 'Kind' },
  ]);
  t.equal(checkIndex(index, 'f.json'), index);
  t.throws(
    ...refusal({ ...index, controls: [{ id: 'X', group: 'none', title: 'X' }] }, /\/controls\/0\/group/),
  );
});

t.test('an OSCAL file that is cut off or of another form is refused with its place', async (t) => {
  const refused = (text: string, message: RegExp) =>
    t.throws(() => readOscal(text, 'f.json'), { code: 'CATALOG_MALFORMED', message });
  refused('{\n  "catalog": {\n    "metadata": {},,\n', /^f\.json:3:\d+: is not JSON/);
  refused('{"catalog"', /^f\.json:1:\d+: /);
  refused('{"other":{}}', /f\.json: \/: .*catalog, profile/);
  refused('{"system-security-plan":{}}', /is OSCAL's system-security-plan/);
  const document = catalogDocument([controlOf('AC-1')]);
  const changed = (change: (copy: typeof document) => void): string => {
    const copy = structuredClone(document);
    change(copy);
    return JSON.stringify(copy);
  };
  refused(
    changed(({ catalog }) => {
      catalog.groups[0]!.controls[0]!.title = 1 as never;
    }),
    /\/catalog\/groups\/0\/controls\/0\/title: must be string/,
  );
  refused(
    changed(({ catalog }) => {
      catalog.groups[0]!.controls[0]!.id = 'has blank';
    }),
    /\/catalog\/groups\/0\/controls\/0\/id/,
  );
  refused(
    changed(({ catalog }) => {
      catalog.metadata['oscal-version'] = '1.0.4';
    }),
    /\/catalog\/metadata\/oscal-version: is 1\.0\.4/,
  );
  const tolerated = readOscal(
    changed(({ catalog }) => {
      catalog.groups[0]!.controls[0]!.id = '5.1';
    }),
    'f.json',
  );
  t.match(tolerated.tolerated, [{ pointer: '/catalog/groups/0/controls/0/id', what: /"5\.1"/ }]);
  const deep = `${'{"groups":['.repeat(200_000)}`;
  refused(deep, /is not JSON/);
});
