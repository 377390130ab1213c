import t from 'tap';
import { event, timeOf } from '../record.js';

t.test('FortiGate: traffic, threats, logons, configuration; quotes and paths inside values', async (t) => {
  const head = 'date=2026-11-21 time=08:14:05 devname="FW-RATHAUS" devid="FG100F" tz="+0100"';
  const traffic = event(
    `<189>${head} logid="0000000013" type="traffic" subtype="forward" level="notice" srcip=10.1.2.3 srcport=50001 dstip=203.0.113.9 dstport=443 action="deny" policyid=0`,
  );
  t.equal(timeOf(traffic), '2026-11-21T07:14:05.000Z', 'the record names its offset');
  t.match(traffic, {
    'event.module': 'fortigate',
    'event.dataset': 'fortigate.traffic',
    'event.category': 'network',
    'event.action': 'connection',
    'event.outcome': 'failure',
    'event.code': '0000000013',
    'event.severity': 5,
    'host.name': 'FW-RATHAUS',
    'source.ip': '10.1.2.3',
    'source.port': 50001,
    'destination.ip': '203.0.113.9',
    'destination.port': 443,
    fields: { policyid: '0', srcip: '10.1.2.3', action: 'deny' },
  });
  const login = `${head} type="event" subtype="system" level="alert" logdesc="Admin login failed" user="admin" srcip=203.0.113.5 action="login" status="failed"`;
  t.match(event(`<185>Nov 21 08:14:06 relay ${login}`), {
    'event.action': 'admin_login',
    'event.outcome': 'failure',
    'user.name': 'admin',
    'host.name': 'FW-RATHAUS',
  });
  t.match(
    event(`<185>${head} type="event" subtype="vpn" action="ssl-login-fail" remip=203.0.113.5 user="x"`),
    {
      'event.action': 'vpn_login',
      'event.outcome': 'failure',
      'source.ip': '203.0.113.5',
    },
  );
  t.match(event(`<185>${head} type="event" subtype="vpn" action="tunnel-up" remip=203.0.113.5 user="N/A"`), {
    'event.action': 'vpn_tunnel_up',
    'user.name': undefined,
  });
  t.match(
    event(`<185>${head} type="event" subtype="system" action="Add" cfgpath="system.admin" cfgobj="x"`),
    {
      'event.action': 'config_changed',
    },
  );
  t.match(
    event(
      `<185>${head} type="utm" subtype="virus" action="blocked" virus="EICAR" msg="a \\"b\\" c" file="C:\\tmp\\" x=1`,
    ),
    {
      'event.action': 'malware_found',
      'event.outcome': 'failure',
      fields: { msg: 'a "b" c', file: 'C:\\tmp\\', x: '1' },
    },
  );
  t.match(event(`<185>${head} type="utm" subtype="ips" action="detected" attack="x"`), {
    'event.action': 'attack_detected',
    'event.outcome': 'success',
  });
  const nanoseconds = event(
    '<189>date=2026-11-21 time=08:14:05 devid="F" eventtime=1795245245123456789 logid=1 type="event"',
  );
  t.equal(timeOf(nanoseconds), '2026-11-21T07:14:05.123Z', 'without offset the epoch is exact');
  const seconds = event(
    '<189>date=2026-11-21 time=08:14:05 devid="F" eventtime=1795245245 logid=1 type="event"',
  );
  t.equal(timeOf(seconds), '2026-11-21T07:14:05.000Z');
});

