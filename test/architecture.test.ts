import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import t from 'tap';
import { packageRoot } from '../server/contract/package-root.js';

const root = packageRoot();

/** Who may import whom: DESIGN's directions. A part that is not listed as a key does not exist. */
const allowed: Record<string, string[]> = {
  'server/contract': [],
  'server/config': ['server/contract'],
  'server/postgres': ['server/contract'],
  'server/normalise': ['server/contract'],
  'server/query': ['server/contract', 'server/normalise'],
  'server/detect': ['server/contract', 'server/normalise'],
  'server/indicators': ['server/contract', 'server/normalise', 'server/query'],
  'server/pseudonym': ['server/contract', 'server/query'],
  'server/alert': ['server/contract', 'server/normalise', 'server/detect'],
  'server/case': ['server/contract', 'server/normalise'],
  'server/isms': ['server/contract'],
  'server/signal': ['server/contract', 'server/query', 'server/isms'],
  'server/evidence': ['server/contract'],
  'server/journal': ['server/contract'],
  'server/store': [
    'server/contract',
    'server/query',
    'server/alert',
    'server/case',
    'server/isms',
    'server/signal',
    'server/evidence',
    'server/scan',
  ],
  'server/backup': [
    'server/contract',
    'server/postgres',
    'server/evidence',
    'server/journal',
    'server/store',
  ],
  'server/metrics': ['server/contract', 'server/config'],
  'server/self-monitoring': ['server/contract', 'server/store'],
  'server/scan': ['server/contract', 'server/isms'],
  'server/report': ['server/contract', 'server/case', 'server/isms', 'server/store'],
  'server/identity': ['server/contract', 'server/query', 'server/store'],
  'server/notify': ['server/contract', 'server/normalise', 'server/store'],
  'server/ingest': ['server/contract', 'server/journal', 'server/identity'],
  'server/detection': [
    'server/contract',
    'server/normalise',
    'server/detect',
    'server/indicators',
    'server/pseudonym',
    'server/alert',
    'server/journal',
    'server/ingest',
    'server/store',
  ],
  'server/backtest': ['server/contract', 'server/normalise', 'server/detect', 'collectors'],
  'server/api': [
    'server/contract',
    'server/normalise',
    'server/query',
    'server/indicators',
    'server/pseudonym',
    'server/alert',
    'server/case',
    'server/isms',
    'server/signal',
    'server/evidence',
    'server/scan',
    'server/detect',
    'server/backtest',
    'server/store',
    'server/report',
    'server/notify',
    'server/identity',
  ],
  collectors: ['server/contract', 'server/journal'],
  dashboard: ['server/contract', 'server/evidence'],
};

/** These are functions over plain data: no framework, no database, no clock, no randomness. */
const pure = [
  'server/normalise',
  'server/query',
  'server/detect',
  'server/indicators',
  'server/pseudonym',
  'server/alert',
  'server/case',
  'server/isms',
  'server/signal',
  'server/evidence',
  'server/scan',
];
const forbiddenPackages =
  /^(fastify|@fastify\/.*|pg|kysely|@duckdb\/.*|node:(http|https|net|dgram|child_process))$/;
/** Functions of node:net that only look at text. */
const pureOfNet = /^import \{ (?:(?:isIP|isIPv4|isIPv6|BlockList)(?:, )?)+ \} from 'node:net';$/m;
const clock =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|performance\.now\(/;

interface Source {
  file: string;
  part: string;
  text: string;
  imports: { target: string; typeOnly: boolean }[];
}

const sources = ['server', 'collectors', 'dashboard'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && !name.includes('node_modules'))
    .map((name) => read(join(folder, name))),
);

function read(file: string): Source {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  const imports = [...found].map((m) => ({ target: m[2] ?? m[3] ?? m[4]!, typeOnly: m[1] !== undefined }));
  return { file, part: partOf(file), text, imports };
}

function partOf(file: string): string {
  const [top, second, third] = file.split('/');
  if (top !== 'server') return top!;
  return third !== undefined && second !== 'cli' ? `server/${second}` : 'server';
}

const resolved = (source: Source, target: string) =>
  normalize(join(dirname(source.file), target)).replace(/\.js$/, '.ts');

t.test('there are sources to look at', async (t) => {
  t.ok(sources.length > 20);
});

t.test('imports follow the directions of the design', async (t) => {
  for (const source of sources) {
    if (source.part === 'server') continue;
    const may = allowed[source.part];
    t.ok(may, `${source.part} is a part of the design`);
    for (const { target } of source.imports.filter((i) => i.target.startsWith('.'))) {
      const part = partOf(resolved(source, target));
      if (part !== source.part) t.ok(may?.includes(part), `${source.file} imports ${target}`);
    }
  }
});

t.test('project references say the same, so that tsc refuses what this test refuses', async (t) => {
  for (const [part, may] of Object.entries(allowed)) {
    const project = JSON.parse(readFileSync(join(root, part, 'tsconfig.json'), 'utf8')) as {
      references?: { path: string }[];
    };
    for (const { path } of project.references ?? []) {
      const reference = relative(root, join(root, part, path));
      t.ok(may.includes(reference), `${part} refers to ${reference}`);
    }
  }
});

t.test(
  'the dashboard takes types alone from the server, and what verifies a package without it',
  async (t) => {
    for (const source of sources.filter((s) => s.part === 'dashboard')) {
      for (const { target } of source.imports.filter((i) => i.target.includes('server/evidence')))
        t.match(target, /server\/evidence\/verify\//, `${source.file} imports ${target}`);
      for (const { target, typeOnly } of source.imports.filter((i) => i.target.includes('server/contract'))) {
        t.ok(typeOnly, `${source.file}: import type from ${target}`);
      }
    }
  },
);

t.test('the core knows no framework, no database and no clock', async (t) => {
  for (const source of sources.filter((s) => pure.includes(s.part))) {
    for (const { target } of source.imports) {
      if (target === 'node:net' && pureOfNet.test(source.text)) continue;
      t.notMatch(target, forbiddenPackages, `${source.file} imports ${target}`);
    }
    t.notMatch(source.text, clock, `${source.file} is given the time`);
  }
});

t.test(
  'a detection thread loads no schemas, no database and no server: each thread would pay for them',
  async (t) => {
    const loaded = new Set<string>();
    const packages = new Set<string>();
    const visit = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const source = sources.find((s) => s.file === file)!;
      for (const { target } of source.imports.filter((i) => !i.typeOnly)) {
        if (target.startsWith('.')) visit(resolved(source, target));
        else if (!target.startsWith('node:')) packages.add(target);
      }
    };
    visit('server/detection/thread-main.ts');
    t.same([...packages].sort(), ['re2js', 'saxes', 'yaml']);
  },
);

t.test('no file imports itself through others', async (t) => {
  const graph = new Map(
    sources.map((source) => [
      source.file,
      source.imports
        .filter((i) => i.target.startsWith('.') && !i.typeOnly)
        .map((i) => resolved(source, i.target)),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) t.fail(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  t.ok(done.size > 0);
});

t.test('commands write to the terminal through what names hidden characters', async (t) => {
  const folder = join(root, 'server/cli');
  const direct = /process\.(?:stdout|stderr)\.write\((.*)/g;
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'write.ts')) {
    const written = [...readFileSync(join(folder, name), 'utf8').matchAll(direct)].map(([, what]) => what!);
    // Progress on one line, which no record has a part in.
    t.same(
      written.filter((what) => !/^(?:`\\r|'\\r|'\\n')/.test(what)),
      [],
      name,
    );
  }
});
