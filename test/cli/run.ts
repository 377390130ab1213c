import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../server/contract/package-root.js';
import { nodeCommand } from '../helpers/node.js';

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

const commands = ['detect', 'rules'].map((name) =>
  JSON.stringify(pathToFileURL(join(packageRoot(), 'build', 'server', 'cli', `${name}.js`)).href),
);
const program = `
  import { Command } from 'commander';
  const program = new Command('grundwacht').exitOverride();
  for (const file of [${commands.join()}]) (await import(file)).register(program);
  for (const command of program.commands) for (const one of [command, ...command.commands]) one.exitOverride();
  try { await program.parseAsync(process.argv.slice(1), { from: 'user' }); }
  catch (error) {
    process.stderr.write(error.message + '\\n');
    process.exitCode = error.code?.startsWith?.('commander.') ? 2 : 1;
  }
`;

/** Runs the commands `detect` and `rules` as a process of their own. */
export function run(...args: string[]): Promise<Finished> {
  return runWith('', ...args);
}

/** The same with a standard input. */
export function runWith(input: string | Uint8Array, ...args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const node = ['--input-type=module', '-e', program, '--', ...args];
    const child = execFile(
      ...nodeCommand(...node),
      { cwd: packageRoot(), maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
    child.stdin!.on('error', () => {});
    child.stdin!.end(input);
  });
}
