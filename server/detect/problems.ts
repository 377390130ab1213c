import type { RuleProblem } from '../contract/detection.js';
import { type FaultValues, faultMessage } from '../contract/fault.js';

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
   * @param message with `{name}` for each value
   * @param hint how to mend it, in the same form
   */
  error(
    place: Place,
    code: string,
    field: string,
    message: string,
    hint: string,
    values: FaultValues = {},
  ): void {
    this.errorCount++;
    this.add('error', place, code, field, worded(message, hint, values));
  }

  /** A fault that the rule can be used with; parameters as for {@link error}. */
  warn(
    place: Place,
    code: string,
    field: string,
    message: string,
    hint: string,
    values: FaultValues = {},
  ): void {
    this.add('warning', place, code, field, worded(message, hint, values));
  }

  private add(
    severity: RuleProblem['severity'],
    place: Place,
    code: string,
    field: string,
    words: ProblemText,
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
      ...words,
    });
  }
}

type ProblemText = Required<Pick<RuleProblem, 'message' | 'hint' | 'said'>>;

/** @returns what a problem says, in English and in parts; parameters as for {@link ProblemList.error} */
export function worded(message: string, hint: string, values: FaultValues = {}): ProblemText {
  return {
    message: faultMessage({ message, values }),
    hint: faultMessage({ message: hint, values }),
    said: { message, hint, values },
  };
}
