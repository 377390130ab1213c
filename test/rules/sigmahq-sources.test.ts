import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import type { Envelope } from '../../server/contract/envelope.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { createEngine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { joinAudit } from '../../server/normalise/linux/audit-join.js';
import { normalise } from '../../server/normalise/normalise.js';
import { sharedData, withoutSharedData } from '../detect/shared-data.js';

type Values = Record<string, string | number>;

/** What stands in test/rules/auditd-records.yml of a rule. */
interface Entry {
  rule: string;
  key?: string;
  /** Why a single record cannot fire it. */
  joined?: string;
  exec?: string[];
  path?: { name: string; nametype?: string }[];
  call?: Values[];
  raw?: string[];
}

const id = 'audit(1795245245.123:24287)';
const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

function systemCall(values: Values): string {
  const all: Values = {
    a0: '7ffc',
    a1: '0',
    a2: '0',
    a3: '0',
    pid: 812,
    auid: 1000,
    uid: 0,
    euid: 0,
    ...values,
  };
  const { syscall, comm = 'x', exe = '/usr/bin/x', key = 'watched', ...rest } = all;
  const pairs = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  return `type=SYSCALL msg=${id}: arch=c000003e syscall=${syscall} success=yes exit=0 items=2 ppid=811 ${pairs.join(' ')} tty=pts0 ses=4 comm="${comm}" exe="${exe}" key="${key}"`;
}

/** The records of a program's start. */
function execution(line: string, key = 'watched'): string[] {
  const words = line.split(' ');
  const args = words.map((word, index) => `a${index}=${/["=]/.test(word) ? hex(word) : `"${word}"`}`);
  const comm = basename(words[0]!);
  return [
    systemCall({ syscall: 59, comm, exe: `/usr/bin/${comm}`, key }),
    `type=EXECVE msg=${id}: argc=${words.length} ${args.join(' ')}`,
    `type=CWD msg=${id}: cwd="/root"`,
    `type=PATH msg=${id}: item=0 name="/usr/bin/${comm}" inode=1 nametype=NORMAL`,
    `type=PROCTITLE msg=${id}: proctitle=${hex(words.join('\0'))}`,
  ];
}

function file({ name, nametype = 'NORMAL' }: { name: string; nametype?: string }): string[] {
  return [
    systemCall({ syscall: 257, comm: 'vi', exe: '/usr/bin/vi' }),
    `type=CWD msg=${id}: cwd="/root"`,
    `type=PATH msg=${id}: item=0 name="${name.slice(0, name.lastIndexOf('/') + 1)}" inode=1 nametype=PARENT`,
    `type=PATH msg=${id}: item=1 name="${name}" inode=2 nametype=${nametype}`,
    `type=PROCTITLE msg=${id}: proctitle="vi"`,
  ];
}

/** Whole events as rsyslog sends them, with the index of the record that a rule asks for. */
function eventsOf({ exec = [], key, path = [], call = [], raw = [] }: Entry): [string[], number][] {
  return [
    ...exec.map((line): [string[], number] => [execution(line, key), key === undefined ? 1 : 0]),
    ...path.map((values): [string[], number] => [file(values), 3]),
    ...call.map((values): [string[], number] => [
      [systemCall(values), `type=PROCTITLE msg=${id}: proctitle="x"`],
      0,
    ]),
    ...raw.map((line): [string[], number] => [[line.replace('AUDIT', id)], 0]),
  ];
}

const envelope = (line: string): Envelope => ({
  source: '192.0.2.9',
  transport: 'tcp',
  format: 'syslog',
  dataset: '',
  received: Date.UTC(2026, 10, 21, 7, 14, 5),
  truncated: false,
  raw: Buffer.from(`<29>Nov 21 08:14:05 srv1 audisp-syslog[7]: ${line}`),
});

const archive = sharedData('sigma', 'sigma_all_rules.zip');
const loaded = withoutSharedData === false ? await loadRuleSet([archive]) : undefined;
const nameOf = (path: string): string => basename(path.replace(/#\d+$/, '')).replace('.yml', '');
const context = { tenant: 'stadt', collector: 'c', id: 'i', zone: 'Europe/Berlin' };
const read = async (name: string): Promise<unknown> =>
  parse(await readFile(join(packageRoot(), 'test', 'rules', name), 'utf8'));

t.test(
  "SigmaHQ's rules for auditd fire on joined events and on single records",
  { skip: withoutSharedData },
  async (t) => {
    const rules = loaded!.rules.filter(({ logsource }) => logsource.service === 'auditd');
    const idOf = new Map(rules.map(({ info }) => [nameOf(info.path), info.id]));
    const entries = (await read('auditd-records.yml')) as Entry[];
    t.same(entries.map(({ rule }) => rule).sort(), [...idOf.keys()].sort(), 'every rule has records');
    const engine = createEngine({ ...loaded!, rules, correlations: [] });
    const fired = (record: Envelope): string[] =>
      engine.process(normalise(record, context)).map(({ rule }) => rule.id);
    for (const entry of entries) {
      const wanted = idOf.get(entry.rule)!;
      for (const [lines, asked] of eventsOf(entry)) {
        const { records } = joinAudit(lines.map(envelope));
        t.equal(records.length, 1, `${entry.rule}: one event`);
        t.ok(fired(records[0]!).includes(wanted), `${entry.rule} fires`, { lines });
        if (entry.joined !== undefined) continue;
        t.ok(fired(envelope(lines[asked]!)).includes(wanted), `${entry.rule} fires on its record alone`, {
          line: lines[asked],
        });
      }
    }
    const ordinary = joinAudit(execution('ls -l /srv').map(envelope)).records;
    t.same(ordinary.flatMap(fired), [], 'ordinary work fires nothing');
  },
);

/** A rule and one record of its log source. */
interface SourceEntry {
  rule: string;
  json?: object;
  syslog?: string;
  audit?: string;
}

function recordOf({ json, syslog, audit }: SourceEntry): Envelope {
  if (json !== undefined) return { ...envelope(''), format: 'json', raw: Buffer.from(JSON.stringify(json)) };
  if (audit !== undefined) {
    return { ...envelope(''), format: 'line', dataset: 'linux.auditd', raw: Buffer.from(audit) };
  }
  return { ...envelope(''), raw: Buffer.from(`<30>Nov 21 08:14:05 srv1 ${syslog}`) };
}

t.test(
  'log sources of SigmaHQ are met by the records of their sources',
  { skip: withoutSharedData },
  async (t) => {
    const entries = (await read('sigmahq-sources.yml')) as SourceEntry[];
    const names = new Set(entries.map(({ rule }) => rule));
    const rules = loaded!.rules.filter(({ info }) => names.has(nameOf(info.path)));
    const engine = createEngine({ ...loaded!, rules, correlations: [] });
    for (const entry of entries) {
      const event = normalise(recordOf(entry), context);
      t.equal(event['error.message'], undefined, `${entry.rule}: the record is read`);
      const fired = engine.process(event).map(({ rule }) => nameOf(rule.path));
      t.ok(fired.includes(entry.rule), `${entry.rule} fires`, { dataset: event['event.dataset'], fired });
    }
  },
);
