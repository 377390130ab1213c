import { city, domainAccountSid, domainControllers, serviceAccounts, workstations } from '../city.js';
import { windowsRecord } from '../records.js';
import { recordId, security, userOf } from '../windows-traffic.js';
import { type Attack, second } from './attack.js';

const rc4 = '0x17';

/** A workplace asks for weak service tickets of every service account, to guess their passwords offline. */
export const kerberoasting: Attack = {
  id: 'kerberoasting',
  records(start, random) {
    const desktop = random.pick(workstations);
    return serviceAccounts.map((service, at) => {
      const time = start + at * 2 * second;
      const data = {
        TargetUserName: `${userOf(desktop).account}@${city.dnsSuffix.toUpperCase()}`,
        TargetDomainName: city.dnsSuffix.toUpperCase(),
        ServiceName: service,
        ServiceSid: domainAccountSid(1500 + at),
        TicketOptions: '0x40810000',
        TicketEncryptionType: rc4,
        IpAddress: `::ffff:${desktop.address}`,
        IpPort: String(random.int(49_152, 65_535)),
        Status: '0x0',
        LogonGuid: '{00000000-0000-0000-0000-000000000000}',
        TransmittedServices: '-',
      };
      return windowsRecord(time, domainControllers[0]!, {
        ...security,
        id: 4769,
        recordId: recordId(time, random),
        data,
      });
    });
  },
};
