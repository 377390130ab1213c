import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { packageRoot } from '../../server/contract/package-root.js';
import { run } from './run.js';

const data = join(packageRoot(), '..', 'shared', 'data', 'sigma');
const cases = join(data, 'regression_data');

interface Match {
  rule: { id: string };
  file: string;
  event: Record<string, unknown>;
}

/** @returns recording -> id of the rule that must fire on it, at least so often */
function expected(): Map<string, { rule: string; matches: number }> {
  const found = new Map<string, { rule: string; matches: number }>();
  for (const name of readdirSync(cases, { recursive: true, encoding: 'utf8' })) {
    if (basename(name) !== 'info.yml') continue;
    const info = parse(readFileSync(join(cases, name), 'utf8')) as {
      rule_metadata: { id: string }[];
      regression_tests_info?: { match_count?: number }[];
    };
    const folder = dirname(join(cases, name));
    const rule = info.rule_metadata[0]!.id;
    const matches = info.regression_tests_info?.[0]?.match_count ?? 1;
    for (const file of readdirSync(folder)) {
      if (/\.(?:evtx|json)$/.test(file)) found.set(join(folder, file), { rule, matches });
    }
  }
  return found;
}

t.test(
  "every case of SigmaHQ's regression tests fires its rule, from the event log and from the JSON file",
  { skip: existsSync(cases) ? false : `${cases} is absent` },
  async (t) => {
    const rules = join(data, 'sigma_all_rules.zip');
    const { code, stdout, stderr } = await run('detect', '-r', rules, '--', cases);
    t.equal(code, 0, stderr);
    const fired = new Map<string, number>();
    const byRecord = new Map<string, string[]>();
    for (const line of stdout.trim().split('\n')) {
      const { rule, file, event } = JSON.parse(line) as Match;
      const key = `${file} ${rule.id}`;
      fired.set(key, (fired.get(key) ?? 0) + 1);
      const record = `${file} ${event['winlog.record_id']}`;
      byRecord.set(record, [...(byRecord.get(record) ?? []), rule.id].sort());
    }
    const files = expected();
    t.ok(files.size >= 170, `${files.size} recordings`);
    for (const [file, { rule, matches }] of files) {
      const count = fired.get(`${file} ${rule}`) ?? 0;
      t.ok(
        count >= (file.endsWith('.evtx') ? matches : 1),
        `${file}: ${count} of ${matches} matches of ${rule}`,
      );
    }
    let compared = 0;
    for (const [record, rules] of byRecord) {
      if (!record.includes('.json ')) continue;
      compared++;
      t.same(rules, byRecord.get(record.replace('.json ', '.evtx ')), `${record}: the same from both files`);
    }
    t.ok(compared >= 87, `${compared} records of both files compared`);
  },
);
