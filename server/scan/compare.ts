import type { RuleResult, ScanChange } from '../contract/scan.js';

interface Told {
  rule: string;
  title: string;
  result: RuleResult;
}

/**
 * @returns rules whose result differs between two scans of a host, worsened ones first; a rule that stands in a file
 * more than once is compared by its last result
 */
export function compareScans(before: readonly Told[], after: readonly Told[]): ScanChange[] {
  const old = new Map(before.map((told) => [told.rule, told]));
  const now = new Map(after.map((told) => [told.rule, told]));
  const changes: ScanChange[] = [];
  for (const rule of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(rule), now.get(rule)];
    if (was?.result === is?.result) continue;
    const title = (is ?? was)!.title;
    changes.push({ rule, title, before: was?.result ?? null, after: is?.result ?? null });
  }
  return changes.sort((a, b) => weight(a) - weight(b) || (a.rule < b.rule ? -1 : 1));
}

function weight({ before, after }: ScanChange): number {
  if (after === 'fail') return 0;
  return before === 'fail' ? 1 : 2;
}
