import t from 'tap';
import { event } from '../record.js';
import { messages, sent } from './cases.js';

const outside = { 'source.ip': '203.0.113.5' };

messages('OpenVPN', 'openvpn', [
  [
    '203.0.113.5:49152 TLS Auth Error: Auth Username/Password verification failed for peer',
    {
      ...outside,
      'event.dataset': 'openvpn.log',
      'event.action': 'vpn_login',
      'event.outcome': 'failure',
      'source.port': 49152,
    },
  ],
  [
    "203.0.113.5:49152 TLS: Username/Password authentication succeeded for username 'anna'",
    { ...outside, 'event.action': 'vpn_login', 'event.outcome': 'success', 'user.name': 'anna' },
  ],
  [
    '203.0.113.5:49152 [anna] Peer Connection Initiated with [AF_INET]203.0.113.5:49152',
    { ...outside, 'event.action': 'vpn_tunnel_up', 'user.name': 'anna' },
  ],
  [
    'anna/203.0.113.5:49152 SIGTERM[soft,remote-exit] received, client-instance exiting',
    { 'event.action': 'vpn_tunnel_down', 'user.name': 'anna', fields: { reason: 'remote-exit' } },
  ],
  [
    'anna/203.0.113.5:49152 MULTI_sva: pool returned IPv4=10.8.0.6, IPv6=(Not enabled)',
    { fields: { tunnel_ip: '10.8.0.6' } },
  ],
  [
    '203.0.113.5:49152 VERIFY ERROR: depth=0, error=certificate revoked: CN=anna',
    { 'event.outcome': 'failure', fields: { reason: /revoked/ } },
  ],
  ["user 'anna' could not authenticate.", { 'event.outcome': 'failure', 'user.name': 'anna' }],
  ['Initialization Sequence Completed', { 'event.dataset': 'openvpn.log', 'event.action': undefined }],
]);

messages('strongSwan', 'charon', [
  [
    '06[IKE] IKE_SA rw[5] established between 192.0.2.1[vpn.stadt.example]...203.0.113.5[anna@stadt.example]',
    {
      ...outside,
      'event.action': 'vpn_tunnel_up',
      'user.name': 'anna@stadt.example',
      'destination.ip': '192.0.2.1',
    },
  ],
  [
    '07[IKE] EAP method EAP_MSCHAPV2 failed for peer anna',
    { 'event.action': 'vpn_login', 'event.outcome': 'failure', 'user.name': 'anna' },
  ],
  [
    "08[IKE] authentication of 'anna' with EAP successful",
    { 'event.outcome': 'success', 'user.name': 'anna' },
  ],
  ["08[IKE] XAuth authentication of 'anna' failed", { 'event.outcome': 'failure', 'user.name': 'anna' }],
  [
    '09[IKE] deleting IKE_SA rw[5] between 192.0.2.1[vpn]...203.0.113.5[anna]',
    { 'event.action': 'vpn_tunnel_down' },
  ],
  ['10[IKE] 203.0.113.5 is initiating an IKE_SA', outside],
]);

t.test('WireGuard by the kernel', async (t) => {
  t.match(
    event(
      '<6>Nov 21 21:00:00 gw kernel: [   12.5] wireguard: wg0: Handshake for peer 3 (203.0.113.5:51820) did not complete after 5 seconds, retrying (try 2)',
    ),
    {
      ...outside,
      'event.dataset': 'wireguard.log',
      'event.outcome': 'failure',
      fields: { interface: 'wg0', peer: '3' },
    },
  );
  t.match(
    event(
      '<6>Nov 21 21:00:00 gw kernel: wireguard: wg0: Invalid handshake initiation from 203.0.113.5:51820',
    ),
    { ...outside, 'event.action': 'vpn_login' },
  );
});

