import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RuleImportService } from './api/deps.js';
import { hashOf, licenceFileOf, licenceOf, setName } from './cli/rule-install.js';
import { archiveOf, installedSet, type Provenance, revertSet, storeSet } from './cli/rule-store.js';
import { GrundwachtError } from './contract/errors.js';
import { programFile } from './contract/program-file.js';
import type { RuleImport, RuleImportResult, RuleTextPair } from './contract/rule-import.js';
import { problemView } from './detect/problem-view.js';
import { type RuleComparison, takenOver } from './detect/rule-comparison.js';
import { loadRules, type RuleSource } from './detect/rules.js';
import { zipTexts } from './isms/table/zip-write.js';
import type { ReviewReply, ReviewRequest } from './rule-review-thread.js';

interface Review {
  view: RuleImport;
  comparison: RuleComparison;
  before: RuleSource[];
  licence: { name: string; text: string } | undefined;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Reviews hold the texts of both editions. */
const mostReviews = 3;
const shownProblems = 500;
const reviewMs = 120_000;
const heapMegabytes = 512;
/** An archive without the ZIP64 extension holds fewer. */
const mostFiles = 60_000;
const importFolder = 'import';

export interface RuleImportOptions {
  data: string;
  /** Takes the rules as they are then. */
  reload(): Promise<unknown>;
  now(): number;
}

/** Editions of rule sets on their way in: read, compared, looked at by a person, and taken over as one act. */
export class RuleImports implements RuleImportService {
  readonly #data: string;
  readonly #reload: () => Promise<unknown>;
  readonly #now: () => number;
  readonly #reviews = new Map<string, Review>();

  constructor({ data, reload, now }: RuleImportOptions) {
    this.#data = data;
    this.#reload = reload;
    this.#now = now;
  }

