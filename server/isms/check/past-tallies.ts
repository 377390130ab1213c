import type { AssessmentStatus, Tally } from '../../contract/check.js';
import type { RequirementLevel } from '../../contract/isms.js';

/** A Baustein of a scope that is counted. */
export interface CountedSheet {
  scope: string;
  /** Whose answers count where the scope has none of its own; null: it is no member. */
  group: string | null;
  baustein: string;
}

/** A requirement, and where it is counted. */
export interface CountedRequirement {
  id: string;
  baustein: string;
  layer: string;
  level: RequirementLevel;
}

/** That an answer was given or changed; null: it was taken back. */
export interface PastAnswer {
  scope: string;
  requirement: string;
  /** Milliseconds since the epoch. */
  at: number;
  status: AssessmentStatus | null;
}

/** How many requirements of a layer and a level are in which state. */
export interface LayerTally extends Omit<Tally, 'open'> {
  layer: string;
  level: RequirementLevel;
}

type Counted = 'yes' | 'partial' | 'no' | 'dispensable';

/**
 * Tallies of past days from the history of the answers, with the sheets as they are given: what was modelled then is
 * not kept.
 * @param answers in the order in which they were given
 * @param ends of the days, milliseconds since the epoch, ascending
 * @returns for each day the tallies by layer and level
 */
export function pastTallies(
  sheets: readonly CountedSheet[],
  requirements: readonly CountedRequirement[],
  answers: readonly PastAnswer[],
  ends: readonly number[],
): LayerTally[][] {
  const replay = new Replay(sheets, requirements);
  let next = 0;
  return ends.map((end) => {
    for (; next < answers.length && answers[next]!.at < end; next++) replay.take(answers[next]!);
    return replay.tallies();
  });
}

const pair = (one: string, other: string): string => `${one} ${other}`;

class Replay {
  readonly #requirements: ReadonlyMap<string, CountedRequirement>;
  readonly #sheets: ReadonlySet<string>;
  /** Group of a member, by scope and Baustein. */
  readonly #groups = new Map<string, string>();
  /** Scopes of the members of a group that have a Baustein, by group and Baustein. */
  readonly #members = new Map<string, string[]>();
  readonly #said = new Map<string, AssessmentStatus>();
  readonly #tallies = new Map<string, LayerTally>();

  constructor(sheets: readonly CountedSheet[], requirements: readonly CountedRequirement[]) {
    this.#requirements = new Map(requirements.map((each) => [each.id, each]));
    this.#sheets = new Set(sheets.map(({ scope, baustein }) => pair(scope, baustein)));
    const counts = new Map<string, number>();
    for (const { scope, group, baustein } of sheets) {
      counts.set(baustein, (counts.get(baustein) ?? 0) + 1);
      if (group === null) continue;
      this.#groups.set(pair(scope, baustein), group);
      const of = pair(group, baustein);
      const members = this.#members.get(of);
      if (members === undefined) this.#members.set(of, [scope]);
      else members.push(scope);
    }
    for (const requirement of requirements) {
      const tally = this.#tallyOf(requirement);
      tally.total += counts.get(requirement.baustein) ?? 0;
    }
  }

  take({ scope, requirement: id, status }: PastAnswer): void {
    const requirement = this.#requirements.get(id);
    if (requirement === undefined) return;
    const { baustein } = requirement;
    const before = this.#said.get(pair(scope, id));
    const members = (this.#members.get(pair(scope, baustein)) ?? []).filter(
      (member) => !this.#said.has(pair(member, id)),
    );
    if (this.#sheets.has(pair(scope, baustein))) {
      const group = this.#groupSaid(scope, requirement);
      this.#move(requirement, before ?? group, status ?? group, 1);
    }
    this.#move(requirement, before, status ?? undefined, members.length);
    if (status === null) this.#said.delete(pair(scope, id));
    else this.#said.set(pair(scope, id), status);
  }

  tallies(): LayerTally[] {
    return [...this.#tallies.values()].filter(({ total }) => total > 0).map((tally) => ({ ...tally }));
  }

  #groupSaid(scope: string, { id, baustein }: CountedRequirement): AssessmentStatus | undefined {
    const group = this.#groups.get(pair(scope, baustein));
    return group === undefined ? undefined : this.#said.get(pair(group, id));
  }

  #move(
    requirement: CountedRequirement,
    from: AssessmentStatus | undefined,
    to: AssessmentStatus | undefined,
    times: number,
  ): void {
    const tally = this.#tallyOf(requirement);
    if (isCounted(from)) tally[from] -= times;
    if (isCounted(to)) tally[to] += times;
  }

  #tallyOf({ layer, level }: CountedRequirement): LayerTally {
    const of = pair(layer, level);
    const known = this.#tallies.get(of);
    if (known !== undefined) return known;
    const fresh = { layer, level, total: 0, yes: 0, partial: 0, no: 0, dispensable: 0 };
    this.#tallies.set(of, fresh);
    return fresh;
  }
}

const isCounted = (status: AssessmentStatus | undefined): status is Counted =>
  status !== undefined && status !== 'open';
