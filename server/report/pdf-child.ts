import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { packageRoot } from '../contract/package-root.js';
import { reportFonts } from './fonts.js';

// Runs in a process of its own: compiling takes a processor for seconds and hundreds of megabytes for long documents.
const [folder = '', file = ''] = process.argv.slice(2);
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs: reportFonts() }] });
const template = readFileSync(join(packageRoot(), 'server', 'report', 'report.typ'), 'utf8');
const compiled = compiler.compile({ mainFileContent: template });
const document = compiled.result;
if (document === null) {
  console.error(JSON.stringify(compiled.takeError()?.shortDiagnostics));
  process.exit(1);
}
try {
  writeFileSync(file, compiler.pdf(document, { pdfStandard: 'ua-1' }));
  console.log(document.numOfPages);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
