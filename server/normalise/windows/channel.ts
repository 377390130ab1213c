/** Channels whose spelling varies in practice (`security`), as Windows spells them. */
const spellings = new Map(
  [
    'Security',
    'System',
    'Application',
    'Setup',
    'ForwardedEvents',
    'Windows PowerShell',
    'Directory Service',
    'DNS Server',
    'Microsoft-Windows-Sysmon/Operational',
    'Microsoft-Windows-PowerShell/Operational',
    'Microsoft-Windows-Windows Defender/Operational',
    'Microsoft-Windows-TaskScheduler/Operational',
    'Microsoft-Windows-WMI-Activity/Operational',
    'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall',
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational',
    'Microsoft-Windows-Bits-Client/Operational',
    'Microsoft-Windows-CodeIntegrity/Operational',
    'Microsoft-Windows-AppLocker/EXE and DLL',
    'Microsoft-Windows-NTLM/Operational',
    'Microsoft-Windows-SMBServer/Security',
    'Microsoft-Windows-WinRM/Operational',
  ].map((name) => [name.toLowerCase(), name]),
);

/** @returns the channel as Windows spells it; an unknown one unchanged */
export function channelSpelling(channel: string): string {
  return spellings.get(channel.toLowerCase()) ?? channel;
}

const slugs = new Map<string, string>();

/**
 * @returns the channel as a short lower-case word: `security`, `sysmon`, `powershell`, `windows-powershell`;
 * `unknown` for an empty channel
 */
export function channelSlug(channel: string): string {
  let slug = slugs.get(channel);
  if (slug === undefined) {
    slug = channel
      .toLowerCase()
      .replace(/^microsoft-windows-/, '')
      .replace(/\/operational$/, '')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    if (slug === '') slug = 'unknown';
    // Channel names come from records: bound what a stranger can make this process remember.
    if (slugs.size >= 2000) slugs.clear();
    slugs.set(channel, slug);
  }
  return slug;
}
