import type { BacktestResult, RuleTestResult } from '../contract/backtest.js';
import type { RuleProblem } from '../contract/detection.js';
import type { TrialSetup } from './trial.js';

/** What a thread is started with. */
export interface ThreadSetup extends TrialSetup {
  /** Pasted text to test; without it the thread is a backtest's and is sent stored events. */
  pasted?: { text: string; tenant: string; received: number; limit: number };
}

/** Stored events as JSON, in the order of event time. */
export type ThreadRequest = { events: string } | { report: true };

export type ThreadReply =
  /** First of all, with the faults of the rules; with an error among them the thread ends. */
  | { type: 'ready'; problems: RuleProblem[] }
  | { type: 'examined' }
  | { type: 'report'; results: BacktestResult[]; excepted: number }
  | { type: 'tested'; result: Omit<RuleTestResult, 'problems'> };