t.test('Sophos Firewall: both formats, zones by name or by source', async (t) => {
  const denied =
    'device="SFW" date=2026-11-21 time=08:14:05 timezone="CET" device_name="XG-RATHAUS" device_id=1 log_id=010102600002 log_type="Firewall" log_component="Firewall Rule" log_subtype="Denied" status="Deny" priority=Information fw_rule_id=29 user_name="" src_ip=10.1.2.3 dst_ip=198.51.100.9 protocol="TCP" src_port=53287 dst_port=445';
  const one = event(`<30>${denied}`);
  t.equal(timeOf(one), '2026-11-21T07:14:05.000Z');
  t.match(one, {
    'event.dataset': 'sophos.firewall',
    'event.action': 'connection',
    'event.outcome': 'failure',
    'event.code': '010102600002',
    'host.name': 'XG-RATHAUS',
    'destination.port': 445,
    fields: { fw_rule_id: '29' },
  });
  t.notOk('user_name' in one.fields, 'empty values are left out');
  const india = event(`<30>${denied.replace('CET', 'IST')}`);
  t.equal(timeOf(india), '2026-11-21T07:14:05.000Z', 'an ambiguous name: the zone of the source');
  const admin = event(
    '<30>Nov 21 07:14:05 sophos device_name="SFW" timestamp="2026-11-21T08:14:05+0100" device_model="XGS" log_id=062009617502 log_type="Event" log_component="GUI" log_subtype="Admin" status="Failed" severity="Notice" user="admin" src_ip="203.0.113.5" message="User admin failed to login from 203.0.113.5 using web admin console"',
  );
  t.equal(timeOf(admin), '2026-11-21T07:14:05.000Z');
  t.match(admin, {
    'event.action': 'admin_login',
    'event.outcome': 'failure',
    'host.name': 'sophos',
    'user.name': 'admin',
    'event.severity': 5,
  });
  const kinds: [string, string, string | undefined][] = [
    [
      'log_type="Event" log_component="SSL VPN Authentication" log_subtype="Authentication" status="Failed"',
      'vpn_login',
      'failure',
    ],
    [
      'log_type="Event" log_component="Firewall Authentication" log_subtype="Authentication" status="Successful"',
      'login',
      'success',
    ],
    [
      'log_type="Event" log_component="GUI" log_subtype="Admin" status="Successful" message="Firewall rule x was deleted by admin"',
      'config_changed',
      'success',
    ],
    [
      'log_type="Event" log_component="GUI" log_subtype="Admin" status="Successful" message="User admin logged out"',
      'logout',
      'success',
    ],
    [
      'log_type="Event" log_component="SSL VPN" log_subtype="System" status="Established"',
      'vpn_tunnel_up',
      'success',
    ],
    ['log_type="IDP" log_component="Signatures" log_subtype="Drop"', 'attack_detected', 'failure'],
    ['log_type="ATP" log_component="Firewall" log_subtype="Alert"', 'c2_traffic', 'success'],
    ['log_type="Anti-Virus" log_component="HTTP" log_subtype="Virus"', 'malware_found', 'failure'],
    [
      'log_type="Anti-Virus" log_component="FTP" log_subtype="Allowed"',
      undefined as unknown as string,
      undefined,
    ],
    ['log_type="Sandbox" log_component="Mail" log_subtype="Denied"', 'malware_found', 'failure'],
    ['log_type="WAF" httpstatus=403', 'http_request', 'failure'],
    ['log_type="Content Filtering" log_subtype="Allowed"', 'http_request', 'success'],
  ];
  for (const [pairs, action, outcome] of kinds) {
    const result = event(`<30>device="SFW" date=2026-11-21 time=08:14:05 ${pairs}`);
    t.match({ a: result['event.action'], o: result['event.outcome'] }, { a: action, o: outcome }, pairs);
  }
});

