import type { Command } from 'commander';
import { registerHold } from './events-hold.js';
import { registerRetention } from './events-retention.js';
import { registerVerify } from './events-verify.js';

/** `grundwacht events`: the stored events. */
export function register(program: Command): void {
  const events = program.command('events').description('stored events: verify, retention, legal holds');
  registerVerify(events);
  registerRetention(events);
  registerHold(events);
}
