import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { indexFigures, indexFile } from '../../server/cli/catalog.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { committedCatalogs, readCommittedIndex } from '../../server/isms/catalog/committed.js';
import { formatIndex } from '../../server/isms/catalog/format-index.js';
import { official } from '../isms/catalog/official.js';

const sources = {
  'kompendium-2023': 'kompendium-2023/XML_Kompendium_2023.xml',
  iso27001: 'stand-der-technik/ISO27001-AnnexA-catalog.json',
  'grundschutz-plus-plus': 'stand-der-technik/BSI-Stand-der-Technik-Kernel-catalog.json',
};
const figures = {
  'kompendium-2023': { layers: 10, bausteine: 111, requirements: 1835, withdrawn: 290, threats: 47 },
  iso27001: { groups: 4, controls: 93 },
  'grundschutz-plus-plus': { groups: 117, controls: 901 },
};

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
    const index = await indexFile(file, { out: id, title, edition });
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
