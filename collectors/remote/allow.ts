import { resolve } from 'node:path';
import type { CollectorInputs } from '../../server/contract/collector-inputs.js';
import { GrundwachtError } from '../../server/contract/errors.js';

/** What a server may have a collector do; set on the collector's own machine. */
export interface Allowed {
  /** Folders in which files may be followed, and journals lie. */
  folders: readonly string[];
  /** Ports on which syslog may be received. */
  ports: readonly number[];
  /** Whether this machine's journal may be read. */
  journal: boolean;
}

/** Nothing may be set: the server is not asked. */
export const allowsNothing = ({ folders, ports, journal }: Allowed): boolean =>
  folders.length === 0 && ports.length === 0 && !journal;

/** @throws GrundwachtError FORBIDDEN naming the first input that is not allowed, and what would allow it */
export function checkAllowed(inputs: CollectorInputs, allowed: Allowed): void {
  for (const [i, { port }] of inputs.syslog.entries())
    if (!allowed.ports.includes(port)) throw refused(`/syslog/${i}/port`, `port ${port}`, 'remote.ports');
  for (const [i, { paths }] of inputs.files.entries())
    for (const [j, path] of paths.entries()) checkPath(path, `/files/${i}/paths/${j}`, allowed);
  for (const [i, { directory }] of inputs.journals.entries()) {
    if (directory !== undefined) checkPath(directory, `/journals/${i}/directory`, allowed);
    else if (!allowed.journal) throw refused(`/journals/${i}`, 'the journal', 'remote.journal');
  }
}

function checkPath(path: string, place: string, { folders }: Allowed): void {
  const clean = resolve(path);
  const isInside = folders.some((folder) => clean.startsWith(`${resolve(folder).replace(/\/$/, '')}/`));
  // A wildcard must not stand for the dots that lead out.
  if (!isInside || path.split('/').includes('..')) throw refused(place, path, 'remote.folders');
}

const refused = (place: string, what: string, key: string): GrundwachtError =>
  new GrundwachtError('FORBIDDEN', `${place}: this collector does not allow ${what}; it would in "${key}"`);
