import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { indexFigures, indexFile, indexMapping, mappingFigures } from '../../server/cli/catalog-index.js';
import { packageRoot } from '../../server/contract/package-root.js';
import {
  committedCatalogs,
  committedMappings,
  readCommittedIndex,
  readCommittedMapping,
} from '../../server/isms/catalog/committed.js';
import { formatIndex } from '../../server/isms/catalog/format-index.js';
import { oscalSchemaFile } from '../../server/isms/catalog/oscal-schema.js';
import { official } from '../isms/catalog/official.js';

const sources = {
  'kompendium-2023': 'kompendium-2023/XML_Kompendium_2023.xml',
  iso27001: 'stand-der-technik/ISO27001-AnnexA-catalog.json',
  'grundschutz-plus-plus': 'stand-der-technik/BSI-Stand-der-Technik-Kernel-catalog.json',
  'grundschutz-plus-plus-methodik': 'stand-der-technik/BSI-Methodik-Grundschutz++-catalog.json',
};
const figures = {
  'kompendium-2023': { layers: 10, bausteine: 111, requirements: 1835, withdrawn: 290, threats: 47 },
  iso27001: { groups: 4, controls: 93 },
  'grundschutz-plus-plus': { groups: 117, controls: 901, categories: 39 },
  'grundschutz-plus-plus-methodik': { groups: 41, controls: 95 },
};

const categories = official('stand-der-technik/namespaces/target_object_categories.csv');

for (const id of committedCatalogs) {
  t.test(`the committed index ${id} has the figures of its source`, async (t) => {
    const index = await readCommittedIndex(id);
    t.equal(index.id, id);
    t.same(indexFigures(index), figures[id]);
  });

  const { file, skip } = official(sources[id]);
  t.test(`the committed index ${id} is what the official file gives`, { skip }, async (t) => {
    const committed = await readFile(join(packageRoot(), 'grundschutz-catalog', id, 'index.json'), 'utf8');
    const { title, edition } = await readCommittedIndex(id);
    const index = await indexFile(file, {
      out: id,
      title,
      edition,
      ...(id === 'grundschutz-plus-plus' ? { categories: categories.file } : {}),
    });
    t.ok(formatIndex(index) === committed, `run grundwacht catalog index for ${id} again`);
  });
}

t.test('modal verbs of Grundschutz++ are counted as its publisher counts them', async (t) => {
  const index = await readCommittedIndex('grundschutz-plus-plus');
  if (index.kind !== 'controls') throw new Error('has another kind');
  const count = (verb: string) => index.controls.filter(({ modal_verb }) => modal_verb === verb).length;
  t.same([count('MUSS'), count('SOLLTE'), count('KANN')], [69, 608, 224]);
});

t.test('every Annex A control has an English and a German title', async (t) => {
  const index = await readCommittedIndex('iso27001');
  if (index.kind !== 'controls') throw new Error('has another kind');
  t.same(
    index.controls.filter(({ title_de }) => title_de === undefined),
    [],
  );
});

const folder = (id: string): string => join(packageRoot(), 'grundschutz-catalog', id);
const numbering = official('stand-der-technik/ITGS-to-GS++-mapping_collection.json');
const kernel = folder('grundschutz-plus-plus');
const methodik = folder('grundschutz-plus-plus-methodik');
const mappings = {
  'kompendium-2023-to-grundschutz-plus-plus': {
    ...numbering,
    options: { from: 'kompendium-2023', to: [kernel, methodik] },
    figures: { pairs: 1185, confirmed: 1039, moved: 130, unconfirmed: 0, absent: 16 },
  },
  'iso27001-to-grundschutz-plus-plus': {
    ...official('stand-der-technik/ISO27001-AnnexA-to-GS++-mapping_collection.json'),
    options: { from: 'iso27001', to: [methodik, kernel], numbering: numbering.file },
    figures: { pairs: 365, confirmed: 115, moved: 29, unconfirmed: 208, absent: 13 },
  },
};

for (const id of committedMappings) {
  const { file, skip, options, figures } = mappings[id];
  t.test(`the committed mapping ${id} has the figures of its source`, async (t) => {
    t.same(mappingFigures(await readCommittedMapping(id)), figures);
  });

  t.test(`the committed mapping ${id} is what the official file gives`, { skip }, async (t) => {
    const out = join(packageRoot(), 'grundschutz-catalog', 'mappings', `${id}.json`);
    const { title } = await readCommittedMapping(id);
    const index = await indexMapping(file, { ...options, out, title });
    t.ok(
      formatIndex(index) === (await readFile(out, 'utf8')),
      `run grundwacht catalog mapping-index for ${id}`,
    );
  });
}

t.test("BSI's mapping starts from 510 requirements, all of them in the Kompendium and valid", async (t) => {
  const kompendium = await readCommittedIndex('kompendium-2023');
  if (kompendium.kind !== 'kompendium') throw new Error('has another kind');
  const valid = new Set(
    kompendium.bausteine.flatMap(({ requirements }) =>
      requirements.filter(({ withdrawn }) => !withdrawn).map(({ id }) => id),
    ),
  );
  const { pairs } = await readCommittedMapping('kompendium-2023-to-grundschutz-plus-plus');
  const sources = new Set(pairs.map(({ source }) => source.replace(/\.\d+$/, '')));
  t.equal(sources.size, 510);
  t.same(
    [...sources].filter((id) => !valid.has(id)),
    [],
  );
});

t.test("NIST's schema is the official one", { skip: official('../oscal').skip }, async (t) => {
  const shipped = gunzipSync(await readFile(join(folder('oscal'), oscalSchemaFile)));
  const source = await readFile(official('../oscal/oscal_complete_schema-1.2.1.json').file);
  t.ok(shipped.equals(source));
});
