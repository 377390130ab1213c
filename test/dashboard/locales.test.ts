import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseSync, Visitor } from 'vite';
import { packageRoot } from '../../server/contract/package-root.js';

const folder = join(packageRoot(), 'dashboard');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const de = JSON.parse(read('locales/de.json')) as Record<string, string>;
const en = JSON.parse(read('locales/en.json')) as Record<string, string>;
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /\.tsx?$/.test(path),
);

t.test('both languages have the same keys, in the same order', async (t) => {
  t.same(Object.keys(de), Object.keys(en));
  const empty = [...Object.entries(de), ...Object.entries(en)].filter(([, text]) => text.trim() === '');
  t.same(empty, []);
});

t.test('both languages have the same placeholders', async (t) => {
  const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, text] of Object.entries(en)) t.same(placeholders(de[key]!), placeholders(text), key);
});

t.test('a plural has every form that the languages need', async (t) => {
  for (const language of ['de', 'en']) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    t.same([...forms].sort(), ['one', 'other'], language);
  }
  const bases = Object.keys(en).flatMap((key) => /^(.+)\.(?:one|other)$/.exec(key)?.[1] ?? []);
  for (const base of new Set(bases)) t.ok(`${base}.one` in en && `${base}.other` in en, base);
});

t.test('every message is used', async (t) => {
  const code = sources.map(read).join('\n');
  const literals = new Set([...code.matchAll(/['"]([a-z_]+(?:\.\w+)+)['"]/g)].map((match) => match[1]!));
  const templates = [...code.matchAll(/`((?:\w+\.)+)\$\{/g)].map((match) => match[1]!);
  const used = (key: string) => {
    const base = key.replace(/\.(?:one|other)$/, '');
    return literals.has(key) || literals.has(base) || templates.some((prefix) => key.startsWith(prefix));
  };
  t.same(
    Object.keys(en).filter((key) => !used(key)),
    [],
  );
});

/** Attributes whose text a person reads, of elements and of the dashboard's own components. */
const spoken = new Set([
  ...['aria-label', 'aria-description', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext'],
  ...['title', 'label', 'placeholder', 'alt', 'hint', 'text', 'caption', 'action', 'legend', 'header'],
  ...['summary', 'heading', 'description', 'note', 'error', 'submitLabel', 'addLabel', 'missing'],
]);
const hasLetter = /\p{L}/u;

/** @returns texts that an expression can come to, as far as they stand in it */
function literals(node: { type: string } & Record<string, unknown>): string[] {
  const inside = (name: string) => literals(node[name] as Parameters<typeof literals>[0]);
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
    case 'ConditionalExpression':
      return [...inside('consequent'), ...inside('alternate')];
    case 'LogicalExpression':
      return inside('right');
    case 'JSXExpressionContainer':
      return inside('expression');
    default:
      return [];
  }
}

/** @returns texts that stand in the JSX of a component instead of in the catalogues */
function hardCoded(path: string, code: string): string[] {
  const found: string[] = [];
  const visitor = new Visitor({
    JSXText({ value }) {
      found.push(value.trim());
    },
    JSXAttribute({ name, value }) {
      const spokenName = name.type === 'JSXIdentifier' && spoken.has(name.name);
      if (spokenName && value) found.push(...literals(value as unknown as Parameters<typeof literals>[0]));
    },
    JSXElement({ openingElement: { name }, children }) {
      // What a person copies into a configuration is the same in every language.
      if (name.type === 'JSXIdentifier' && /^(?:code|pre)$/.test(name.name)) return;
      for (const child of children)
        if (child.type === 'JSXExpressionContainer')
          found.push(...literals(child as unknown as Parameters<typeof literals>[0]));
    },
  });
  visitor.visit(parseSync(path, code, { lang: 'tsx' }).program);
  return found.map((text) => text.trim()).filter((text) => hasLetter.test(text));
}

/** Words that are the same in every language. */
const names = new Set(['YAML', 'SHA-256', 'ms', 'MiB', 'kB']);

t.test('no text that a person reads stands in a component', async (t) => {
  for (const path of sources.filter((each) => each.endsWith('.tsx')))
    t.same(
      hardCoded(path, read(path)).filter((text) => !names.has(text)),
      [],
      path,
    );
});

t.test('the scan finds text in components', async (t) => {
  const code = `export const A = () => <p title="Hello" aria-label={x ? 'Yes' : t('a.b')} id="x">
    {t("a.b")} World <b placeholder={\`No \${x}\`}>×</b>{x ?? 'or'}</p>;`;
  t.same(hardCoded('a.tsx', code).sort(), ['Hello', 'No', 'World', 'Yes', 'or'].sort());
});

/** What formats a date or a number, or takes a day from a clock without a time zone. */
const formatting =
  /\.toLocale\w+\(|\bIntl\.(?!Collator)|new Date\(\)\.(?:toISOString\(\)\.s|get)\w+\(|\.getHours\(|\.toDateString\(/;

t.test('dates and numbers are formatted in one place, by language and in the display zone', async (t) => {
  const own = sources.filter((path) => !path.startsWith('i18n'));
  t.same(
    own.filter((path) => formatting.test(read(path))),
    [],
    'use what useMessages gives, or today() of i18n/zoned-time.ts',
  );
  t.match('new Date().toLocaleDateString()', formatting);
});