t.test("PAN-OS: fields by the vendor's names, by log type", async (t) => {
  const traffic = event(
    '<14>Nov 21 08:14:05 PA-RATHAUS 1,2026/11/21 08:14:05,0128,TRAFFIC,drop,2561,2026/11/21 08:14:04,10.1.2.3,203.0.113.9,0.0.0.0,0.0.0.0,"deny, all",stadt\\m.brandt,,not-applicable,vsys1,trust,untrust,ae1,ae2,fwd,2026/11/21 08:14:05,28191,1,52984,3389,0,0,0x0,tcp,deny,66,66,0,1,2026/11/21 08:14:00,0,any,,7726,0x8000,10.0.0.0-10.255.255.255,United States,,1,0,policy-deny,0,0,0,0,,PA-RATHAUS,from-policy,,,0,,0,,N/A,0,0,0,0,uuid,0,0,,{a,b},,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,2026-11-21T08:14:04.123+01:00',
  );
  t.equal(timeOf(traffic), '2026-11-21T07:14:04.123Z');
  t.match(traffic, {
    'event.dataset': 'paloalto.traffic',
    'event.outcome': 'failure',
    'user.name': 'm.brandt',
    'user.domain': 'stadt',
    'source.port': 52984,
    'destination.port': 3389,
    fields: { rule: 'deny, all', action: 'deny', session_end_reason: 'policy-deny', link_switches: '{a,b}' },
  });
  const threat = event(
    '<12>1,2026/11/21 08:14:05,0128,THREAT,virus,2561,2026/11/21 08:14:05,203.0.113.9,10.1.2.3,0.0.0.0,0.0.0.0,out,,,web-browsing,vsys1,untrust,trust,ae1,ae2,fwd,2026/11/21 08:14:05,1,1,80,50001,0,0,0x0,tcp,reset-both,"invoice.exe",EICAR Test File(39040),any,critical,server-to-client,1,0x0,US,DE,0,,0',
  );
  t.match(threat, {
    'event.action': 'malware_found',
    'event.outcome': 'failure',
    'event.severity': 2,
    'event.code': 'EICAR Test File(39040)',
    fields: { misc: 'invoice.exe', subtype: 'virus' },
  });
  for (const [subtype, action] of [
    ['url', 'http_request'],
    ['spyware', 'c2_traffic'],
    ['vulnerability', 'attack_detected'],
    ['wildfire-virus', 'malware_found'],
  ] as const) {
    const text = `1,2026/11/21 08:14:05,0128,THREAT,${subtype},2561,2026/11/21 08:14:05${',x'.repeat(23)},alert,m,id,c,high`;
    t.match(event(text), { 'event.action': action, 'event.outcome': 'success' }, subtype);
  }
  t.match(
    event(
      '<14>1,2026/11/21 08:14:05,0128,GLOBALPROTECT,0,2561,2026/11/21 08:14:05,vsys1,gateway-auth,login,Other,,stadt\\m.brandt,DE,PC12,203.0.113.57,0.0.0.0,0.0.0.0,0.0.0.0,id,,5.2.4,Windows,"Windows 10 Pro , 64-bit",1,,,"",failure,,0,,0,GP,1,0x0',
    ),
    {
      'event.action': 'vpn_login',
      'event.outcome': 'failure',
      'source.ip': '203.0.113.57',
      'event.code': 'gateway-auth',
      fields: { client_os_ver: 'Windows 10 Pro , 64-bit', portal: 'GP' },
    },
  );
  const system = (eventid: string, text: string) =>
    event(
      `<12>1,2026/11/21 08:14:05,0128,SYSTEM,auth,0,2026/11/21 08:14:05,,${eventid},,0,0,general,medium,"${text}",1718,0x0,0,0,0,0,,pa`,
    );
  t.match(
    system(
      'auth-fail',
      "failed authentication for user 'admin'. Reason: Invalid username/password. From: 10.0.10.55.",
    ),
    {
      'event.action': 'admin_login',
      'event.outcome': 'failure',
      'user.name': 'admin',
      'source.ip': '10.0.10.55',
      'host.name': 'pa',
    },
  );
  t.match(system('general', 'User admin logged in via Web from 203.0.113.5 using https'), {
    'event.action': 'admin_login',
    'event.outcome': 'success',
    'source.ip': '203.0.113.5',
  });
  t.match(system('general', 'Connection to Update server closed'), { 'event.action': undefined });
  const config = event(
    '<14>1,2026/11/21 08:14:05,0128,CONFIG,0,2561,2026/11/21 08:14:05,10.20.200.7,,set,admin,Web,Succeeded, vsys vsys1 rulebase security rules r1,7286,0x0,0,0,0,0,,PA-VM,0,,0,2026-11-21T08:14:05.421+01:00,,"r1 { action ""allow""; }"',
  );
  t.match(config, {
    'event.action': 'config_changed',
    'event.outcome': 'success',
    'user.name': 'admin',
    'source.ip': '10.20.200.7',
    fields: {
      cmd: 'set',
      path: 'vsys vsys1 rulebase security rules r1',
      after_change_detail: 'r1 { action "allow"; }',
    },
  });
  t.match(event('<14>1,2026/11/21 08:14:05,0128,CORRELATION,x,1,2026/11/21 08:14:05,a,b'), {
    'event.dataset': 'paloalto.correlation',
    fields: { columns: 'a,b' },
  });
  t.match(event('<14>1,2026/11/21 08:14:05,0128,TRAFFIC,drop,2561'), {
    'event.kind': 'event',
    'event.dataset': 'paloalto.traffic',
    'error.message': 'PAN-OS TRAFFIC: only 6 fields (column 49)',
  });
});

