import { administrators, city, dmsServers, domainAccountSid } from '../city.js';
import { windowsRecord } from '../records.js';
import { recordId, security } from '../windows-traffic.js';
import { type Attack, second } from './attack.js';

/** A new account appears on a server and becomes a local administrator (S-1-5-32-544) at once. */
export const localAdministrator: Attack = {
  id: 'new-local-administrator',
  records(start, random) {
    const host = dmsServers[1]!;
    const by = administrators[2]!;
    const memberSid = domainAccountSid(4711);
    const subject = {
      SubjectUserSid: by.sid,
      SubjectUserName: by.account,
      SubjectDomainName: city.domain,
      SubjectLogonId: `0x${random.hex(6)}`,
      PrivilegeList: '-',
    };
    const created = {
      TargetUserName: 'support_388945',
      TargetDomainName: host.name,
      TargetSid: memberSid,
      SamAccountName: 'support_388945',
      DisplayName: '%%1793',
      ...subject,
    };
    const added = {
      MemberName: '-',
      MemberSid: memberSid,
      TargetUserName: 'Administratoren',
      TargetDomainName: 'Builtin',
      TargetSid: 'S-1-5-32-544',
      ...subject,
    };
    const event = (time: number, id: number, data: Record<string, string>) =>
      windowsRecord(time, host, { ...security, id, recordId: recordId(time, random), data });
    return [event(start, 4720, created), event(start + 9 * second, 4732, added)];
  },
};
