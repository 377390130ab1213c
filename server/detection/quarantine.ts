import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';

/** Why a rule was taken out of evaluation. */
export type QuarantineReason = 'error' | 'time' | 'hang' | 'crash';

/** A rule that is not evaluated until it is released or the rules are read anew. */
export interface Quarantined {
  /** Rule id. */
  rule: string;
  title: string;
  reason: QuarantineReason;
  /** What exactly happened. */
  detail: string;
  /** Milliseconds since the epoch. */
  since: number;
}

/** The rules that are in quarantine. */
export class Quarantine {
  readonly #rules = new Map<string, Quarantined>();

  get list(): readonly Quarantined[] {
    return [...this.#rules.values()];
  }

  get ids(): string[] {
    return [...this.#rules.keys()];
  }

  /** @returns false when the rule was in quarantine already */
  add(entry: Quarantined): boolean {
    if (this.#rules.has(entry.rule)) return false;
    this.#rules.set(entry.rule, entry);
    return true;
  }

  /** @throws GrundwachtError NOT_FOUND when the rule is not in quarantine */
  release(rule: string): void {
    if (!this.#rules.delete(rule))
      throw new GrundwachtError('NOT_FOUND', {
        message: 'the rule {rule} is not in quarantine',
        values: { rule },
      });
  }

  /** @param rules ids of those that are not released */
  keepOnly(rules: ReadonlySet<string>): void {
    for (const rule of this.ids) if (!rules.has(rule)) this.#rules.delete(rule);
  }
}

/** @returns ids of the rules that are the same, by their YAML, before and after a reload */
export function unchanged(before: readonly RuleInfo[], after: readonly RuleInfo[]): Set<string> {
  const sources = new Map(before.map(({ id, source }) => [id, source]));
  return new Set(after.filter(({ id, source }) => sources.get(id) === source).map(({ id }) => id));
}