t.test('Cisco ASA and IOS', async (t) => {
  const asa = (tag: string, text: string) => event(`<166>Nov 21 2026 08:14:05 asa1 : %ASA-${tag}: ${text}`);
  const ends = { 'source.ip': '203.0.113.9', 'destination.ip': '10.20.1.5', 'destination.port': 3389 };
  t.match(
    asa(
      '4-106023',
      'Deny tcp src outside:203.0.113.9/4711 dst inside:10.20.1.5/3389 by access-group "o" [0x0, 0x0]',
    ),
    {
      ...ends,
      'event.dataset': 'cisco.asa',
      'event.code': 'ASA-4-106023',
      'event.outcome': 'failure',
      'host.name': 'asa1',
    },
  );
  t.match(
    asa(
      '6-302013',
      'Built inbound TCP connection 76118 for outside:203.0.113.9/4711 (203.0.113.9/4711) to inside:10.20.1.5/3389 (198.51.100.2/3389)',
    ),
    { ...ends, 'event.outcome': 'success' },
  );
  t.match(
    asa(
      '6-302013',
      'Built outbound TCP connection 76118 for outside:203.0.113.9/443 (203.0.113.9/443) to inside:10.20.1.5/50000 (198.51.100.2/50000)',
    ),
    {
      'source.ip': '10.20.1.5',
      'destination.ip': '203.0.113.9',
    },
  );
  t.match(
    asa(
      '4-106100',
      'access-list outside denied tcp outside/203.0.113.9(4711) -> inside/10.20.1.5(3389) hit-cnt 1 first hit [0x0, 0x0]',
    ),
    { ...ends, 'event.outcome': 'failure' },
  );
  t.match(
    asa(
      '4-106100',
      'access-list outside permitted tcp outside/203.0.113.9(4711) -> inside/10.20.1.5(3389) hit-cnt 1',
    ),
    { ...ends, 'event.outcome': 'success' },
  );
  t.match(
    asa('6-605004', 'Login denied from 203.0.113.9/4711 to outside:198.51.100.2/ssh for user "admin"'),
    {
      'event.action': 'admin_login',
      'event.outcome': 'failure',
      'user.name': 'admin',
      'source.ip': '203.0.113.9',
    },
  );
  t.match(
    asa(
      '6-113015',
      'AAA user authentication Rejected : reason = Invalid password : local database : user = m.brandt : user IP = 203.0.113.9',
    ),
    {
      'event.action': 'login',
      'event.outcome': 'failure',
      'user.name': 'm.brandt',
      'source.ip': '203.0.113.9',
      fields: { reason: 'Invalid password' },
    },
  );
  t.match(
    asa(
      '6-716039',
      'Group <DfltGrpPolicy> User <m.brandt> IP <203.0.113.9> Authentication: rejected, Session Type: WebVPN.',
    ),
    {
      'event.action': 'vpn_login',
      'event.outcome': 'failure',
    },
  );
  t.match(
    asa(
      '5-111010',
      "User 'admin', running 'CLI' from IP 10.20.200.7, executed 'no logging host inside 10.1.1.1'",
    ),
    {
      'event.action': 'config_changed',
      'user.name': 'admin',
      'source.ip': '10.20.200.7',
      fields: { command: 'no logging host inside 10.1.1.1' },
    },
  );
  t.match(asa('6-999999', 'Something new'), { 'event.dataset': 'cisco.asa', message: 'Something new' });
  t.match(
    event(
      '<188>45: sw1: Nov 21 08:14:05.123: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] [Source: 10.20.9.99] [localport: 22] [Reason: Login Authentication Failed] at 08:14:05 CET Sat Nov 21 2026',
    ),
    {
      'event.dataset': 'cisco.ios',
      'event.action': 'admin_login',
      'event.outcome': 'failure',
      'user.name': 'admin',
      'source.ip': '10.20.9.99',
    },
  );
  t.match(
    event(
      '<189>46: sw1: Nov 21 08:14:05.123: %SYS-5-CONFIG_I: Configured from console by kuehn on vty0 (10.20.200.7)',
    ),
    {
      'event.action': 'config_changed',
      'user.name': 'kuehn',
      'source.ip': '10.20.200.7',
    },
  );
  t.match(event('<189>%-SSHD_LOGIN_FAILED: Login failed'), { 'event.dataset': 'syslog.generic' });
});

