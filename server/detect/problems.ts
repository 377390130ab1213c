import type { RuleProblem } from '../contract/detection.js';

/** 1-based place in a file. */
export interface Place {
  line: number;
  column: number;
}

/** Collects the problems of one rule document; loading goes on after each. */
export class ProblemList {
  readonly items: RuleProblem[] = [];
  readonly path: string;
  ruleId: string | undefined;
  private errorCount = 0;

  /** @param path file as given, for the report */
  constructor(path: string) {
    this.path = path;
  }

  /** Whether anything was found that forbids using the rule. */
  get failed(): boolean {
    return this.errorCount > 0;
  }

  /**
   * A fault that refuses the rule.
   * @param code stable machine name
   * @param field place inside the rule, such as `detection.selection.CommandLine|re`
   * @param hint how to mend it
   */
  error(place: Place, code: string, field: string, message: string, hint: string): void {
    this.errorCount++;
    this.add('error', place, code, field, message, hint);
  }

  /** A fault that the rule can be used with; parameters as for {@link error}. */
  warn(place: Place, code: string, field: string, message: string, hint: string): void {
    this.add('warning', place, code, field, message, hint);
  }

  private add(
    severity: RuleProblem['severity'],
    place: Place,
    code: string,
    field: string,
    message: string,
    hint: string,
  ): void {
    const { line, column } = place;
    this.items.push({
      severity,
      path: this.path,
      line,
      column,
      ruleId: this.ruleId,
      code,
      field,
      message,
      hint,
    });
  }
}
