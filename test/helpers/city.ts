import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyCluster, copyFolder } from './cluster-template.js';
import { nodeCommand } from './node.js';
import { adminPassword, cliFile, freePort } from './server.js';

const run = promisify(execFile);

/**
 * Makes a data folder that holds the demo city as tenant `demo`: its whole security process, a day of events and their
 * alerts. Within a run of tests it is filled once and copied then.
 * @returns the folder, for `startServer`, which removes it
 * @throws Error with what `grundwacht demo` printed
 */
export async function cityFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'grundwacht-city-'));
  const templates = process.env['TEST_CLUSTERS'];
  const made = templates === undefined ? undefined : join(templates, 'city');
  if (made !== undefined && existsSync(made)) {
    copyFolder(made, folder);
    return folder;
  }
  await fill(folder);
  if (made !== undefined) {
    const begun = `${made}-${process.pid}`;
    copyFolder(folder, begun);
    // Another file may have been quicker.
    if (existsSync(made)) rmSync(begun, { recursive: true });
    else renameSync(begun, made);
  }
  return folder;
}

/** The command starts the server itself where none runs, and stops it in order. */
async function fill(folder: string): Promise<void> {
  copyCluster('migrated', folder);
  await run(...nodeCommand(cliFile, 'demo', '--duration', '0.01', '--rate', '30', '--json'), {
    env: {
      ...process.env,
      GRUNDWACHT_DATA: folder,
      GRUNDWACHT_HTTP_PORT: String(await freePort()),
      GRUNDWACHT_SYSLOG_PORT: String(await freePort()),
      GRUNDWACHT_ADMIN_PASSWORD: adminPassword,
    },
    cwd: tmpdir(),
  });
}
