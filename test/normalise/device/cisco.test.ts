import t from 'tap';
import { event } from '../record.js';

t.test('Cisco IOS, IOS XE, IOS XR, NX-OS: headers and messages', async (t) => {
  const cases: [string, Record<string, unknown>][] = [
    [
      '<189>29: rtr1: *Nov 21 20:59:59.411: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.20.200.7)',
      {
        'host.name': 'rtr1',
        'event.action': 'config_changed',
        'user.name': 'admin',
        'source.ip': '10.20.200.7',
      },
    ],
    [
      '<189>30: rtr1: Nov 21 20:59:59.411 CET: %PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:no logging host 10.1.2.3',
      {
        'event.action': 'config_changed',
        'user.name': 'admin',
        fields: { command: 'no logging host 10.1.2.3' },
      },
    ],
    [
      '<188>31: rtr1: Nov 21 20:59:59.411: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: root] [Source: 203.0.113.5] [localport: 22] [Reason: Login Authentication Failed] at 20:59:59',
      { 'event.action': 'admin_login', 'event.outcome': 'failure', 'user.name': 'root' },
    ],
    [
      "<189>32: rtr1: Nov 21 20:59:59.411: %SSH-5-SSH2_USERAUTH: User 'admin' authentication for SSH2 Session from 203.0.113.5 (tty = 0) using crypto cipher 'aes256-ctr', hmac 'hmac-sha2-256' Failed",
      { 'event.action': 'admin_login', 'event.outcome': 'failure', 'user.name': 'admin' },
    ],
    [
      '<187>33: sw1: Nov 21 20:59:59.411: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/7, changed state to down',
      {
        'event.action': 'link_changed',
        'event.severity': 3,
        fields: { interface: 'GigabitEthernet1/0/7', state: 'down' },
      },
    ],
    [
      '<190>34: rtr1: Nov 21 20:59:59.411: %SEC-6-IPACCESSLOGP: list 101 denied tcp 203.0.113.5(50123) -> 10.1.2.3(22), 1 packet',
      {
        'event.action': 'connection',
        'event.outcome': 'failure',
        'source.port': 50123,
        'destination.port': 22,
        fields: { acl: '101' },
      },
    ],
    [
      '<190>35: rtr1: Nov 21 20:59:59.411: %SEC-6-IPACCESSLOGDP: list 101 permitted icmp 203.0.113.5 -> 10.1.2.3 (8/0), 1 packet',
      { 'event.outcome': 'success', 'destination.ip': '10.1.2.3' },
    ],
    [
      "<190>66: RP/0/RP0/CPU0:Nov 21 20:59:59.411 CET: SSHD_[65879]: %SECURITY-SSHD-6-INFO_SUCCESS : Successfully authenticated user 'admin' from '10.20.200.7' on 'vty0'(cipher 'aes128-ctr')",
      {
        'event.module': 'cisco',
        'event.code': 'SECURITY-SSHD-6-INFO_SUCCESS',
        'event.action': 'admin_login',
        'event.outcome': 'success',
        'user.name': 'admin',
      },
    ],
    [
      "<190>67: asr1 RP/0/RP0/CPU0:Nov 21 20:59:59.411 CET: config[65710]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'admin'. Use 'show configuration commit changes 1000000123' to view the changes.",
      { 'event.action': 'config_changed', 'user.name': 'admin', 'host.name': 'asr1' },
    ],
    [
      '<189>: 2026 Nov 21 20:59:59.411 CET: %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/7 is down (Link failure)',
      { 'event.module': 'cisco', 'event.action': 'link_changed', fields: { state: 'down' } },
    ],
    [
      '<189>nx1: 2026 Nov 21 20:59:59 CET: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by admin on 10.20.200.7@pts/0',
      {
        'host.name': 'nx1',
        'event.action': 'config_changed',
        'user.name': 'admin',
        'source.ip': '10.20.200.7',
      },
    ],
    [
      '<187>nx1: 2026 Nov 21 20:59:59 CET: %AUTHPRIV-3-SYSTEM_MSG: pam_aaa:Authentication failed for user admin from 203.0.113.5 - sshd[2231]',
      { 'event.action': 'admin_login', 'event.outcome': 'failure', 'user.name': 'admin' },
    ],
  ];
  for (const [record, expected] of cases) {
    t.match(event(record), { 'error.message': undefined, ...expected }, record);
  }
});

t.test('Cisco ASA and Firepower Threat Defense: further messages', async (t) => {
  const sent = (tag: string, text: string) => event(`<166>Nov 21 2026 21:00:00 fw1 : %${tag}: ${text}`);
  const outside = { 'source.ip': '203.0.113.5' };
  const cases: [string, string, Record<string, unknown>][] = [
    [
      'ASA-2-106016',
      'Deny IP spoof from (203.0.113.5) to 10.1.2.3 on interface outside',
      { ...outside, 'event.action': 'attack_detected', 'destination.ip': '10.1.2.3' },
    ],
    [
      'ASA-6-109006',
      "Authentication failed for user 'anna' from 203.0.113.5/50123 to 10.1.2.3/443 on interface outside",
      { ...outside, 'event.action': 'login', 'event.outcome': 'failure', 'user.name': 'anna' },
    ],
    [
      'ASA-6-113006',
      "User 'anna' locked out on exceeding '3' successive failed authentication attempts",
      { 'event.outcome': 'failure', 'user.name': 'anna' },
    ],
    [
      'ASA-3-313001',
      'Denied ICMP type=8, code=0 from 203.0.113.5 on interface outside',
      { ...outside, 'event.outcome': 'failure' },
    ],
    [
      'ASA-4-338002',
      'Dynamic filter permitted black listed TCP traffic from inside:10.1.1.45/6798 (203.0.113.7/7890) to outside:203.0.113.9/80 (203.0.113.9/80), destination x.example resolved from dynamic list',
      { 'event.action': 'c2_traffic', 'event.outcome': 'success', 'destination.ip': '203.0.113.9' },
    ],
    [
      'ASA-4-722051',
      'Group <g> User <anna> IP <203.0.113.5> IPv4 Address <10.9.0.7> IPv6 address <::> assigned to session',
      { ...outside, 'event.action': 'vpn_tunnel_up', 'user.name': 'anna' },
    ],
    [
      'ASA-3-308001',
      'console enable password incorrect for 3 tries (from 203.0.113.5)',
      { ...outside, 'event.action': 'admin_login' },
    ],
    [
      'FTD-6-430003',
      'EventPriority: Low, DeviceUUID: u, AccessControlRuleAction: Block, SrcIP: 203.0.113.5, DstIP: 10.1.2.3, SrcPort: 50123, DstPort: 445, Protocol: tcp, AccessControlRuleName: deny, all, User: Unknown',
      {
        ...outside,
        'event.dataset': 'cisco.ftd',
        'event.action': 'connection',
        'event.outcome': 'failure',
        'destination.port': 445,
        fields: { AccessControlRuleName: 'deny, all' },
      },
    ],
    [
      'FTD-1-430001',
      'DeviceUUID: u, SrcIP: 203.0.113.5, DstIP: 10.1.2.3, InlineResult: Would have dropped, Message: MALWARE x',
      { ...outside, 'event.action': 'attack_detected', fields: { Message: 'MALWARE x' } },
    ],
  ];
  for (const [tag, text, expected] of cases) t.match(sent(tag, text), expected, text);
});
