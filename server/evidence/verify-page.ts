import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { programFile } from '../contract/program-file.js';

/** In the order in which they use each other. */
const modules = [
  'bytes',
  'canonical',
  'leaf',
  'proof',
  'note',
  'archive',
  'manifest',
  'ed25519',
  'package',
  'browser-crypto',
  'texts',
  'browser',
];

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 50rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0; }
nav { display: flex; justify-content: end; gap: .5rem; }
button, input { font: inherit; min-height: 2.75rem; border: 1px solid; border-radius: .25rem; padding: .4rem .8rem;
  background: Canvas; color: CanvasText; }
button[aria-pressed=true] { background: CanvasText; color: Canvas; }
label { display: block; font-weight: 600; margin: 1.25rem 0 .25rem; }
input { width: 100%; box-sizing: border-box; }
:focus-visible { outline: 3px solid #171a2b; outline-offset: 2px; }
.verdict { font-size: 1.3rem; font-weight: 700; padding: .75rem 1rem; border-left: .5rem solid; margin: 1.5rem 0 1rem; }
.good { border-color: #007a3d; } .bad { border-color: #c5162e; }
.checks { list-style: none; padding: 0; }
.checks > li { padding: .35rem 0 .35rem 2rem; position: relative; border-bottom: 1px solid #8886; }
.checks > li::before { position: absolute; left: .25rem; font-weight: 700; }
.ok::before { content: '\\2713'; color: #007a3d; } .failed::before { content: '\\2717'; color: #c5162e; }
.skipped::before { content: '\\2013'; }
.failed ul { font-weight: 600; overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: .5rem; } dd { margin: 0; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { :focus-visible { outline-color: #fff; } }
`;

/**
 * @returns one HTML file that verifies packages in a browser. Its policy lets it run its own script and nothing else:
 * it can load and send nothing.
 */
export function verifyPage(): string {
  const script = modules.map(moduleText).join('\n');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'`;
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Grundwacht</title>
<style>${style}</style>
</head>
<body>
<nav><button type="button" id="language-de" lang="de">Deutsch</button><button type="button" id="language-en" lang="en">English</button></nav>
<main>
<h1 id="text-title"></h1>
<p id="text-intro"></p>
<label for="expected" id="text-fingerprint"></label>
<input id="expected" autocomplete="off" spellcheck="false" aria-describedby="text-fingerprintHelp">
<small id="text-fingerprintHelp"></small>
<label for="file" id="text-choose"></label>
<input id="file" type="file" accept=".zip,application/zip">
<div id="result" role="status"></div>
</main>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** A compiled module as a part of one script: its names are those of the others, too. */
function moduleText(name: string): string {
  const text = readFileSync(programFile(`server/evidence/verify/${name}.js`), 'utf8');
  return text
    .replace(/^import [^;]*;\n/gm, '')
    .replace(/^export \{\};\n/gm, '')
    .replace(/^export /gm, '')
    .replace(/^\/\/\/ <reference.*\n/gm, '')
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '');
}
