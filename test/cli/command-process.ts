import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { GrundwachtError } from '../../server/contract/errors.js';
import { packageRoot } from '../../server/contract/package-root.js';
import type { Teardown } from '../helpers/postgres.js';

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

const groups = {
  detect: () => import('../../server/cli/detect.js'),
  events: () => import('../../server/cli/events.js'),
  rules: () => import('../../server/cli/rules.js'),
  indicators: () => import('../../server/cli/indicators.js'),
  token: () => import('../../server/cli/token.js'),
  user: () => import('../../server/cli/user.js'),
};
type Group = keyof typeof groups;

/**
 * A process that runs one command after the other: starting one each time costs more than the commands.
 * It is started by the first.
 * @param env its environment
 * @returns runs a command of the group, in the package's root folder
 */
export function startCommands(
  t: Teardown,
  env: NodeJS.ProcessEnv,
  group: Group = 'rules',
): (...args: string[]) => Promise<Finished> {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  t.teardown(() => void child?.kill());
  const runNext = async (args: readonly string[]): Promise<Finished> => {
    child ??= fork(fileURLToPath(import.meta.url), [], { env, cwd: packageRoot() });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the commands' process ended with ${code} at ${group} ${args.join(' ')}`);
    });
    child.send([group, ...args]);
    const [finished] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    return finished as Finished;
  };
  return (...args) => {
    const next = last.then(() => runNext(args));
    last = next.catch(() => {});
    return next;
  };
}

/** Exit codes as `main` of the CLI gives them. */
async function runHere(args: readonly string[]): Promise<Finished> {
  const { register } = await groups[args[0] as Group]();
  const printed = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => catchOutput(name, printed));
  process.exitCode = 0;
  let code: number | undefined;
  try {
    const program = new Command('grundwacht');
    register(program);
    overrideExit(program);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) code = 2;
    else if (error instanceof GrundwachtError) {
      process.stderr.write(`${error.code}: ${error.message}\n`);
      code = 1;
    } else {
      process.stderr.write(String((error as Error).stack));
      code = 70;
    }
  } finally {
    for (const each of restore) each();
  }
  return { code: code ?? Number(process.exitCode), ...printed };
}

/** @returns ends it, and removes what the command listens for */
function catchOutput(name: 'stdout' | 'stderr', printed: Record<typeof name, string>): () => void {
  const stream = process[name];
  const { write } = stream;
  const before = stream.listeners('error');
  stream.write = (text: string | Uint8Array) => {
    printed[name] += text;
    return true;
  };
  return () => {
    stream.write = write;
    for (const listener of stream.listeners('error'))
      if (!before.includes(listener)) stream.off('error', listener as () => void);
  };
}

function overrideExit(command: Command): void {
  command.exitOverride();
  for (const each of command.commands) overrideExit(each);
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.on('message', (args: string[]) => {
    void runHere(args).then((finished) => process.send!(finished));
  });
}
