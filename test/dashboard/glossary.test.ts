import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';

const folder = join(packageRoot(), 'dashboard');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
type Glossary = Record<string, { term: string; text: string; source: string }>;
const de = JSON.parse(read('glossary/de.json')) as Glossary;
const en = JSON.parse(read('glossary/en.json')) as Glossary;
/** A tooltip is read at one go. */
const longestText = 260;

t.test('both languages explain the same terms, in the same order', async (t) => {
  t.same(Object.keys(de), Object.keys(en));
  t.same(Object.keys(de), Object.keys(de).toSorted(), 'by id');
});

t.test('each entry is complete, short, and names where the term is laid down', async (t) => {
  for (const [language, glossary] of Object.entries({ de, en }))
    for (const [id, { term, text, source }] of Object.entries(glossary)) {
      t.ok(term !== '' && source !== '', `${language} ${id}`);
      t.ok(text.length > 20 && text.length <= longestText, `${language} ${id}: ${text.length} characters`);
      t.match(text, /[.!?)]$/, `${language} ${id} ends as a sentence`);
    }
});

t.test('the same places in the standards are named in both languages', async (t) => {
  const numbers = (source: string) => [...source.matchAll(/\d+(?:\.\d+)*/g)].map(String).sort();
  for (const [id, { source }] of Object.entries(de)) t.same(numbers(source), numbers(en[id]!.source), id);
});

t.test('every term is used on a page', async (t) => {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.tsx'),
  );
  const uses = sources.map(read).flatMap((code) => {
    // A file that knows the type may choose among terms; elsewhere each stands where it is used.
    const place = /\bTermId\b/.test(code)
      ? ''
      : String.raw`(?:\bterm(?:=|: )|<Term(?:Mark)?\s(?:key="\w+"\s+)?id=)`;
    return [...code.matchAll(new RegExp(`${place}["']([a-z][a-z-]+)["']`, 'g'))].map(([, id]) => id!);
  });
  const used = new Set(uses);
  const unused = Object.keys(de).filter((id) => !used.has(id));
  t.same(unused, [], 'explained, but nowhere marked in the interface');
});
