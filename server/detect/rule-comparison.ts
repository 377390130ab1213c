import { parseAllDocuments } from 'yaml';
import type { Level, RuleInfo, RuleProblem } from '../contract/detection.js';
import { filePath } from './needed-rules.js';
import { loadRules, type RuleSource } from './rules.js';

/** What a rule says that decides what it finds and how loud it is; and the rest of it. */
export const comparedParts = ['detection', 'logsource', 'level', 'status', 'title', 'text'] as const;
export type ComparedPart = (typeof comparedParts)[number];

/** A rule of two editions of a set. */
export interface ComparedRule {
  id: string;
  kind: 'added' | 'changed' | 'removed';
  title: string;
  level: { before: Level | null; after: Level | null };
  status: { before: string | null; after: string | null };
  /** What differs, of a changed rule. */
  changes: ComparedPart[];
  /** The files that hold it. */
  before: RuleSource | null;
  after: RuleSource | null;
}

export interface RuleComparison {
  rules: ComparedRule[];
  unchanged: number;
  /** Usable rules of the new edition. */
  usable: number;
  /** Errors of the new edition: what has one is not usable. */
  problems: RuleProblem[];
}

/**
 * Compares two editions of a set by what their rules mean.
 * @param before files of the edition in use; empty: there is none
 */
export function compareRuleSets(before: readonly RuleSource[], after: readonly RuleSource[]): RuleComparison {
  const [old, fresh] = [loadRules(before), loadRules(after)];
  const [oldFiles, freshFiles] = [byPath(before), byPath(after)];
  const known = new Map(old.infos.map((info) => [info.id, info]));
  const ids = new Set(fresh.infos.map(({ id }) => id));
  let unchanged = 0;
  const rules: ComparedRule[] = [];
  for (const info of fresh.infos) {
    const earlier = known.get(info.id);
    if (earlier !== undefined && earlier.source === info.source) unchanged++;
    else rules.push(compared(earlier, info, oldFiles, freshFiles));
  }
  for (const info of old.infos) {
    if (!ids.has(info.id)) rules.push(compared(info, undefined, oldFiles, freshFiles));
  }
  return {
    rules,
    unchanged,
    usable: fresh.infos.length,
    problems: fresh.problems.filter(({ severity }) => severity === 'error'),
  };
}

function compared(
  before: RuleInfo | undefined,
  after: RuleInfo | undefined,
  oldFiles: ReadonlyMap<string, RuleSource>,
  freshFiles: ReadonlyMap<string, RuleSource>,
): ComparedRule {
  const { id, title } = (after ?? before)!;
  return {
    id,
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    title,
    level: { before: before?.level ?? null, after: after?.level ?? null },
    status: { before: before?.status ?? null, after: after?.status ?? null },
    changes: before === undefined || after === undefined ? [] : changesBetween(before, after),
    before: before === undefined ? null : (oldFiles.get(filePath(before)) ?? null),
    after: after === undefined ? null : (freshFiles.get(filePath(after)) ?? null),
  };
}

function changesBetween(before: RuleInfo, after: RuleInfo): ComparedPart[] {
  const differs: Record<ComparedPart, boolean> = {
    detection: meaningOf(before) !== meaningOf(after),
    logsource: JSON.stringify(before.logsource) !== JSON.stringify(after.logsource),
    level: before.level !== after.level,
    status: before.status !== after.status,
    title: before.title !== after.title,
    text: false,
  };
  const found = comparedParts.filter((part) => differs[part]);
  return found.length > 0 ? found : ['text'];
}

/** Detection or correlation without comments, order of keys and notation. */
function meaningOf({ source, id }: RuleInfo): string {
  for (const document of parseAllDocuments(source)) {
    const rule: unknown = 'errors' in document && document.errors.length === 0 ? document.toJS() : null;
    if (typeof rule !== 'object' || rule === null) continue;
    const { id: own, detection, correlation } = rule as Record<string, unknown>;
    if (own === id) return JSON.stringify(sorted(detection ?? correlation));
  }
  return source;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

const byPath = (sources: readonly RuleSource[]) => new Map(sources.map((source) => [source.path, source]));

/**
 * The files of a set when only some of the differences are taken over.
 * @param accepted ids of rules; rules of one file go together
 * @returns the files of the edition in use with those differences
 */
export function takenOver(
  before: readonly RuleSource[],
  { rules }: Pick<RuleComparison, 'rules'>,
  accepted: ReadonlySet<string>,
): RuleSource[] {
  const chosen = rules.filter(({ id }) => accepted.has(id));
  const gone = new Set(chosen.flatMap((rule) => (rule.before === null ? [] : [rule.before.path])));
  const come = new Map(
    chosen.flatMap((rule) => (rule.after === null ? [] : [[rule.after.path, rule.after]])),
  );
  return [...before.filter(({ path }) => !gone.has(path)), ...come.values()];
}
