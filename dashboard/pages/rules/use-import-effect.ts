import { useMutation } from '@tanstack/react-query';
import type { Backtest } from '../../../server/contract/backtest.js';
import type { RuleImport } from '../../../server/contract/rule-import.js';
import { backtestEdition } from '../../api/rule-imports.js';
import { getBacktest } from '../../api/rules.js';
import { useTenant } from './tenant-select.js';

const pollMs = 700;
const weekMs = 7 * 24 * 3_600_000;
/** The server tries as many rules at once. */
export const mostTried = 500;

/** Matches of a rule in both editions; undefined: it is not in that one. */
export interface Effect {
  before: number | undefined;
  after: number | undefined;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function ended(started: Backtest): Promise<Backtest> {
  let backtest = started;
  while (backtest.state === 'running') {
    await sleep(pollMs);
    backtest = await getBacktest(backtest.id);
  }
  if (backtest.error !== null) throw new Error(backtest.error);
  return backtest;
}

/** Tries both editions of some rules on the events of the last seven days. */
export function useImportEffect({ id, rules }: RuleImport) {
  const tenant = useTenant();
  return useMutation({
    mutationFn: async (ids: readonly string[]): Promise<ReadonlyMap<string, Effect>> => {
      const range = { from: new Date(Date.now() - weekMs).toISOString(), to: new Date().toISOString() };
      const matches = async (edition: 'before' | 'after'): Promise<ReadonlyMap<string, number>> => {
        const gone = edition === 'before' ? 'added' : 'removed';
        const tried = rules.filter((rule) => ids.includes(rule.id) && rule.kind !== gone);
        if (tried.length === 0) return new Map();
        const review = { id, edition, rules: tried.map((rule) => rule.id) };
        const { results } = await ended(await backtestEdition(tenant, review, range));
        return new Map(results.map(({ rule, matches }) => [rule.id, matches]));
      };
      const [before, after] = [await matches('before'), await matches('after')];
      return new Map(ids.map((rule) => [rule, { before: before.get(rule), after: after.get(rule) }]));
    },
  });
}
