import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What touches more than its own process's memory, or what other files of the process would notice: with a teardown,
 * tap ends the whole process when nothing more is queued.
 */
const needsOwnProcess =
  /^t\.teardown|^(const|await).*\(t[,)]|child_process|worker_threads|helpers\/|test-server|process\.(env|chdir|on|exit)|\bt\.(testdir|jobs|before|plan)|setTimeout\(|\bpino\b/m;
/** Folders whose files mostly wait for threads, servers or a database through helpers of their own. */
const slow = /[\\/](api|cli|detection|e2e|fault|rules|store|system)[\\/]/;
/** Files that share a process: starting one takes as long as most of them. */
const most = 25;

/**
 * Puts small test files of the same folder together, to be run in one process.
 * @param files paths, in the order in which they are to run
 * @returns name and files of each process: a file alone by its path, a group by its folder
 */
export function groupsOf(files: readonly string[]): [name: string, files: string[]][] {
  const groups: [string, string[]][] = [];
  const open = new Map<string, string[]>();
  for (const file of files) {
    if (slow.test(file) || needsOwnProcess.test(readFileSync(file, 'utf8'))) {
      groups.push([file, [file]]);
      continue;
    }
    const folder = dirname(file);
    const group = open.get(folder);
    if (group !== undefined && group.length < most) group.push(file);
    else {
      const begun = [file];
      open.set(folder, begun);
      groups.push([folder, begun]);
    }
  }
  return groups.map(([name, files]) => [
    files.length === 1 ? files[0]! : `${name} (${files.length} files)`,
    files,
  ]);
}
