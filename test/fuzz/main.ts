import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../server/contract/package-root.js';
import { nameOf } from './fuzz.js';
import { runTarget, targetNames } from './run.js';

/** `npm run fuzz -- [--seconds N] [--seed N] [target...]`: seconds for each target, 60 without it. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const names = targetNames();
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no target ${unknown.join(', ')}; there are ${names.join(', ')}\n`);
  process.exit(2);
}
process.stdout.write(`seed ${seed}\n`);
const folder = join(packageRoot(), 'build/fuzz');
for (const name of positionals.length > 0 ? positionals : names) {
  const { inputs, corpus, blocks, slowest, findings } = await runTarget(name, Number(values.seconds), seed);
  process.stdout.write(
    `${name.padEnd(16)} ${String(inputs).padStart(9)} inputs ${String(blocks).padStart(6)} blocks ${String(corpus).padStart(5)} kept, slowest ${slowest.toFixed(0)} ms\n`,
  );
  for (const finding of findings) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, nameOf(finding));
    writeFileSync(path, finding.input);
    process.exitCode = 1;
    process.stdout.write(`  ${finding.kind}: ${finding.detail}\n  ${path}\n`);
  }
}
