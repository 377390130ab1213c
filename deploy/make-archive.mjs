// Makes one archive from which Grundwacht is installed on a machine without a network: the built program, its
// production packages, rules and catalogues, documentation, a bill of materials (CycloneDX) and checksums.
//
//   npm ci && npm run build && node deploy/make-archive.mjs [folder]
//
// It is made for the platform that it is made on: packages with machine code differ.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const name = `grundwacht-${version}-${process.platform}-${process.arch}`;
const target = resolve(process.argv[2] ?? '.');

/** What the running program reads, and what an administrator needs. */
const parts = [
  'package.json',
  'package-lock.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'build/program',
  'build/dashboard',
  'rules',
  'grundschutz-catalog',
  'collectors/linux',
  'collectors/windows/audit-policy.ps1',
  'server/report/report.typ',
  'server/report/fonts',
  'deploy',
  'docs',
];

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

if (
  !existsSync(join(root, 'build/program/grundwacht.js')) ||
  !existsSync(join(root, 'build/dashboard/index.html'))
) {
  throw new Error('build the program first: npm ci && npm run build');
}
const stage = mkdtempSync(join(tmpdir(), 'grundwacht-archive-'));
try {
  const folder = join(stage, name);
  mkdirSync(folder);
  const wanted = (from) => !/(\.tsbuildinfo|\.d\.ts|\.map)$/.test(from);
  for (const part of parts) {
    const from = join(root, part);
    if (!existsSync(from)) throw new Error(`${part} is missing`);
    cpSync(from, join(folder, part), { recursive: true, filter: wanted });
  }
  process.stderr.write('packages ...\n');
  run('npm', ['ci', '--omit=dev', '--no-fund', '--no-audit', '--prefer-offline'], folder);
  const sbom = run(
    'npm',
    ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx', '--sbom-type=application'],
    folder,
  );
  writeFileSync(join(folder, 'sbom.cdx.json'), sbom);
  const sums = filesBelow(folder).map((file) => `${sha256(join(folder, file))}  ./${file}`);
  writeFileSync(join(folder, 'SHA256SUMS'), `${sums.join('\n')}\n`);
  mkdirSync(target, { recursive: true });
  const archive = join(target, `${name}.tar.gz`);
  process.stderr.write('archive ...\n');
  run(
    'tar',
    ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=go-w', '-czf', archive, name],
    stage,
  );
  writeFileSync(`${archive}.sha256`, `${sha256(archive)}  ${name}.tar.gz\n`);
  process.stdout.write(`${archive}\n`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}
