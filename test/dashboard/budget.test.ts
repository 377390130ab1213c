import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}

const root = packageRoot();
const built = join(root, 'build/dashboard');
const manifestPath = join(built, '.vite/manifest.json');
const skip = existsSync(manifestPath) ? false : 'the dashboard is not built: npm run build';
const manifest = skip ? {} : (JSON.parse(readFileSync(manifestPath, 'utf8')) as Record<string, Chunk>);
const budget = JSON.parse(readFileSync(join(root, 'dashboard/budget.json'), 'utf8')) as Record<
  'first_load_script_gzip_bytes' | 'first_load_style_gzip_bytes' | 'page_script_gzip_bytes',
  number
>;
const entry = 'index.html';

/** @returns keys of the chunks that a browser loads before those of the keys can run, themselves included */
function closure(...keys: string[]): Set<string> {
  const found = new Set(keys);
  for (const key of found) for (const imported of manifest[key]!.imports ?? []) found.add(imported);
  return found;
}

const sizes = new Map<string, number>();
function gzipped(file: string): number {
  const size = sizes.get(file) ?? gzipSync(readFileSync(join(built, file))).length;
  sizes.set(file, size);
  return size;
}
const total = (keys: Iterable<string>) =>
  [...keys].reduce((sum, key) => sum + gzipped(manifest[key]!.file), 0);

/** The chunks by size, for whoever has to find what grew. */
const largest = (keys: Iterable<string>) =>
  [...keys]
    .map((key) => `${gzipped(manifest[key]!.file)} ${key}`)
    .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
    .slice(0, 12);

t.test('first load: program, first page and its texts', { skip }, async (t) => {
  for (const language of ['de', 'en']) {
    const keys = closure(entry, `locales/${language}.json?first`);
    const bytes = total(keys);
    t.comment(`${language}: ${bytes} bytes of JavaScript, gzip`);
    if (bytes > budget.first_load_script_gzip_bytes)
      t.fail(`first load, ${language}: ${bytes} bytes of JavaScript, gzip`, { largest: largest(keys) });
  }
  t.ok(closure(entry).size > 5, 'the chunks are found');
});

t.test('first load: style sheets', { skip }, async (t) => {
  const bytes = (manifest[entry]!.css ?? []).reduce((sum, file) => sum + gzipped(file), 0);
  t.comment(`${bytes} bytes of CSS, gzip`);
  t.ok(bytes > 0 && bytes <= budget.first_load_style_gzip_bytes, `${bytes} bytes of CSS, gzip`);
});

t.test('each further page adds little', { skip }, async (t) => {
  const first = closure(entry);
  const pages = (manifest[entry]!.dynamicImports ?? []).filter((key) => key.startsWith('pages/'));
  t.ok(pages.length > 40, `${pages.length} pages are loaded on demand`);
  for (const page of pages) {
    const added = [...closure(page)].filter((key) => !first.has(key));
    const bytes = total(added);
    t.ok(bytes <= budget.page_script_gzip_bytes, `${page}: ${bytes} bytes, gzip`);
  }
});

t.test('both parts of the texts make the whole', { skip }, async (t) => {
  const of = (key: string) => readFileSync(join(built, manifest[key]!.file), 'utf8');
  const first = of('locales/de.json?first');
  const rest = of('locales/de.json?rest');
  for (const key of ['login.title', 'alerts.title', 'nav.risks', 'action.retry', 'error.NETWORK'])
    t.ok(first.includes(`"${key}"`) || first.includes(`\`${key}\``), `${key} is there at once`);
  const all = Object.keys(JSON.parse(readFileSync(join(root, 'dashboard/locales/de.json'), 'utf8')));
  const has = (text: string, key: string) => text.includes(`"${key}"`) || text.includes(`\`${key}\``);
  t.same(
    all.filter((key) => has(first, key) === has(rest, key)),
    [],
    'each text stands in exactly one part',
  );
});