messages('BIND', 'named', [
  [
    'client @0x7f31c8 10.1.2.3#50312 (www.example.org): query: www.example.org IN A +E(0)K (10.1.2.1)',
    {
      'event.dataset': 'bind.query',
      'event.action': 'dns_query',
      'source.ip': '10.1.2.3',
      'source.port': 50312,
      fields: { query: 'www.example.org', record_type: 'A' },
    },
  ],
  [
    "client 203.0.113.5#50312 (x.example): view extern: query (cache) 'x.example/A/IN' denied",
    { ...outside, 'event.outcome': 'failure' },
  ],
  [
    'rpz: info: client @0x7f31c8 10.1.2.3#50312 (bad.example): rpz QNAME NXDOMAIN rewrite bad.example/A/IN via bad.example.rpz.stadt.example',
    { 'event.outcome': 'failure', fields: { query: 'bad.example', rpz_policy: 'NXDOMAIN' } },
  ],
  [
    "client @0x7f31c8 203.0.113.5#50312 (stadt.example): zone transfer 'stadt.example/AXFR/IN' denied",
    {
      ...outside,
      'event.action': 'dns_zone_transfer',
      'event.outcome': 'failure',
      fields: { zone: 'stadt.example' },
    },
  ],
  [
    "client @0x7f31c8 10.1.2.9#50312 (stadt.example): transfer of 'stadt.example/IN': AXFR started (serial 7)",
    { 'event.action': 'dns_zone_transfer', 'event.outcome': 'success' },
  ],
  ['managed-keys-zone: loaded serial 1', { 'event.dataset': 'bind.log', 'event.action': undefined }],
]);
messages('dnsmasq', 'dnsmasq', [
  [
    'query[AAAA] example.org from 10.1.2.3',
    {
      'event.dataset': 'dnsmasq.query',
      'source.ip': '10.1.2.3',
      fields: { query: 'example.org', record_type: 'AAAA' },
    },
  ],
  ['reply example.org is 192.0.2.7', { 'event.action': 'dns_reply', fields: { answer: '192.0.2.7' } }],
]);
messages('dnsmasq leases', 'dnsmasq-dhcp', [
  [
    'DHCPACK(eth0) 10.1.2.3 00:00:5e:00:53:01 pc1',
    {
      'event.action': 'dhcp_lease',
      'source.ip': undefined,
      fields: { lease_ip: '10.1.2.3', lease_host: 'pc1' },
    },
  ],
]);
messages('Unbound', 'unbound', [
  [
    '[812:0] info: 10.1.2.3 example.org. A IN',
    { 'event.dataset': 'unbound.query', fields: { query: 'example.org', record_type: 'A' } },
  ],
  ['[812:0] info: start of service', { 'event.dataset': 'unbound.log' }],
]);
messages('DHCP servers', 'dhcpd', [
  [
    'DHCPACK on 10.1.2.3 to 00:00:5e:00:53:01 (pc1) via eth0',
    {
      'event.dataset': 'dhcpd.lease',
      'event.outcome': 'success',
      fields: { lease_ip: '10.1.2.3', mac: '00:00:5e:00:53:01', lease_host: 'pc1' },
    },
  ],
  ['DHCPNAK on 10.1.2.3 to 00:00:5e:00:53:01 via eth0', { 'event.outcome': 'failure' }],
  [
    'DHCPDISCOVER from 00:00:5e:00:53:01 via 10.1.9.1: network 10.1.9.0/24: no free leases',
    { 'event.outcome': 'failure' },
  ],
]);
messages('Kea', 'kea-dhcp4', [
  [
    'INFO  [kea-dhcp4.leases/812.1403] DHCP4_LEASE_ALLOC [hwtype=1 00:00:5e:00:53:01], cid=[no info], tid=0x5: lease 10.1.2.3 has been allocated for 3600 seconds',
    {
      'event.dataset': 'kea.lease',
      'event.code': 'DHCP4_LEASE_ALLOC',
      'event.action': 'dhcp_lease',
      fields: { lease_ip: '10.1.2.3' },
    },
  ],
]);
messages('fail2ban', 'fail2ban.actions', [
  [
    'NOTICE [sshd] Ban 203.0.113.5',
    { ...outside, 'event.action': 'address_blocked', fields: { jail: 'sshd' } },
  ],
  ['NOTICE [sshd] Unban 203.0.113.5', { ...outside, 'event.action': undefined }],
]);
messages('sshguard', 'sshguard', [
  [
    'Blocking "203.0.113.5/32" for 120 secs (3 attacks in 0 secs, after 1 abuses over 0 secs.)',
    { ...outside, 'event.action': 'address_blocked' },
  ],
]);
messages('FreeRADIUS', 'radiusd', [
  [
    '(12) Login OK: [anna] (from client ap-rathaus port 0 cli 00-00-5E-00-53-01)',
    {
      'event.action': 'login',
      'event.outcome': 'success',
      'user.name': 'anna',
      fields: { radius_client: 'ap-rathaus', calling_station: '00-00-5E-00-53-01' },
    },
  ],
  [
    '(13) Login incorrect (mschap: MS-CHAP2-Response is incorrect): [anna/<via Auth-Type = eap>] (from client ap-rathaus port 0 cli 00-00-5E-00-53-01 via TLS tunnel)',
    { 'event.outcome': 'failure', 'user.name': 'anna', fields: { reason: /MS-CHAP2/ } },
  ],
]);

