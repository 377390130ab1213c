import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const maxBuffer = 8 * 1024 * 1024;

/** Debian's packages openscap-scanner and ssg-debian. */
const content = '/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml';
const oscap = '/usr/bin/oscap';
/** Debian's package lynis. */
const lynis = '/usr/sbin/lynis';

/** Why a scanner cannot be run here; false where it can. */
export const oscapAbsent =
  (!existsSync(content) || !existsSync(oscap)) && 'openscap-scanner and ssg-debian are not installed';
export const lynisAbsent = !existsSync(lynis) && 'lynis is not installed';

/**
 * Runs OpenSCAP on this machine.
 * @param folder an empty one of the test's own
 * @returns the ARF, and oscap's exit code (2: rules failed)
 */
export async function runOscap(folder: string): Promise<{ arf: Buffer; code: number }> {
  // The content is for Debian 11: without its platform test its rules apply to this machine, too.
  const stream = (await readFile(content, 'utf8')).replace(
    /<xccdf-1\.2:platform idref="cpe:\/o:debian:debian_linux:11"\/>/,
    '',
  );
  await writeFile(join(folder, 'ds.xml'), stream);
  const profile = 'xccdf_org.ssgproject.content_profile_anssi_np_nt28_average';
  const { code } = await run(
    oscap,
    ['xccdf', 'eval', '--profile', profile, '--results-arf', 'arf.xml', 'ds.xml'],
    { cwd: folder, maxBuffer },
  ).then(
    () => ({ code: 0 }),
    (error: { code: number }) => error,
  );
  return { arf: await readFile(join(folder, 'arf.xml')), code };
}

/**
 * Runs Lynis on this machine with the tests of two groups: all of them take minutes.
 * @param folder an empty one of the test's own
 * @returns the report
 */
export async function runLynis(folder: string): Promise<Buffer> {
  const report = join(folder, 'lynis-report.dat');
  const flags = ['--quick', '--quiet', '--no-colors', '--nolog', '--report-file', report];
  await run(lynis, ['audit', 'system', ...flags, '--tests-from-group', 'authentication ssh'], {
    cwd: folder,
    maxBuffer,
    // Lynis writes local times without their zone.
    env: { ...process.env, TZ: 'UTC' },
  }).catch(({ code }: { code: unknown }) => {
    // Lynis ends with 78 when it has warnings.
    if (code !== 78) throw new Error(`lynis ended with ${String(code)}`);
  });
  return readFile(report);
}
