import { domainControllers, type Host, people } from '../city.js';
import { windowsRecord } from '../records.js';
import { logonData, recordId, security } from '../windows-traffic.js';
import { type Attack, second } from './attack.js';

/** One common password is tried on many accounts through the VPN gateway, until one person uses it. */
export const passwordSpray: Attack = {
  id: 'password-spray',
  records(start, random) {
    const gateway: Host = { name: 'VPN-GW', address: '10.20.8.4' };
    const controller = domainControllers[0]!;
    const first = random.int(0, people.length - 30);
    const failures = people.slice(first, first + 24).map((person, at) => {
      const time = start + at * 8 * second;
      const data = {
        ...logonData(person, gateway, 3),
        TargetUserSid: 'S-1-0-0',
        LogonProcessName: 'NtLmSsp ',
        AuthenticationPackageName: 'NTLM',
        Status: '0xc000006d',
        SubStatus: '0xc000006a',
        FailureReason: '%%2313',
        IpPort: String(random.int(49_152, 65_535)),
      };
      return windowsRecord(time, controller, {
        ...security,
        id: 4625,
        failure: true,
        recordId: recordId(time, random),
        data,
      });
    });
    const time = start + failures.length * 8 * second;
    const data = { ...logonData(people[first + 24]!, gateway, 3), TargetLogonId: `0x${random.hex(6)}` };
    const success = windowsRecord(time, controller, {
      ...security,
      id: 4624,
      recordId: recordId(time, random),
      data,
    });
    return [...failures, success];
  },
};