  async review(set: string, source: { name: string; content?: Buffer }, by: string): Promise<RuleImport> {
    const name = setName(set);
    const folder = await mkdtemp(join(tmpdir(), 'grundwacht-review-'));
    try {
      const path = await this.#pathOf(source, folder);
      const installed = await installedSet(this.#data, name);
      const reply = await inThread({
        before: installed === undefined ? undefined : archiveOf(this.#data, installed),
        after: path,
      });
      if ('fault' in reply) throw new GrundwachtError('VALIDATION', `${source.name}: ${reply.fault}`);
      const { comparison, before } = reply;
      if (comparison.usable === 0)
        throw new GrundwachtError('VALIDATION', `${source.name} holds no usable rule`);
      const zip = /\.zip$/i.test(path);
      const at = this.#now();
      const view: RuleImport = {
        id: crypto.randomUUID(),
        set: name,
        archive: basename(source.name),
        at: new Date(at).toISOString(),
        by,
        licence: zip ? await licenceOf(path) : 'not stated',
        sha256: zip ? await hashOf(path) : '',
        installed: installed !== undefined,
        usable: comparison.usable,
        unchanged: comparison.unchanged,
        rules: comparison.rules.map(({ before: _, after: __, ...rule }) => rule),
        problems: comparison.problems.slice(0, shownProblems).map(problemView),
      };
      const licence = zip ? await licenceFileOf(path) : undefined;
      this.#reviews.set(view.id, { view, comparison, before, licence, at });
      for (const id of [...this.#reviews.keys()].slice(0, -mostReviews)) this.#reviews.delete(id);
      return view;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async sources(): Promise<string[]> {
    const folder = join(this.#data, importFolder);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isDirectory() || (entry.isFile() && /\.zip$/i.test(entry.name)))
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('.'))
      .sort();
  }

  get(id: string): RuleImport {
    return this.#find(id).view;
  }

  texts(id: string, rule: string): RuleTextPair {
    const found = this.#find(id).comparison.rules.find((each) => each.id === rule);
    if (found === undefined) throw new GrundwachtError('NOT_FOUND', `nothing differs in a rule ${rule}`);
    return { before: found.before?.text ?? null, after: found.after?.text ?? null };
  }

  files(id: string, edition: 'before' | 'after', rules: readonly string[]): RuleSource[] {
    const wanted = new Set(rules);
    const chosen = this.#find(id).comparison.rules.filter((rule) => wanted.has(rule.id));
    const files = chosen.flatMap((rule) => rule[edition] ?? []);
    return [...new Map(files.map((file) => [file.path, file])).values()];
  }

  async apply(id: string, accepted: readonly string[]): Promise<RuleImportResult> {
    const { view, comparison, before, licence } = this.#find(id);
    const current = await installedSet(this.#data, view.set);
    const ids = new Set(accepted);
    if (!comparison.rules.some((rule) => ids.has(rule.id)))
      throw new GrundwachtError('VALIDATION', '/accepted: none of these differences is in the review');
    if (view.installed !== (current !== undefined) || this.#changedSince(view, current)) {
      throw new GrundwachtError(
        'CONFLICT',
        `${view.set} was installed anew since the review: review it again`,
      );
    }
    const files = takenOver(before, comparison, ids);
    const usable = loadRules(files).infos.length;
    if (usable === 0 || files.length > mostFiles)
      throw new GrundwachtError('VALIDATION', `/accepted: the set would have ${usable} usable rules`);
    await this.#store(view, files, usable, licence);
    this.#reviews.delete(id);
    await this.#reload();
    return { set: view.set, rules: usable, undoable: true };
  }

  async undo(set: string): Promise<RuleImportResult> {
    // A name from outside is no path.
    const before = await revertSet(this.#data, setName(set));
    await this.#reload();
    return { set, rules: before?.rules ?? 0, undoable: false };
  }

  async undoable(set: string): Promise<boolean> {
    return (await installedSet(this.#data, setName(set)))?.previous !== undefined;
  }

  #find(id: string): Review {
    const review = this.#reviews.get(id);
    if (review === undefined) throw new GrundwachtError('NOT_FOUND', `there is no review ${id} any more`);
    return review;
  }

  #changedSince(view: RuleImport, current: Provenance | undefined): boolean {
    return current !== undefined && Date.parse(current.installed_at) > Date.parse(view.at);
  }

  async #pathOf({ name, content }: { name: string; content?: Buffer }, folder: string): Promise<string> {
    if (content !== undefined) {
      const path = join(folder, 'upload.zip');
      await writeFile(path, content, { mode: 0o600 });
      return path;
    }
    if (!(await this.sources()).includes(name))
      throw new GrundwachtError('NOT_FOUND', `there is no ${name} in the data folder's \`${importFolder}\``);
    return join(this.#data, importFolder, name);
  }

  async #store(
    view: RuleImport,
    files: readonly RuleSource[],
    rules: number,
    licence: Review['licence'],
  ): Promise<void> {
    const texts: Record<string, string> = Object.fromEntries(files.map(({ path, text }) => [path, text]));
    if (licence !== undefined) texts[licence.name] = licence.text;
    const folder = await mkdtemp(join(tmpdir(), 'grundwacht-rules-'));
    try {
      const archive = join(folder, 'set.zip');
      await writeFile(archive, zipTexts(texts), { mode: 0o600 });
      const sha256 = await hashOf(archive);
      const at = new Date(this.#now()).toISOString();
      await mkdir(join(this.#data, 'rules'), { recursive: true });
      await storeSet(this.#data, archive, {
        set: view.set,
        file: `${at.replace(/[-:.]/g, '')}-${sha256.slice(0, 12)}.zip`,
        archive: view.archive,
        source: view.archive,
        sha256,
        installed_at: at,
        rules,
        licence: view.licence,
        refused: [],
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Compares in a thread of its own. */
async function inThread(request: ReviewRequest): Promise<ReviewReply> {
  const worker = new Worker(programFile('server/rule-review-thread.js'), {
    workerData: request,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ReviewReply>((resolve, reject) => {
      timer = setTimeout(() => reject(new GrundwachtError('RULE_TOO_SLOW', 'the review')), reviewMs);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new GrundwachtError('INTERNAL', 'the review ended early')));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
