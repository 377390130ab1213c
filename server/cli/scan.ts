import { access, constants } from 'node:fs/promises';
import type { Command } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import type { ScanImport, ScanReport } from '../contract/scan.js';
import { configOf } from './config.js';
import { atScanDesk, type ScanDeskRequest } from './scan-desk.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant: string;
  domain?: string;
  user?: string;
  json?: boolean;
}

/** `grundwacht scan`: results of OpenSCAP, Lynis and our own audit scripts. */
export function register(program: Command): void {
  const scan = program.command('scan').description('scans of hosts: import their results, list them');
  const command = (name: string, description: string): Command =>
    scan
      .command(name)
      .description(description)
      .option('--tenant <name>', 'tenant', 'default')
      .option('--domain <id>', "information domain (default: the tenant's first)")
      .option('--user <name>', 'in whose name (default: the only account that may)')
      .option('--json', 'print JSON');

  command('import', 'import XCCDF or ARF (OpenSCAP), report.dat (Lynis), or the JSON of an audit script')
    .argument('<file...>')
    .action(async (files: string[], options: Options, command: Command) => {
      for (const file of files) await readable(file);
      await atScanDesk(request(command, options, 'isms.change'), async (desk) => {
        for (const file of files) {
          const report = await desk.import(file);
          print(options, report, formatReport(report));
        }
      });
    });
  command('list', 'imported scans, the latest first').action((options: Options, command: Command) =>
    atScanDesk(request(command, options, 'isms.read'), async (desk) => {
      const scans = await desk.list();
      print(options, scans, scans.map(formatScan).join('') || 'no scan has been imported\n');
    }),
  );
}

async function readable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((cause: unknown) => {
    throw new GrundwachtError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  });
}

function request(
  command: Command,
  { tenant, domain, user }: Options,
  permission: ScanDeskRequest['permission'],
): ScanDeskRequest {
  return { config: configOf(command), tenant, domain, user, permission };
}

function print({ json }: Options, value: unknown, text: string): void {
  writeOut(json ? jsonText(value, 2) : text);
}

function formatScan({ finished_at, hosts, file_name, tool, target_name, counts }: ScanImport): string {
  const target = target_name ?? 'no target object yet';
  const passed = counts.pass + counts.fixed;
  return `${finished_at}  ${hosts[0] ?? file_name}  ${tool}  ${target}  ${counts.fail} failed, ${passed} passed\n`;
}

function formatReport({ scan, candidates, requirements, unmapped }: ScanReport): string {
  const lines = requirements.map(({ requirement, verdict, results }) => {
    const failed = results.filter(({ result }) => result === 'fail').length;
    return `  ${requirement.padEnd(16)} ${verdict.padEnd(12)} ${results.length} rules, ${failed} failed\n`;
  });
  const unsigned = scan.signature === 'unsigned' ? '  not signed: its observations are weak\n' : '';
  const open =
    scan.target_object === null
      ? `  waits for its target object: ${candidates.map(({ key }) => key).join(', ') || 'none has its names or addresses'}\n`
      : '';
  return `${formatScan(scan)}${lines.join('')}  ${unmapped.length} rules speak for no requirement\n${unsigned}${open}`;
}
