import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { packageRoot } from '../contract/package-root.js';
import { coveredCharacters, displayable } from './coverage.js';
import { reportFonts } from './fonts.js';

// Runs in a process of its own: compiling takes a processor for seconds and hundreds of megabytes for long documents.
const [folder = '', file = ''] = process.argv.slice(2);
const fonts = reportFonts();
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs: fonts }] });
const data = join(folder, 'report.json');
// PDF/UA-1 does not allow characters without a glyph; fonts of the machine would make other documents elsewhere.
const { text, replaced } = displayable(readFileSync(data, 'utf8'), coveredCharacters(fonts[0]!));
compiler.mapShadow(data, Buffer.from(`${text.slice(0, -1)},"replaced":${replaced}}`));
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