t.test('Check Point: Log Exporter in both forms', async (t) => {
  t.match(
    event(
      '<134>1 2026-11-21T07:14:05Z cp-gw CheckPoint 13752 - [action:"Drop"; ifdir:"inbound"; src:"203.0.113.7"; dst:"10.1.1.1"; s_port:"4000"; service:"3389"; product:"VPN-1 & FireWall-1"; rule_name:"Clean; \\"up\\""]',
    ),
    {
      'event.dataset': 'checkpoint.log',
      'event.action': 'connection',
      'event.outcome': 'failure',
      'destination.port': 3389,
      'host.name': 'cp-gw',
      fields: { rule_name: 'Clean; "up"', 'sd.malformed': undefined },
    },
  );
  t.match(
    event(
      '<134>1 2026-11-21 07:14:05 cp-gw CheckPoint 1 - [action:"Accept"; src:"10.1.1.1"; dst:"203.0.113.7"',
    ),
    {
      'event.outcome': 'success',
      fields: { dst: '203.0.113.7' },
    },
  );
  t.match(
    event(
      '<134>1 2026-11-21T08:14:05+01:00 10.1.1.2 CP-GW - Log [Fields@1.3.6.1.4.1.2620 action="Prevent" src="10.1.1.1" dst="203.0.113.7" product="Anti-Bot"]',
    ),
    { 'event.action': 'c2_traffic', 'event.outcome': 'failure', fields: { product: 'Anti-Bot' } },
  );
  t.match(
    event(
      '<134>1 2026-11-21T07:14:05Z m CheckPoint 1 - [operation:"Log In"; administrator:"admin"; client_ip:"203.0.113.7"; audit_status:"Failure"; product:"SmartConsole"]',
    ),
    {
      'event.action': 'admin_login',
      'event.outcome': 'failure',
      'user.name': 'admin',
      'source.ip': '203.0.113.7',
    },
  );
});

