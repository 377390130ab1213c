import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const kern = createRequire(import.meta.url).resolve('@kern-ux/native/dist/kern.css');
const importLine = /@import "@kern-ux\/native\/dist\/kern\.css" layer\((\w+)\);/;

/** @returns {(name: string) => boolean} whether a component names the class; `kern-btn--${...}` names all that begin so */
function usedClasses() {
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
  const names = new Set(code.match(/\bkern-[\w-]*\w/g));
  const prefixes = [...code.matchAll(/\b(kern-[\w-]+-)\$\{/g)].map(([, prefix]) => prefix);
  return (name) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

/** @returns {number} where the block ends that begins with the brace at a place; strings are passed over */
function endOfBlock(css, open) {
  let depth = 0;
  for (let at = open; at < css.length; at++) {
    const character = css[at];
    if (character === '"' || character === "'") at = css.indexOf(character, at + 1);
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  throw new Error('kern.css: a block is not closed');
}

/** @returns {string[]} a selector list's members; commas in brackets do not divide */
function selectorsOf(list) {
  const members = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '(' || character === '[') depth++;
    if (character === ')' || character === ']') depth--;
    if (character === ',' && depth === 0) members.push('');
    else members[members.length - 1] += character;
  }
  return members;
}

/**
 * Leaves out the rules of a style sheet that no component can meet.
 * @param {string} css without comments
 * @param {(name: string) => boolean} isUsed whether a class is
 */
export function pruneCss(css, isUsed) {
  const canMatch = (selector) =>
    [...selector.replace(/:not\([^)]*\)/g, '').matchAll(/\.(kern-[\w-]+)/g)].every(([, name]) =>
      isUsed(name),
    );
  let kept = '';
  for (let at = 0; ; ) {
    const open = css.indexOf('{', at);
    if (open === -1) return kept;
    const end = endOfBlock(css, open);
    const head = css
      .slice(at, open)
      .replace(/^[\s\S]*;(?=[^;]*$)/, '')
      .trim();
    const body = css.slice(open + 1, end);
    at = end + 1;
    if (/^@(?:media|supports|container|layer)/.test(head)) {
      const inner = pruneCss(body, isUsed);
      if (inner !== '') kept += `${head}{${inner}}`;
    } else if (head.startsWith('@')) {
      kept += `${head}{${body}}`;
    } else {
      const selectors = selectorsOf(head).filter(canMatch);
      if (selectors.length > 0) kept += `${selectors.join(',')}{${body}}`;
    }
  }
}

/** @returns {string} KERN's style sheet, as far as the dashboard uses it */
export function usedKern() {
  const css = readFileSync(kern, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return pruneCss(css, usedClasses());
}

/** Puts what is used of KERN in place of the import of the whole. */
export const kernAsUsed = {
  name: 'grundwacht-kern-as-used',
  enforce: 'pre',
  transform(code, id) {
    const layer = id.includes('/styles/index.css') ? importLine.exec(code)?.[1] : undefined;
    if (layer === undefined) return null;
    // Imports come first in a style sheet; the layer's rank is declared at the top.
    return `${code.replace(importLine, '')}\n@layer ${layer}{${usedKern()}}`;
  },
  generateBundle() {
    const path = createRequire(import.meta.url).resolve('@kern-ux/native/LICENSE.md');
    this.emitFile({ type: 'asset', fileName: 'license-kern-ux.md', source: readFileSync(path) });
  },
};
