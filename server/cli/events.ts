import type { Command } from 'commander';
import { registerVerify } from './events-verify.js';

/** `grundwacht events`: the stored events. */
export function register(program: Command): void {
  const events = program.command('events').description('stored events: verify');
  registerVerify(events);
}
