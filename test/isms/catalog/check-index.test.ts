import { Ajv } from 'ajv';
import t from 'tap';
import { ControlIndex, KompendiumIndex } from '../../../server/isms/catalog/catalog-index.js';
import { checkIndex } from '../../../server/isms/catalog/check-index.js';
import { kompendiumIndex } from '../../../server/isms/catalog/kompendium-index.js';
import { readOscalCatalog } from '../../../server/isms/catalog/oscal-catalog.js';
import { oscalIndex } from '../../../server/isms/catalog/oscal-index.js';
import { readKompendium } from '../../../server/isms/catalog/read-kompendium.js';
import { book } from './book.js';

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
      metadata: { title: 'Kernel', version: '1' },
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
  const index = oscalIndex(readOscalCatalog(JSON.stringify(source), 'f.json'), head);
  t.same(index.groups, [
    { id: 'G', title: 'Gruppe' },
    { id: 'G.1', title: 'Untergruppe' },
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
    { id: 'G.1.1.1', group: 'G.1', title: 'Kind' },
  ]);
  t.equal(checkIndex(index, 'f.json'), index);
  t.throws(
    ...refusal({ ...index, controls: [{ id: 'X', group: 'none', title: 'X' }] }, /\/controls\/0\/group/),
  );
});

t.test('an OSCAL file that is cut off or of another form is refused with its place', async (t) => {
  const text = '{\n  "catalog": {\n    "metadata": {},,\n';
  t.throws(() => readOscalCatalog(text, 'f.json'), {
    code: 'CATALOG_MALFORMED',
    message: /^f\.json:3:\d+: is not JSON/,
  });
  t.throws(() => readOscalCatalog('{"catalog"', 'f.json'), { message: /^f\.json:1:\d+: / });
  t.throws(() => readOscalCatalog('{"profile":{}}', 'f.json'), { message: /f\.json: \/: .*catalog/ });
  const wrong =
    '{"catalog":{"metadata":{"title":"x","version":"1"},"groups":[{"title":"g","controls":[{"id":1,"title":"t"}]}]}}';
  t.throws(() => readOscalCatalog(wrong, 'f.json'), { message: /\/catalog\/groups\/0\/controls\/0\/id/ });
});
