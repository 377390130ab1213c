import { type Command, InvalidArgumentError } from 'commander';
import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.js';

/** A running server and its database, as the demo needs them. */
export interface DemoConnection {
  db: Kysely<Database>;
  /** Base URL of the server. */
  url: string;
  /** Removes the demo tenant with its events, alerts and target objects; false when there is none. */
  removeDemo(): Promise<boolean>;
  /** Closes the database; stops the server if it was started for the demo. */
  close(): Promise<void>;
}

/** How the command gets at a server: one that runs already, or one started in this process. */
export interface DemoBoot {
  connect(command: Command): Promise<DemoConnection>;
}

export interface DemoOptions {
  remove?: boolean;
  duration?: number;
  rate: number;
  json?: boolean;
}

/**
 * Adds `grundwacht demo`.
 * @param program the CLI's root command
 * @param boot gives access to a server
 */
export function register(program: Command, boot: DemoBoot): void {
  program
    .command('demo')
    .description('fill a sample city and replay traffic with attacks; marked as tenant "demo", removable')
    .option('--remove', 'remove the sample city with all its events and alerts')
    .option('--duration <minutes>', 'live traffic ends after that time (default: Ctrl-C)', positiveNumber)
    .option('--rate <n>', 'live events a second', positiveNumber, 20)
    .option('--json', 'print a summary as JSON at the end')
    .action(async (options: DemoOptions, command: Command) => {
      const connection = await boot.connect(command);
      try {
        const { play, remove } = await import('./demo-play.js');
        if (options.remove === true) await remove(connection, options);
        else await play(connection, options);
      } finally {
        await connection.close();
      }
    });
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number above 0');
  return value;
}
