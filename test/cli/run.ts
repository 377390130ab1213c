import { execFile } from 'node:child_process';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { nodeCommand } from '../helpers/node.js';
import { cliFile } from '../helpers/server.js';
import { type Finished, startCommands } from './command-process.js';

const commands = {
  detect: startCommands(t, process.env, 'detect'),
  rules: startCommands(t, process.env, 'rules'),
};

/** Runs `detect` or `rules` in a process that runs all commands of a test file. */
export function run(...[command, ...args]: string[]): Promise<Finished> {
  return commands[command as keyof typeof commands](...args);
}

/**
 * Runs the program as a user would: a process of its own.
 * @param input standard input
 */
export function runProgram(input: string | Uint8Array, ...args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(
      ...nodeCommand(cliFile, ...args),
      { cwd: packageRoot(), maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
    child.stdin!.on('error', () => {});
    child.stdin!.end(input);
  });
}
