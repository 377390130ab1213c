import type { RuleResult } from '../contract/scan.js';
import { countResults, hostFacts } from './facts.js';
import { malformed, type ParsedScan, type ScannedRule, scanLimits, shorten } from './parsed-scan.js';

/**
 * Reads the report of Lynis (`lynis-report.dat`: lines `name=value`, lists as `name[]=value`). A test with a warning or
 * a suggestion fails; one that was executed and found nothing to say passes; a skipped one is not applicable.
 * @param text the file
 * @param file its name, for messages
 * @throws GrundwachtError SCAN_MALFORMED
 */
export function readLynis(text: string, file: string): ParsedScan {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const findings = new Map<string, ScannedRule>();
  for (const [at, line] of text.split('\n').entries()) {
    const equals = line.indexOf('=');
    if (line.startsWith('#') || equals < 1) continue;
    const name = line.slice(0, equals);
    const value = line.slice(equals + 1).trim();
    if (name === 'warning[]' || name === 'suggestion[]') addFinding(findings, name, value, file, at + 1);
    else if (name.endsWith('[]')) addTo(lists, name.slice(0, -2), value);
    else values.set(name, value);
  }
  const finished = time(values.get('report_datetime_end'));
  if (finished === undefined) {
    malformed(file, 'has no report_datetime_end: Lynis has not come to its end, run it again');
  }
  const rules = rulesOf(values, findings);
  if (rules.length > scanLimits.rules)
    malformed(file, { message: 'has more than {rules} tests', values: { rules: scanLimits.rules } });
  return {
    format: 'lynis',
    tool: 'Lynis',
    toolVersion: shorten(values.get('lynis_version') ?? '', 60),
    ...hostFacts(
      namesOf(values.get('hostname'), values.get('domainname')),
      [...(lists.get('network_ipv4_address') ?? []), ...(lists.get('network_ipv6_address') ?? [])].slice(
        0,
        scanLimits.names,
      ),
    ),
    startedAt: time(values.get('report_datetime_start')),
    finishedAt: finished,
    profile: shorten(values.get('test_category') ?? '', 60),
    benchmark: shorten(values.get('os_fullname') ?? '', 120),
    signature: null,
    counts: countResults(rules),
    rules,
  };
}

/** `id|text|details|solution|`, of which `-` is none. */
function addFinding(
  findings: Map<string, ScannedRule>,
  name: string,
  value: string,
  file: string,
  line: number,
): void {
  const [id = '', ...parts] = value.split('|');
  if (!/^[A-Z0-9]+(?:-[0-9]+)?$/.test(id))
    malformed(file, { message: 'line {line}: {name} names no test', values: { line, name } });
  const said = parts.filter((part) => part !== '' && part !== '-').join(' · ');
  const severity = name === 'warning[]' ? 'high' : 'low';
  const known = findings.get(id);
  if (known === undefined) {
    const title = shorten(parts[0] || id, scanLimits.titleLength);
    const message = shorten(said, scanLimits.messageLength);
    findings.set(id, { rule: id, title, severity, result: 'fail', identifiers: [], message });
    return;
  }
  if (severity === 'high') known.severity = 'high';
  known.message = shorten(`${known.message}; ${said}`, scanLimits.messageLength);
}

function rulesOf(
  values: ReadonlyMap<string, string>,
  findings: ReadonlyMap<string, ScannedRule>,
): ScannedRule[] {
  const rules = new Map(findings);
  const add = (list: string | undefined, result: RuleResult): void => {
    for (const id of (list ?? '').split('|')) {
      if (!/^[A-Z0-9]+-[0-9]+$/.test(id) || rules.has(id)) continue;
      rules.set(id, { rule: id, title: id, severity: 'unknown', result, identifiers: [], message: '' });
    }
  };
  add(values.get('tests_executed'), 'pass');
  add(values.get('tests_skipped'), 'notapplicable');
  return [...rules.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

function addTo(lists: Map<string, string[]>, name: string, value: string): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}

function namesOf(host: string | undefined, domain: string | undefined): string[] {
  if (!host) return [];
  return domain && !host.includes('.') ? [host, `${host}.${domain}`] : [host];
}

/** Lynis writes the host's local time without its zone; it is taken as UTC. */
function time(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}
