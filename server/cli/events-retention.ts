import { type Command, InvalidArgumentError } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import type { RetentionOverview, RetentionPolicy } from '../contract/retention.js';
import { visible } from './detect-hit.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant: string;
  user?: string;
  dataset?: string;
  days?: number;
  alertDays?: number;
  purpose?: string;
  remove?: boolean;
  reason?: string;
  deletions?: number;
  json?: boolean;
}

/** `grundwacht events retention`: shows how long a tenant's events stay, or changes it. */
export function registerRetention(events: Command): void {
  events
    .command('retention')
    .description('how long events stay: show it, or change it with --days, --alert-days, --dataset')
    .option('--tenant <name>', 'tenant', 'default')
    .option('--days <n>', 'days from receipt on', parseDays)
    .option('--dataset <name>', 'for this dataset; `windows.*` for all whose name begins so')
    .option('--remove', "remove the dataset's own rule")
    .option('--alert-days <n>', 'days for events that an alert refers to', parseDays)
    .option('--purpose <text>', 'what the events are kept for')
    .option('--reason <text>', 'why it is changed; kept in the history')
    .option('--deletions <n>', 'also the latest entries of the deletion protocol', parseDays)
    .option('--user <name>', 'in whose name (default: the only account that may)')
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) => run(options, command));
}

function parseDays(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 36_500) {
    throw new InvalidArgumentError('Give a number from 1 to 36500.');
  }
  return value;
}

async function run(options: Options, command: Command): Promise<void> {
  const changes =
    options.days !== undefined ||
    options.alertDays !== undefined ||
    options.purpose !== undefined ||
    options.remove === true;
  const { tenant, user, reason, json } = options;
  if (changes && reason === undefined) command.error('error: a change needs a --reason');
  if (options.remove && options.dataset === undefined) command.error('error: --remove needs a --dataset');
  const [{ atRetentionDesk }, { configOf }] = await Promise.all([
    import('./retention-desk.js'),
    import('./config.js'),
  ]);
  const request = {
    config: configOf(command),
    tenant,
    user,
    permission: changes ? ('retention.manage' as const) : ('retention.read' as const),
  };
  await atRetentionDesk(request, async (desk) => {
    if (changes) {
      const { state } = await desk.read();
      const policy = changedPolicy(state.policy, options);
      await desk.change({ policy, version: state.version, reason: reason! });
    }
    const overview = await desk.read();
    const deletions = options.deletions ? (await desk.deletions(options.deletions)).items : [];
    writeOut(
      json
        ? jsonText({ ...overview, deletions }, 2)
        : formatOverview(overview) +
            deletions
              .map(
                ({ at, rule, rows_deleted, rows_after }) =>
                  `${at}  ${rows_deleted} deleted, ${rows_after} stay  ${visible(rule)}\n`,
              )
              .join(''),
    );
  });
}

function changedPolicy(
  policy: RetentionPolicy,
  { dataset, days, alertDays, purpose, remove }: Options,
): RetentionPolicy {
  const alert_days = alertDays ?? policy.alert_days;
  if (dataset === undefined) {
    return { ...policy, alert_days, days: days ?? policy.days, purpose: purpose ?? policy.purpose };
  }
  const others = policy.datasets.filter((rule) => rule.dataset !== dataset);
  const own = policy.datasets.find((rule) => rule.dataset === dataset);
  if (remove) {
    if (!own) throw new GrundwachtError('NOT_FOUND', `--dataset: ${dataset} has no rule of its own`);
    return { ...policy, alert_days, datasets: others };
  }
  const wanted = days ?? own?.days;
  if (wanted === undefined)
    throw new GrundwachtError('VALIDATION', '--days: how long does the dataset stay?');
  const rule = { dataset, days: wanted, purpose: purpose ?? own?.purpose ?? '' };
  return { ...policy, alert_days, datasets: [...others, rule] };
}

function formatOverview({ state, holds, segments, datasets, ledger }: RetentionOverview): string {
  const { policy } = state;
  const count = (n: number): string => n.toLocaleString('en');
  const rules = [{ dataset: '*', ...policy }, ...policy.datasets].map(({ dataset, days, purpose }) =>
    `${dataset.padEnd(28)} ${days} days  ${visible(purpose)}`.trimEnd(),
  );
  const inForce = holds.filter(({ lifted_at }) => lifted_at === null).length;
  const decided = state.updated_by ? `version ${state.version}, by ${state.updated_by}` : 'the default';
  return [
    `Retention of ${state.tenant} (${decided})`,
    ...rules.map((rule) => `  ${rule}`),
    `  ${'referred to by alerts'.padEnd(28)} ${policy.alert_days} days`,
    `Legal holds in force: ${inForce}`,
    `Segments: ${count(segments.count)}, ${count(segments.events)} events, ${count(segments.bytes)} bytes, oldest received ${segments.received_from ?? '-'}`,
    ...datasets.map(
      ({ dataset, events, received_from }) =>
        `  ${(dataset || '-').padEnd(28)} ${count(events)} since ${received_from}`,
    ),
    `Stored ${count(ledger.stored)} = sealed ${count(ledger.sealed)} + not yet sealed ${count(ledger.unsealed)} + deleted ${count(ledger.deleted)}, apart from what is under way`,
    '',
  ].join('\n');
}
