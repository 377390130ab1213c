import type { Program } from './match/program.js';

/**
 * Stands between an engine and its rules: knows which rule is being evaluated, and keeps those out that are in
 * quarantine. A rule's number is its place in `LoadedRules.infos`.
 */
export interface RuleGuard {
  /** Whether a rule is not to be evaluated. */
  isOut(rule: number): boolean;
  /** Called before each evaluation of a rule, by a single event or as a correlation. */
  begin(rule: number): void;
  /** Called after it, unless it threw. */
  end(): void;
  /**
   * Called with what an evaluation threw.
   * @returns whether the rule that was being evaluated is out now, so that the engine can go on without it; false
   * when it was none
   */
  failed(error: unknown): boolean;
}

/** Puts something around a rule's program. */
export type ProgramWrapper = (program: Program, rule: number) => Program;

/** @returns programs as they are without a guard, and otherwise programs that the guard is told of */
export function programWrapper(guard: RuleGuard | undefined): ProgramWrapper {
  if (guard === undefined) return (program) => program;
  return (program, rule) => (frame) => {
    if (guard.isOut(rule)) return false;
    guard.begin(rule);
    const holds = program(frame);
    guard.end();
    return holds;
  };
}
