import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readEnvironment, variables } from '../../server/config/environment.js';
import { ConfigSchema } from '../../server/config/schema.js';
import { packageRoot } from '../../server/contract/package-root.js';

const operations = readFileSync(join(packageRoot(), 'docs/operations.md'), 'utf8');

interface Key {
  default?: unknown;
  properties?: Record<string, Key>;
}

/** Rows of the table that begins with the given heading cells, each as its trimmed cells. */
function table(...headings: string[]): string[][] {
  const rows = operations.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const head = rows.findIndex((row) => headings.every((heading, at) => row[at] === heading));
  if (head < 0) throw new Error(`docs/operations.md has no table | ${headings.join(' | ')} |`);
  const end = rows.findIndex((row, at) => at > head && row.length === 0);
  return rows.slice(head + 2, end);
}

/** `key`, default as JSON and environment variable of every key of the schema, as the table writes them. */
function keysOf(schema: Key, path: readonly string[] = []): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, key]) => {
    const here = [...path, name];
    if (key.properties !== undefined) return keysOf(key, here);
    const variable = Object.entries(variables).find(([, { path }]) => path.join('.') === here.join('.'))?.[0];
    const [value, env] = [
      `\`${JSON.stringify(key.default)}\``,
      variable === undefined ? '' : `\`${variable}\``,
    ];
    return [[`\`${here.join('.')}\``, value, env]];
  });
}

t.test(
  'the table of keys is the schema: names, defaults, environment variables, in the same order',
  async (t) => {
    const documented = table('Key', 'Default', 'Environment variable', 'Meaning');
    t.strictSame(
      documented.map((row) => row.slice(0, 3)),
      keysOf(JSON.parse(JSON.stringify(ConfigSchema)) as Key),
    );
    for (const [key, , , meaning] of documented) t.ok(meaning, `${key} says what it means`);
  },
);

t.test('the table of other variables names those that the program accepts besides', async (t) => {
  let known = '';
  try {
    readEnvironment({ GRUNDWACHT_0123456789_0123456789: '1' });
  } catch (error) {
    known = (error as Error).message;
  }
  const accepted = (/Known: (.*)\.$/.exec(known)?.[1] ?? '').split(', ');
  const others = accepted.filter((name) => !Object.hasOwn(variables, name));
  t.ok(others.length > 0, known);
  const documented = table('Variable', 'Meaning').map(([name]) => name?.replaceAll('`', ''));
  t.strictSame(documented.toSorted(), others.toSorted());
});
