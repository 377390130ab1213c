// Compiles index.ts to ../wasm-module.ts: `npm run build:wasm`, only needed after a change of it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'grundwacht-wasm-'));
try {
  const output = join(folder, 'scanner.wasm');
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '512'];
  const compiler = ['-y', '-p', 'assemblyscript@0.28.20', 'asc'];
  execFileSync('npx', [...compiler, path('index.ts'), '--outFile', output, ...options], {
    stdio: 'inherit',
  });
  const source = createHash('sha256');
  const names = readdirSync(path('.')).filter((name) => name.endsWith('.ts'));
  for (const name of names.sort()) source.update(readFileSync(path(name)));
  const base64 = readFileSync(output).toString('base64');
  writeFileSync(
    path('../wasm-module.ts'),
    `// Made by \`npm run build:wasm\` from assembly.

/** SHA-256 of the source files, in the order of their names. */
export const sourceHash = '${source.digest('hex')}';

/** The compiled module. */
export const wasmModule =
  '${base64}';
`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