messages('HAProxy', 'haproxy', [
  [
    '203.0.113.5:33317 [21/Nov/2026:20:59:59.123] fe_https be_app/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {portal.stadt.example|curl} "GET /a/b?c=1 HTTP/1.1"',
    {
      ...outside,
      'event.dataset': 'haproxy.http',
      'event.action': 'http_request',
      'event.outcome': 'success',
      fields: {
        frontend: 'fe_https',
        backend: 'be_app',
        server: 'srv1',
        'sc-status': 200,
        'cs-method': 'GET',
        'cs-uri-stem': '/a/b',
        'cs-uri-query': 'c=1',
        captured_headers: 'portal.stadt.example|curl',
      },
    },
  ],
  [
    '203.0.113.5:33317 [21/Nov/2026:20:59:59.123] fe~ fe/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"',
    { 'event.outcome': 'failure', fields: { 'cs-uri': '<BADREQ>' } },
  ],
  [
    '203.0.113.5:33317 [21/Nov/2026:20:59:59.123] fe_sql be_sql/db1 0/0/5007 212 -- 0/0/0/0/3 0/0',
    { 'event.dataset': 'haproxy.tcp', 'event.action': 'connection', 'event.outcome': 'success' },
  ],
  [
    'Server be_app/srv1 is DOWN, reason: Layer4 timeout',
    { 'event.dataset': 'haproxy.log', fields: { server: 'srv1', state: 'DOWN' } },
  ],
]);

messages('OPNsense', 'audit', [
  [
    "/index.php: User logged in for user 'root' from: 10.20.200.7",
    {
      'event.dataset': 'opnsense.audit',
      'event.action': 'admin_login',
      'event.outcome': 'success',
      'user.name': 'root',
    },
  ],
  [
    'user anna authenticated successfully for WebGui [using OPNsense\\Auth\\Services\\WebGui + OPNsense\\Auth\\Local]',
    { 'event.action': 'login', 'user.name': 'anna' },
  ],
  [
    'user anna could not authenticate for OpenVPN. [using OPNsense\\Auth\\Services\\System]',
    { 'event.outcome': 'failure' },
  ],
]);

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

t.test('what looks like a format and is damaged says where', async (t) => {
  const broken = sent(
    'haproxy',
    '203.0.113.5:33317 [21/Nov/2026:20:59:59.123] fe be/srv 0/0/5007 what is this',
  );
  t.match(broken, {
    'event.kind': 'event',
    'event.dataset': 'haproxy.log',
    'source.ip': '203.0.113.5',
    'host.name': 'srv1',
  });
  t.match(broken['error.message'], /^HAProxy: neither status .* \(column \d+\)$/);
});
