import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { GrundwachtError } from '../../server/contract/errors.js';
import type { Teardown } from '../helpers/postgres.js';
import type { Finished } from './run.js';

const groups = {
  rules: () => import('../../server/cli/rules.js'),
  events: () => import('../../server/cli/events.js'),
  indicators: () => import('../../server/cli/indicators.js'),
};
type Group = keyof typeof groups;

/**
 * A process that runs one `grundwacht rules` after the other: starting one each time costs more than the commands.
 * @param env its environment
 * @param group another than `rules`
 */
export function startCommands(
  t: Teardown,
  env: NodeJS.ProcessEnv,
  group: Group = 'rules',
): (...args: string[]) => Promise<Finished> {
  const child = fork(fileURLToPath(import.meta.url), [group], { env });
  t.teardown(() => void child.kill());
  return async (...args) => {
    child.send(args);
    const [finished] = await once(child, 'message');
    return finished as Finished;
  };
}

/** Exit codes as `main` of the CLI gives them. */
async function runHere(group: Group, args: readonly string[]): Promise<Finished> {
  const { register } = await groups[group]();
  const printed = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const write = process[name].write;
    process[name].write = (text: string | Uint8Array) => {
      printed[name] += text;
      return true;
    };
    return () => {
      process[name].write = write;
    };
  });
  process.exitCode = 0;
  let code: number | undefined;
  try {
    const program = new Command('grundwacht');
    register(program);
    overrideExit(program);
    await program.parseAsync([group, ...args], { from: 'user' });
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

function overrideExit(command: Command): void {
  command.exitOverride();
  for (const each of command.commands) overrideExit(each);
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.on('message', (args: string[]) => {
    void runHere(process.argv[2] as Group, args).then((finished) => process.send!(finished));
  });
}
