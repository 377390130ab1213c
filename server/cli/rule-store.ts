import { copyFile, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { syncFolder } from '../journal/folder.js';
import { lockFolder } from '../journal/lock.js';
import { jsonText } from './write.js';

/** Where an installed set comes from, and which of its archives is in use. */
export interface Provenance {
  set: string;
  /** Name of the archive's copy in the set's folder. */
  file: string;
  /** Name of the archive that was installed. */
  archive: string;
  /** Address or path that it came from. */
  source: string;
  sha256: string;
  installed_at: string;
  /** Usable rules. */
  rules: number;
  /** As far as the archive's licence file tells; `not stated` otherwise. */
  licence: string;
  /** Files with errors, with each reason. */
  refused: { path: string; code: string; message: string }[];
  /** What was in use before, to go back to; null: nothing was. Not there when that is not known. */
  previous?: Omit<Provenance, 'previous'> | null;
}

const currentFile = 'current.json';

/** Names of the sets that are no archives, and of the folder of the tenants' own rules. */
export const reservedSetNames: ReadonlySet<string> = new Set(['grundwacht', 'own', 'configured', 'tenants']);

/*
 * <data>/rules/<set>/current.json   provenance; names the archive in use
 * <data>/rules/<set>/<version>.zip  the archive as it was installed, its licence included; the one before is kept
 *
 * Only the renaming of current.json changes what is in use: a reader sees the old set or the new one, whole.
 */

/** @returns the installed sets by name */
export async function installedSets(data: string): Promise<Provenance[]> {
  const folder = join(data, 'rules');
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
  const sets = await Promise.all(
    (entries ?? []).filter((entry) => entry.isDirectory()).map((entry) => installedSet(data, entry.name)),
  );
  return sets.filter((set) => set !== undefined).sort((a, b) => (a.set < b.set ? -1 : 1));
}

/**
 * @returns the set of this name, or undefined when there is none
 * @throws GrundwachtError FILE_UNREADABLE when its provenance is damaged
 */
export async function installedSet(data: string, set: string): Promise<Provenance | undefined> {
  const path = join(data, 'rules', set, currentFile);
  const text = await readFile(path, 'utf8').catch(ignoreMissing);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Provenance;
  } catch (cause) {
    throw new GrundwachtError('FILE_UNREADABLE', `${path} is damaged: install the set again`, { cause });
  }
}

/** @returns path of a set's archive in use */
export function archiveOf(data: string, { set, file }: Provenance): string {
  return join(data, 'rules', set, file);
}

/**
 * Stores an archive and takes it in use; the one that was in use before is kept, older ones are removed.
 * @param archive a checked .zip
 * @throws GrundwachtError CONFLICT while another process installs the same set; FILE_UNREADABLE when the folder
 * cannot be written
 */
export async function storeSet(data: string, archive: string, provenance: Provenance): Promise<void> {
  const folder = join(data, 'rules', provenance.set);
  try {
    await mkdir(folder, { recursive: true });
    const unlock = await lockFolder(folder);
    try {
      const before = await installedSet(data, provenance.set).catch(() => undefined);
      const noted = { ...provenance, previous: before === undefined ? null : withoutPrevious(before) };
      const fresh = join(folder, provenance.file);
      await copyFile(archive, fresh);
      await sync(fresh);
      const aside = join(folder, `.${currentFile}.new`);
      await writeDurably(aside, jsonText(noted, 2));
      await syncFolder(folder);
      await rename(aside, join(folder, currentFile));
      await syncFolder(folder);
      await removeOthers(folder, [provenance.file, before?.file]);
    } finally {
      await unlock();
    }
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new GrundwachtError('FILE_UNREADABLE', `${folder} cannot be written: ${reason}`, { cause: error });
  }
}

/**
 * Takes the edition in use again that was in use before the last one was installed; where there was none, the set is gone.
 * @returns the edition that is in use now
 * @throws GrundwachtError NOT_FOUND without the set, CONFLICT when what was before is not known or another process
 * installs the same set
 */
export async function revertSet(data: string, set: string): Promise<Provenance | undefined> {
  const current = await installedSet(data, set);
  if (current === undefined) throw new GrundwachtError('NOT_FOUND', `there is no installed set ${set}`);
  if (current.previous === undefined) {
    throw new GrundwachtError('CONFLICT', `what ${set} was before is not kept any more`);
  }
  const folder = join(data, 'rules', set);
  const { previous } = current;
  const unlock = await lockFolder(folder);
  try {
    if (previous === null) await rm(join(folder, currentFile));
    else {
      const aside = join(folder, `.${currentFile}.new`);
      await writeDurably(aside, jsonText(previous, 2));
      await rename(aside, join(folder, currentFile));
    }
    await syncFolder(folder);
  } finally {
    await unlock();
  }
  return previous ?? undefined;
}

function withoutPrevious({ previous: _, ...provenance }: Provenance): Omit<Provenance, 'previous'> {
  return provenance;
}

async function removeOthers(folder: string, kept: readonly (string | undefined)[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.zip') && !kept.includes(name)) await rm(join(folder, name), { force: true });
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
