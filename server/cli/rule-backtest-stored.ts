import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.js';
import type { Backtest, BacktestResult } from '../contract/backtest.js';
import { GrundwachtError } from '../contract/errors.js';
import { openDatabase } from '../store/database.js';
import { keyDetails } from './detect-details.js';
import { formatBacktest, type ShownBacktest } from './rule-backtest-format.js';
import { formatProblem } from './rule-problems.js';
import { runningServer } from './running-server.js';
import { accountThatMay, type Call, databaseOfRunning, inNameOf } from './server-session.js';
import { jsonText, writeError, writeOut } from './write.js';

const weekMs = 7 * 24 * 3_600_000;
const pollMs = 250;

export interface StoredOptions {
  tenant: string;
  user?: string | undefined;
  /** Event time, milliseconds since the epoch; default: the last week. */
  from?: number;
  to?: number;
  limit: number;
  examples: number;
  json?: boolean;
}

/**
 * `grundwacht rules backtest --stored`: lets the running server try a rule on its events. Ctrl-C cancels; what was
 * found so far is shown.
 * @param rule a file, or the id of a rule that is loaded
 * @returns exit code: 1 when the rule has errors, or the backtest did not come to its end
 * @throws GrundwachtError NOT_READY without a server, FILE_UNREADABLE, and those of the server's answers
 */
export async function runStoredBacktest(
  config: Config,
  rule: string,
  options: StoredOptions,
): Promise<number> {
  const url = await runningServer(config);
  if (url === undefined) {
    throw new GrundwachtError('NOT_READY', 'no server runs, which holds the stored events: start it first');
  }
  const tried = await triedRule(rule);
  const db = openDatabase(await databaseOfRunning(config), { connections: 3 });
  try {
    const account = await accountThatMay(db, 'rules.test', options.user);
    const backtest = await inNameOf({ db, url }, account, (call) => follow(call, tried, options));
    return report(backtest, 'yaml' in tried ? rule : undefined, options.json === true);
  } finally {
    await db.destroy();
  }
}

async function triedRule(rule: string): Promise<{ rule: string } | { yaml: string }> {
  const found = await stat(rule).catch(() => undefined);
  if (found === undefined) return { rule };
  try {
    return { yaml: await readFile(rule, 'utf8') };
  } catch (cause) {
    const reason = `${rule}: ${(cause as Error).message}; with --stored name one file, or a rule's id`;
    throw new GrundwachtError('FILE_UNREADABLE', reason, { cause });
  }
}

async function follow(call: Call, tried: object, options: StoredOptions): Promise<Backtest> {
  const { tenant, limit, examples, to = Date.now(), from = to - weekMs } = options;
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const body = { ...tried, ...range, limit, examples: Math.min(examples, 50) };
  const query = new URLSearchParams({ tenant });
  let backtest = await call<Backtest>('POST', `/rules/backtests?${query}`, body);
  const path = `/rules/backtests/${backtest.id}`;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    while (backtest.state === 'running' && !stop.signal.aborted) {
      await sleep(pollMs, undefined, { signal: stop.signal }).catch(() => undefined);
      backtest = await call('GET', path);
      if (process.stderr.isTTY)
        process.stderr.write(`\r${backtest.examined} of ${backtest.total ?? '?'} events`);
    }
    if (process.stderr.isTTY) process.stderr.write('\n');
    return stop.signal.aborted ? await call('DELETE', path) : backtest;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** @param file where the tried YAML is from */
function report(backtest: Backtest, file: string | undefined, json: boolean): number {
  const { results, problems, ...summary } = backtest;
  for (const { ruleId, path, ...problem } of problems) {
    writeError(`${formatProblem({ ...problem, ruleId, path: file ?? path })}\n`);
  }
  if (json) writeOut(jsonText(backtest, 2));
  else for (const result of results) writeOut(formatBacktest(shownOf(result)));
  writeError(jsonText(summary));
  const faulty = problems.some(({ severity }) => severity === 'error');
  return faulty || backtest.state !== 'done' ? 1 : 0;
}

function shownOf({ rule, matches, days, hosts, examples }: BacktestResult): ShownBacktest {
  return {
    rule,
    matches,
    days: Object.fromEntries(days.map(({ day, matches }) => [day, matches])),
    hosts: Object.fromEntries(hosts.map(({ host, matches }) => [host, matches])),
    examples: examples.map((event) => ({
      time: event['@timestamp'],
      host: event['host.name'] ?? '',
      details: keyDetails(event),
      place: event.id,
    })),
  };
}
