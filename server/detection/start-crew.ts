import type { IndicatorState } from '../contract/indicator-state.js';
import type { PolicyState } from '../contract/policy-state.js';
import { programFile } from '../contract/program-file.js';
import type { PseudonymState } from '../contract/pseudonym-state.js';
import { Crew } from './crew.js';
import { type DetectionOptions, defaultTiming, type RuleTexts } from './options.js';

/**
 * Starts threads with rules.
 * @param quarantined ids of rules that are not evaluated
 * @throws ThreadLost
 */
export function startCrew(
  { zone, recentEvents, threads, threadFile, timing }: DetectionOptions,
  { sources, pipelines }: RuleTexts,
  quarantined: readonly string[],
  decided: { policies: PolicyState; indicators: IndicatorState; pseudonyms: PseudonymState },
): Promise<Crew> {
  return Crew.start(
    { sources, pipelines, quarantined, ...decided, zone, recentEvents },
    {
      threads,
      file: threadFile ?? programFile('server/detection/thread-main.js'),
      startMs: timing?.startMs ?? defaultTiming.startMs,
    },
  );
}