t.test('OPNsense and pfSense: filterlog and logons', async (t) => {
  t.match(
    event(
      '<134>Nov 21 08:14:05 opn filterlog[123]: 5,,,1000000103,em0,match,block,in,4,0x0,,64,0,0,DF,6,tcp,60,203.0.113.5,198.51.100.2,51234,22,0,S,1,,64240,,mss',
    ),
    {
      'event.dataset': 'opnsense.filterlog',
      'event.outcome': 'failure',
      'source.ip': '203.0.113.5',
      'destination.port': 22,
      'process.pid': 123,
      fields: { interface: 'em0', tcpflags: 'S', tracker: '1000000103' },
    },
  );
  t.match(
    event(
      '<134>Nov 21 08:14:05 pf filterlog: 5,,,1,em0,match,pass,out,6,0x00,0x0,64,UDP,17,60,2001:db8::1,2001:db8::2,5353,53,20',
    ),
    {
      'event.outcome': 'success',
      'source.ip': '2001:db8::1',
      'destination.port': 53,
    },
  );
  t.match(
    event(
      '<134>Nov 21 08:14:05 pf filterlog: 5,,,1,em0,match,pass,out,4,0x0,,64,0,0,none,1,icmp,60,10.1.1.1,10.1.1.2,request,1,2',
    ),
    {
      'destination.ip': '10.1.1.2',
      'destination.port': undefined,
    },
  );
  t.match(event('<134>Nov 21 08:14:05 pf filterlog: 5,,,1,em0,match,pass,out,4,0x0'), {
    'event.kind': 'event',
    'event.dataset': 'opnsense.filterlog',
    'host.name': 'pf',
    'error.message': /of 20 fields \(column \d+\)/,
    fields: { interface: 'em0' },
  });
  t.match(
    event(
      "<37>1 2026-11-21T08:14:05+01:00 fw audit 1 - - /index.php: Web GUI authentication error for 'root' from 203.0.113.5",
    ),
    {
      'event.dataset': 'opnsense.audit',
      'event.action': 'admin_login',
      'event.outcome': 'failure',
      'user.name': 'root',
    },
  );
  t.match(
    event(
      "<37>Nov 21 08:14:05 pf php-fpm[345]: /index.php: Successful login for user 'admin' from: 10.20.200.7 (Local Database)",
    ),
    {
      'event.dataset': 'opnsense.audit',
      'event.outcome': 'success',
      'source.ip': '10.20.200.7',
    },
  );
});

t.test('LANCOM: packets, and logons told by their facility', async (t) => {
  t.match(
    event(
      '<129>Nov 21 08:14:05 lan1 PACKET_ALERT: Dst: 192.168.200.10:80 {srv}, Src: 10.0.0.37:4353 {} (TCP): port filter',
    ),
    {
      'event.dataset': 'lancom.packet',
      'event.action': 'connection',
      'event.outcome': 'failure',
      'destination.port': 80,
      'source.ip': '10.0.0.37',
      fields: { reason: 'port filter', dst_name: 'srv', protocol: 'TCP' },
    },
  );
  t.match(
    event(
      '<129>Nov 21 08:14:05 lan1 PACKET_ALERT: Dst: 198.51.100.2 {}, Src: [2001:db8::1]:99 {} (UDP): intruder detection',
    ),
    {
      'event.action': 'attack_detected',
      'source.ip': '2001:db8::1',
      'destination.ip': '198.51.100.2',
    },
  );
  t.match(
    event('<81>Nov 21 08:14:05 lan1 LOGIN_ALERT: Login attempt failed for user admin from 203.0.113.5'),
    {
      'event.action': 'admin_login',
      'event.outcome': 'failure',
      'source.ip': '203.0.113.5',
      'user.name': 'admin',
    },
  );
  t.match(event('<38>Nov 21 08:14:05 lan1 LOGIN_INFO: user M.BRANDT logged in'), {
    'event.action': 'vpn_login',
    'event.outcome': 'success',
  });
  t.match(event('<150>Nov 21 08:14:05 lan1 ADMIN_INFO: configuration uploaded by 10.20.200.7'), {
    'event.action': 'config_changed',
    'source.ip': '10.20.200.7',
  });
  t.match(event('<13>Nov 21 08:14:05 srv My_INFO: hello'), { 'event.dataset': 'linux.syslog' });
});
