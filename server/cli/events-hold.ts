import type { Command } from 'commander';
import type { LegalHold, LegalHoldInput } from '../contract/retention.js';
import type { Permission } from '../identity/roles.js';
import { visible } from './detect-hit.js';
import { parseTime } from './detect-options.js';
import type { RetentionDesk } from './retention-desk.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant: string;
  user?: string;
  json?: boolean;
}
interface SetOptions extends Options {
  title: string;
  reason: string;
  from?: number;
  to?: number;
  dataset?: string[];
  host?: string[];
}

/** `grundwacht events hold`: lists, sets and lifts legal holds. */
export function registerHold(events: Command): void {
  const hold = events.command('hold').description('legal holds: events that are kept whatever the rules say');
  const command = (name: string, description: string): Command =>
    hold
      .command(name)
      .description(description)
      .option('--tenant <name>', 'tenant', 'default')
      .option('--user <name>', 'in whose name (default: the only account that may)')
      .option('--json', 'print JSON');
  command('list', 'all holds, lifted ones too').action((options: Options, command: Command) =>
    at(command, options, 'retention.read', async (desk) => (await desk.read()).holds),
  );
  command('set', 'keep events until the hold is lifted')
    .requiredOption('--title <text>', 'what it is about, such as a reference number')
    .requiredOption('--reason <text>', 'why, and who asked for it')
    .option('--from <time>', 'only events of this time or later', parseTime)
    .option('--to <time>', 'only events before this time', parseTime)
    .option('--dataset <name...>', 'only of these datasets')
    .option('--host <name...>', 'only of these hosts')
    .action((options: SetOptions, command: Command) =>
      at(command, options, 'retention.manage', async (desk) => [await desk.hold(inputOf(options))]),
    );
  command('lift', 'let the rules hold again for the events of a hold')
    .argument('<id>', 'id of the hold, see `events hold list`')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: Options & { reason: string }, command: Command) =>
      at(command, options, 'retention.manage', async (desk) => [await desk.lift(id, options.reason)]),
    );
}

function inputOf({ title, reason, from, to, dataset, host }: SetOptions): LegalHoldInput {
  return {
    title,
    reason,
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
    ...(dataset === undefined ? {} : { datasets: dataset }),
    ...(host === undefined ? {} : { hosts: host }),
  };
}

async function at(
  command: Command,
  { tenant, user, json }: Options,
  permission: Permission,
  work: (desk: RetentionDesk) => Promise<LegalHold[]>,
): Promise<void> {
  const [{ atRetentionDesk }, { configOf }] = await Promise.all([
    import('./retention-desk.js'),
    import('./config.js'),
  ]);
  const holds = await atRetentionDesk({ config: configOf(command), tenant, user, permission }, work);
  writeOut(json ? jsonText(holds, 2) : holds.map(formatHold).join('') || 'no legal hold\n');
}

function formatHold(hold: LegalHold): string {
  const { id, title, from, to, datasets, hosts, set_at, set_by, lifted_at, lifted_by, lift_reason } = hold;
  const scope = [
    from === null && to === null ? 'all times' : `${from ?? '...'} to ${to ?? '...'}`,
    ...(datasets.length > 0 ? [datasets.join(', ')] : []),
    ...(hosts.length > 0 ? [hosts.join(', ')] : []),
  ].join('; ');
  return [
    `${id}  ${visible(title)}`,
    `  ${visible(scope)}`,
    `  set ${set_at} by ${set_by}: ${visible(hold.reason)}`,
    lifted_at === null
      ? '  in force'
      : `  lifted ${lifted_at} by ${lifted_by}: ${visible(lift_reason ?? '')}`,
    '',
  ].join('\n');
}
