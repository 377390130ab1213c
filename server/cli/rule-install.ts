import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { zipEntries } from '../../collectors/file/zip.js';
import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { loadRuleSet } from '../detect/load.js';
import { diffRules, type RuleDifference } from './rule-diff.js';
import { download } from './rule-download.js';
import { archiveOf, installedSet, type Provenance, reservedSetNames, storeSet } from './rule-store.js';

export interface Installation {
  provenance: Provenance;
  /** Errors of rules that are not usable. */
  problems: RuleProblem[];
  /** Against what was installed before under the same name. */
  difference: RuleDifference;
}

export interface InstallRequest {
  /** Path of a .zip, or its address (http, https). */
  source: string;
  data: string;
  /** Lower case letters, digits, dot, dash, underscore; from the archive's name when undefined. */
  name: string | undefined;
  now: Date;
  /** Only tell what would change. */
  dryRun?: boolean;
}

/**
 * Installs an archive's rules as a set, in place of an older edition of it: checked first, and as a whole.
 * @throws GrundwachtError FILE_UNREADABLE when the archive cannot be read, VALIDATION when it holds no usable rule
 * or the name is not allowed, CONFLICT while another process installs the same set
 */
export async function installRules(request: InstallRequest): Promise<Installation> {
  const { source, data } = request;
  const isAddress = /^[a-z]+:\/\//i.test(source);
  const archive = basename(
    isAddress && URL.canParse(source) ? decodeURIComponent(new URL(source).pathname) : source,
  );
  const set = setName(request.name ?? archive);
  if (!isAddress && !/\.zip$/i.test(source))
    throw new GrundwachtError('VALIDATION', `${source} is no .zip archive`);
  const folder = await mkdtemp(join(tmpdir(), 'grundwacht-rules-'));
  try {
    const path = isAddress ? join(folder, 'download.zip') : source;
    if (isAddress) await download(source, path);
    const { infos, problems } = await loadRuleSet([path]);
    if (infos.length === 0) throw new GrundwachtError('VALIDATION', `${source} holds no usable rule`);
    const difference = diffRules(await installedRules(data, set), infos);
    const errors = problems
      .filter(({ severity }) => severity === 'error')
      .map((problem) => ({ ...problem, path: problem.path.replace(path, archive) }));
    const sha256 = await hashOf(path);
    const provenance: Provenance = {
      set,
      file: `${request.now.toISOString().replace(/[-:.]/g, '')}-${sha256.slice(0, 12)}.zip`,
      archive,
      source: isAddress ? source : resolve(source),
      sha256,
      installed_at: request.now.toISOString(),
      rules: infos.length,
      licence: await licenceOf(path),
      refused: errors.map(({ path: at, code, message }) => ({
        path: at.slice(at.indexOf('!') + 1),
        code,
        message,
      })),
    };
    if (request.dryRun !== true) await storeSet(data, path, provenance);
    return { provenance, problems: errors, difference };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @returns the name under which a set can be installed
 * @throws GrundwachtError VALIDATION for one that is reserved or has other characters
 */
export function setName(text: string): string {
  const name = text
    .replace(/\.zip$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9._/\\-]+/g, '-');
  if (reservedSetNames.has(name)) {
    throw new GrundwachtError(
      'VALIDATION',
      `the name \`${name}\` is taken by rules that are no archive: give another before the archive`,
    );
  }
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return name;
  throw new GrundwachtError(
    'VALIDATION',
    `\`${text}\` is no name for a rule set: use letters, digits, . _ -`,
  );
}

async function installedRules(data: string, set: string): Promise<RuleInfo[]> {
  const before = await installedSet(data, set);
  return before === undefined ? [] : (await loadRuleSet([archiveOf(data, before)])).infos;
}

/** @returns SHA-256 of a file, hexadecimal */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Longest licence file that is looked at. */
const licenceBytes = 256 * 1024;

/** Licences under which detection rules are published, by what their texts say. */
const licences: readonly (readonly [RegExp, string])[] = [
  [/Detection Rule License[^\n]{0,20}1\.1/i, 'DRL-1.1'],
  [/Detection Rule License/i, 'DRL-1.0'],
  [/European Union Public Licen[cs]e v\. ?1\.2|EUPL-1\.2/i, 'EUPL-1.2'],
  [/Elastic License 2\.0/i, 'Elastic-2.0'],
  [/Apache License[\s,]{1,40}Version 2\.0/i, 'Apache-2.0'],
  [/MIT License/i, 'MIT'],
  [/GNU AFFERO GENERAL PUBLIC LICENSE/i, 'AGPL-3.0'],
  [/GNU GENERAL PUBLIC LICENSE/i, 'GPL'],
];

/** @returns the archive's licence file; undefined when there is none */
export async function licenceFileOf(path: string): Promise<{ name: string; text: string } | undefined> {
  for await (const { name, open } of zipEntries(path)) {
    if (!/^(?:[^/]+\/)?(?:licen[cs]e|copying)[^/]*$/i.test(name)) continue;
    let text = '';
    for await (const chunk of await open()) {
      text += String(chunk);
      if (text.length > licenceBytes) break;
    }
    return { name, text };
  }
  return undefined;
}

/** @returns SPDX id of the archive's licence, `see <file>` when it is none of the usual, `not stated` without one */
export async function licenceOf(path: string): Promise<string> {
  const file = await licenceFileOf(path);
  if (file === undefined) return 'not stated';
  return licences.find(([pattern]) => pattern.test(file.text))?.[1] ?? `see ${file.name}`;
}
