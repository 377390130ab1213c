import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../server/contract/package-root.js';
import { readHostAudit } from '../../../server/scan/host-audit.js';
import { scanMappings, topicsOf } from '../../../server/scan/mapping.js';
import { readPowerShell } from './powershell-tokens.js';

const script = readFileSync(join(packageRoot(), 'collectors', 'windows', 'audit-policy.ps1'), 'utf8');
/** Written after what Microsoft documents of the cmdlets, as a German Windows Server answers; not recorded there. */
const sample = readFileSync(
  join(packageRoot(), 'test', 'collectors', 'windows', 'audit-policy.sample.json'),
  'utf8',
);
const own = ['Add-Check', 'ConvertTo-Der', 'Get-AdministratorName', 'Get-SubjectPublicKeyInfo', 'Test-Host'];
/** Everything that is called from outside: it reads, but for the script's own temporary file. */
const reading = [
  ...['auditpol.exe', 'ConvertFrom-Csv', 'ConvertTo-Json', 'ForEach-Object', 'Get-BitLockerVolume'],
  ...['Get-CimInstance', 'Get-Content', 'Get-Item', 'Get-ItemProperty', 'Get-LocalGroupMember'],
  ...['Get-MpComputerStatus', 'Get-NetFirewallProfile', 'Get-NetIPAddress', 'Get-Service'],
  ...['Get-SmbClientConfiguration', 'Get-SmbServerConfiguration', 'Get-WinEvent', 'Join-Path', 'New-Object'],
  ...[
    'Out-Null',
    'Remove-Item',
    'Select-Object',
    'Set-StrictMode',
    'Where-Object',
    'Write-Output',
    'Write-Verbose',
  ],
];

t.test('brackets and strings are closed, and nothing but what reads is called', async (t) => {
  const { commands, faults } = readPowerShell(script);
  t.same(faults, []);
  t.same([...commands].toSorted(), [...own, ...reading].toSorted());
  t.equal(script.match(/Remove-Item/g)?.length, 1);
  t.match(script, /Remove-Item \$backup /, "what is removed is the script's own file");
  t.notMatch(
    script,
    /Invoke-Expression|\biex\b|DownloadString|Net\.WebClient|\/set\b|\/clear\b|\/restore\b/i,
  );
  t.notMatch(
    script,
    /[^\n\r\x20-\x7e]/,
    'Windows PowerShell reads files without a mark in its own code page',
  );
  for (const [broken, fault] of [
    [script.replace('$good, $found = & $Look', '$good, $found = (& $Look'), /is not closed|closes nothing/],
    [script.replace("'Stop'", "'Stop"), /./],
    [script.replace('#>', ''), /a comment that begins in line 1/],
  ] as const)
    t.match(readPowerShell(broken).faults.join('\n'), fault, 'and a fault of that kind is found');
});

t.test('what Windows says in its own language is asked by number', async (t) => {
  t.notMatch(script, /auditpol(\.exe)? \/get|Administrators'|Administratoren|-Group /);
  t.match(script, /New-Object Security\.Principal\.SecurityIdentifier 'S-1-5-32-544'/);
  const guids = [...script.matchAll(/@\('(0CCE92[0-9A-F]{2})', '([a-z-]+)'/g)].map(([, guid, name]) => [
    name,
    guid,
  ]);
  // MS-GPAC, 2.2.1.3: subcategories and their GUIDs.
  t.same(Object.fromEntries(guids), {
    'security-state-change': '0CCE9210',
    logon: '0CCE9215',
    logoff: '0CCE9216',
    'account-lockout': '0CCE9217',
    'special-logon': '0CCE921B',
    'sensitive-privilege-use': '0CCE9228',
    'process-creation': '0CCE922B',
    'audit-policy-change': '0CCE922F',
    'user-account-management': '0CCE9235',
    'security-group-management': '0CCE9237',
    'credential-validation': '0CCE923F',
  });
});

t.test('its output is an audit that is imported, with every check that the script has', async (t) => {
  const scan = readHostAudit(`\uFEFF${sample}`, 'audit.json');
  t.match(scan, { format: 'host-audit', toolVersion: 'audit-policy.ps1 2', hosts: ['srv-fin01'] });
  const written = [
    ...[...script.matchAll(/(?:Test-Host|Add-Check) '(windows\.[a-z0-9.-]+)'/g)].map(([, id]) => id!),
    ...[...script.matchAll(/@\('0CCE92[0-9A-F]{2}', '([a-z-]+)'/g)].map(
      ([, id]) => `windows.audit-policy.${id}`,
    ),
    ...['domain', 'private', 'public'].map((name) => `windows.firewall.${name}`),
  ];
  t.same(scan.rules.map(({ rule }) => rule).toSorted(), [...new Set(written)].toSorted());
  const topics = topicsOf(scanMappings().mappings, 'host-audit', 'kompendium-2023');
  t.same(
    scan.rules.filter(({ rule }) => topics(rule).length === 0),
    [],
    'every check speaks for a requirement',
  );
  const keys =
    /\[ordered\]@\{\n\s+id = \$Id; title = \$Title; severity = \$Severity; result = \$Result\n\s+found = /;
  t.match(script, keys, 'the members of a check are those of the contract');
});
