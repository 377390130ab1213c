import t from 'tap';
import { event, timeOf } from '../record.js';
import { lines, messages, sent } from './cases.js';

const failed = { 'event.action': 'login', 'event.outcome': 'failure' };
const outside = { 'source.ip': '203.0.113.5' };

messages('Postfix', 'postfix/smtpd', [
  [
    'warning: unknown[203.0.113.5]: SASL LOGIN authentication failed: UGFzc3dvcmQ6',
    {
      ...failed,
      ...outside,
      'event.dataset': 'postfix.log',
      fields: { sasl_method: 'LOGIN', service: 'smtpd' },
    },
  ],
  [
    '4F0C21A2B3: client=pc1.stadt.example[10.1.2.3], sasl_method=PLAIN, sasl_username=anna@stadt.example',
    { 'event.outcome': 'success', 'user.name': 'anna@stadt.example', 'source.ip': '10.1.2.3' },
  ],
  [
    'NOQUEUE: reject: RCPT from mail.example.net[203.0.113.5]: 554 5.7.1 <x@example.org>: Relay access denied; from=<a@example.net> to=<x@example.org> proto=ESMTP helo=<mail>',
    { ...outside, 'event.action': 'mail_rejected', fields: { from: 'a@example.net', to: 'x@example.org' } },
  ],
  [
    '4F0C21A2B3: to=<x@example.org>, relay=mx.example.org[192.0.2.25]:25, delay=1.2, delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (250 ok)',
    {
      'event.action': 'mail_delivered',
      'event.outcome': 'success',
      'destination.ip': '192.0.2.25',
      'destination.port': 25,
    },
  ],
  ['4F0C21A2B3: removed', { 'event.dataset': 'postfix.log', 'event.action': undefined }],
]);
messages('Dovecot', 'dovecot', [
  [
    'imap-login: Login: user=<anna>, method=PLAIN, rip=203.0.113.5, lip=10.1.2.9, mpid=8121, TLS, session=<x>',
    { ...outside, 'event.action': 'login', 'event.outcome': 'success', 'user.name': 'anna' },
  ],
  [
    'pop3-login: Disconnected: Connection closed (auth failed, 3 attempts in 12 secs): user=<anna>, method=PLAIN, rip=203.0.113.5, lip=10.1.2.9',
    { ...failed, ...outside, 'user.name': 'anna', fields: { repeated: 3, service: 'pop3' } },
  ],
  [
    'auth-worker(812): conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: pam(anna,203.0.113.5): Password mismatch',
    { 'event.dataset': 'dovecot.log' },
  ],
  ['auth: passwd-file(anna,203.0.113.5): Password mismatch', { ...failed, ...outside, 'user.name': 'anna' }],
  ['imap(anna)<812><x>: Logged out in=1 out=2', { 'event.action': undefined, fields: { service: 'imap' } }],
]);
messages('Samba', 'smbd_audit', [
  [
    'anna|10.1.2.3|projekte|unlinkat|ok|/srv/projekte/plan.docx',
    {
      'event.dataset': 'samba.audit',
      'event.action': 'file_deleted',
      'event.outcome': 'success',
      'user.name': 'anna',
      'source.ip': '10.1.2.3',
      fields: { share: 'projekte', path: '/srv/projekte/plan.docx' },
    },
  ],
  [
    'STADT\\anna|pc1|10.1.2.3|projekte|renameat|ok|a.docx|a.docx.locked',
    {
      'event.action': 'file_renamed',
      'user.domain': 'STADT',
      fields: { path: 'a.docx', new_path: 'a.docx.locked' },
    },
  ],
  [
    'anna|10.1.2.3|projekte|openat|fail (Permission denied)|r|x',
    { 'event.outcome': 'failure', fields: { reason: 'Permission denied' } },
  ],
  [
    'anna|10.1.2.3|create_file|ok|0x100081|file|open|x.docx',
    { 'event.action': 'file_create_file', fields: { path: 'x.docx' } },
  ],
  ['a|b|c', { 'event.dataset': 'samba.log', 'event.action': undefined }],
]);
t.test('Samba: JSON of the audit classes', async (t) => {
  const json = `{"timestamp": "2026-11-21T21:00:00.123456+0100", "type": "Authentication", "Authentication": {"version": {"major": 1, "minor": 2}, "eventId": 4625, "logonType": 3, "status": "NT_STATUS_WRONG_PASSWORD", "localAddress": "ipv4:10.1.2.4:445", "remoteAddress": "ipv4:203.0.113.5:50312", "serviceDescription": "SMB2", "clientDomain": "STADT", "clientAccount": "anna"}}`;
  const expected = {
    ...failed,
    ...outside,
    'event.dataset': 'samba.authentication',
    'event.code': '4625',
    'source.port': 50312,
    'destination.port': 445,
    'user.name': 'anna',
    'user.domain': 'STADT',
  };
  t.match(sent('smbd', `  ${json}`), expected);
  t.match(event(json, { format: 'json' }), expected);
  t.equal(timeOf(event(json, { format: 'json' })), '2026-11-21T20:00:00.123Z');
  const cut = sent('smbd', json.slice(0, 200));
  t.match(cut, {
    'event.kind': 'event',
    'event.dataset': 'samba.authentication',
    'error.message': /does not end .*\(column \d+\)/,
  });
});
messages('PostgreSQL', 'postgres', [
  [
    '[3-1] 2026-11-21 21:00:00.123 CET [812] anna@finanzen FATAL:  password authentication failed for user "anna"',
    {
      ...failed,
      'event.dataset': 'postgresql.log',
      'user.name': 'anna',
      'event.severity': 2,
      fields: { database: 'finanzen' },
    },
  ],
  [
    '[3-1] FATAL:  no pg_hba.conf entry for host "203.0.113.5", user "x", database "finanzen", SSL off',
    { ...failed, ...outside, 'user.name': 'x' },
  ],
  [
    "[4-1] 2026-11-21 21:00:00 CET 10.1.2.3(50123) anna@finanzen LOG:  statement: COPY t TO PROGRAM 'curl'",
    { 'event.category': 'database', 'source.ip': '10.1.2.3', fields: { statement: /TO PROGRAM/ } },
  ],
  [
    '[5-1] LOG:  connection authorized: user=anna database=finanzen SSL enabled (protocol=TLSv1.3)',
    { 'event.action': 'login', 'event.outcome': 'success', 'user.name': 'anna' },
  ],
  [
    '[5-1] LOG:  AUDIT: SESSION,1,1,ROLE,CREATE ROLE,,,create role x superuser,<not logged>',
    { fields: { command: 'CREATE ROLE', statement: /superuser/ } },
  ],
  ['[6-1] ERROR:  syntax error at or near "\'"', { 'event.action': 'query', 'event.outcome': 'failure' }],
]);
messages('MariaDB and MySQL', 'mariadbd', [
  [
    "2026-11-21 21:00:00 42 [Warning] Access denied for user 'root'@'203.0.113.5' (using password: YES)",
    { ...failed, ...outside, 'event.dataset': 'mariadb.log', 'user.name': 'root' },
  ],
  [
    "2026-11-21T20:00:00.123456Z 42 [Note] [MY-010926] [Server] Access denied for user 'x'@'pc1' (using password: NO)",
    { ...failed, 'event.code': 'MY-010926', 'source.ip': undefined, fields: { client: 'pc1' } },
  ],
  [
    'srv1,root,203.0.113.5,4,0,FAILED_CONNECT,,,1045',
    { ...failed, ...outside, 'event.dataset': 'mariadb.audit' },
  ],
  [
    "srv1,anna,10.1.2.3,4,7,QUERY,finanzen,'select 1, 2',0",
    { 'event.action': 'query', 'event.outcome': 'success', fields: { statement: 'select 1, 2' } },
  ],
]);

const login =
  'type="LOGIN_ERROR", realmId="r1", realmName="stadt", clientId="account", userId="null", ipAddress="203.0.113.5", error="invalid_user_credentials", auth_method="openid-connect", username="anna"';
messages('Keycloak', 'keycloak', [
  [
    `2026-11-21 21:00:00,123 WARN  [org.keycloak.events] (executor-thread-1) ${login}`,
    {
      ...failed,
      ...outside,
      'event.dataset': 'keycloak.event',
      'event.code': 'LOGIN_ERROR',
      'user.name': 'anna',
      fields: { realmName: 'stadt', userId: undefined },
    },
  ],
  [
    '2026-11-21 21:00:00,123 DEBUG [org.keycloak.events] (default task-1) type=LOGIN, realmId=r1, clientId=account, userId=u1, ipAddress=203.0.113.5, username=anna',
    { 'event.outcome': 'success', 'user.name': 'anna' },
  ],
  [
    '2026-11-21 21:00:00,123 INFO [org.keycloak.events] (x) operationType="CREATE", realmId="r1", clientId="admin-cli", userId="u1", ipAddress="10.20.200.7", resourceType="REALM_ROLE_MAPPING", resourcePath="users/u2/role-mappings/realm"',
    { 'event.dataset': 'keycloak.admin', 'event.action': 'account_changed', 'event.code': 'CREATE' },
  ],
  [
    '2026-11-21 21:00:00,123 INFO  [io.quarkus] (main) Keycloak 26.0 started',
    { 'event.dataset': 'keycloak.log', 'event.action': undefined },
  ],
]);
t.test('Keycloak: JSON, and a line that cannot be read', async (t) => {
  t.match(
    event(
      '{"time":1795245245123,"type":"LOGIN_ERROR","realmId":"r1","clientId":"account","ipAddress":"203.0.113.5","error":"user_not_found","details":{"username":"x"}}',
      { format: 'json' },
    ),
    { ...failed, ...outside, 'user.name': 'x', '@timestamp': 1795245245123 },
  );
  t.match(
    event(
      '{"time":1795245245123,"operationType":"DELETE","realmId":"r1","resourceType":"USER","resourcePath":"users/u2","authDetails":{"userId":"u1","ipAddress":"10.20.200.7"}}',
      { format: 'json' },
    ),
    { 'event.dataset': 'keycloak.admin', 'event.action': 'account_changed', 'source.ip': '10.20.200.7' },
  );
  t.match(sent('keycloak', '2026-11-21 21:00:00,123 WARN  [org.keycloak.events] (x) nothing'), {
    'event.kind': 'event',
    'error.message': /Keycloak: neither type= .*\(column \d+\)/,
  });
});

messages('ESXi', 'Hostd', [
  [
    'info hostd[2099271] [Originator@6876 sub=Vimsvc.ha-eventmgr opID=esxui-1] Event 123 : User root@10.20.200.7 logged in as VMware-client/6.5.0',
    {
      'event.dataset': 'vmware.esxi',
      'event.action': 'admin_login',
      'event.outcome': 'success',
      'user.name': 'root',
      'source.ip': '10.20.200.7',
      fields: { sub: 'Vimsvc.ha-eventmgr' },
    },
  ],
  [
    'warning hostd[2099271] [Originator@6876 sub=Vimsvc] Event 124 : Cannot login root@203.0.113.5',
    { ...outside, 'event.action': 'admin_login', 'event.outcome': 'failure' },
  ],
  [
    'info hostd[2099271] [Originator@6876 sub=Default opID=1] Accepted password for user root from 10.20.200.7',
    { 'event.outcome': 'success' },
  ],
  [
    'verbose hostd[2099271] [Originator@6876 sub=PropertyProvider] RecordOp ASSIGN: x',
    { 'event.action': undefined, 'event.severity': 7 },
  ],
]);
messages('ESXi: VOBs', 'vobd', [
  [
    '[UserLevelCorrelator] 4us: [esx.audit.ssh.enabled] SSH access has been enabled.',
    {
      'event.code': 'esx.audit.ssh.enabled',
      'event.action': 'service_changed',
      fields: { state: 'enabled' },
    },
  ],
  [
    "[GenericCorrelator] 9us: [esx.audit.account.locked] Remote access for ESXi local user account 'root' has been locked for 900 seconds after 5 failed login attempts.",
    { 'event.outcome': 'failure', 'user.name': 'root' },
  ],
]);
messages('ESXi: shell', 'shell', [
  [
    '[root]: esxcli vm process kill --type=force --world-id=2101',
    {
      'event.dataset': 'vmware.esxi',
      'user.name': 'root',
      'process.command_line': 'esxcli vm process kill --type=force --world-id=2101',
    },
  ],
]);
t.test('vCenter', async (t) => {
  t.match(
    event(
      '<14>1 2026-11-21T21:00:00.123456+01:00 vc1 vpxd 7324 - -  Event [30293846] [1-1] [2026-11-21T20:00:00.1Z] [vim.event.BadUsernameSessionEvent] [error] [STADT\\anna] [] [30293846] [Cannot login STADT\\anna@203.0.113.5]',
    ),
    {
      ...outside,
      'event.dataset': 'vmware.vcenter',
      'event.code': 'vim.event.BadUsernameSessionEvent',
      'event.action': 'admin_login',
      'event.outcome': 'failure',
      'user.name': 'anna',
      'user.domain': 'STADT',
    },
  );
});
t.test('Synology and QNAP', async (t) => {
  const nas = (tag: string, text: string) => event(`<14>Nov 21 21:00:00 NAS01 ${tag}: ${text}`);
  t.match(
    nas(
      'Connection',
      'User [admin] from [203.0.113.5] failed to log in via [DSM] due to authorization failure.',
    ),
    {
      ...failed,
      ...outside,
      'event.dataset': 'synology.system',
      'user.name': 'admin',
      fields: { service: 'DSM' },
    },
  );
  t.match(nas('Connection', 'User [anna] from [PC1(10.1.2.3)] logged in successfully via [CIFS].'), {
    'event.outcome': 'success',
    'source.ip': '10.1.2.3',
  });
  t.match(nas('System', 'Host [203.0.113.5] was blocked via [SSH].'), {
    ...outside,
    'event.action': 'address_blocked',
  });
  t.match(
    nas(
      'WinFileService',
      'Event: delete, Path: /projekte/a, User: b, IP: c/x.docx, File/Folder: File, Size: 1.2 KB, User: anna, IP: 10.1.2.3',
    ),
    {
      'event.dataset': 'synology.transfer',
      'event.action': 'file_deleted',
      'user.name': 'anna',
      'source.ip': '10.1.2.3',
      fields: { path: '/projekte/a, User: b, IP: c/x.docx', size: '1.2 KB' },
    },
  );
  t.match(nas('System', 'Something else'), { 'event.dataset': 'linux.syslog' });
  t.match(
    nas(
      'qlogd[812]',
      'conn log: Users: admin, Source IP: 203.0.113.5, Computer name: ---, Connection type: HTTP, Accessed resources: ---, Action: Login Fail',
    ),
    {
      ...failed,
      ...outside,
      'event.dataset': 'qnap.connection',
      'user.name': 'admin',
      fields: { service: 'HTTP' },
    },
  );
  t.match(
    nas(
      'qlogd[812]',
      'event log: Users: System, Source IP: 127.0.0.1, Computer name: localhost, Content: [Firmware] Updated.',
    ),
    { 'event.dataset': 'qnap.system', 'source.ip': undefined },
  );
});

lines('Windows DHCP', 'microsoft_dhcp.log', [
  [
    '10,11/21/26,21:00:00,Assign,10.1.2.3,PC1.stadt.example,00005E005301,,3434,0,,,,0x4D,MSFT 5.0,,,,0',
    {
      '@timestamp': Date.UTC(2026, 10, 21, 20),
      'event.action': 'dhcp_lease',
      'event.outcome': 'success',
      'event.code': '10',
      fields: { lease_ip: '10.1.2.3', mac: '00005E005301' },
    },
  ],
]);
lines('Windows DNS', 'microsoft_dns.debug', [
  [
    '11/21/2026 9:00:00 PM 0AB4 PACKET  000000D2A1B2C3D4 UDP Rcv 10.1.2.3        0002   Q [0001   D   NOERROR] A      (3)www(7)example(3)org(0)',
    {
      '@timestamp': Date.UTC(2026, 10, 21, 20),
      'event.action': 'dns_query',
      'source.ip': '10.1.2.3',
      fields: { query: 'www.example.org', record_type: 'A', rcode: 'NOERROR' },
    },
  ],
  [
    '21.11.2026 21:00:00 0AB4 PACKET  000000D2A1B2C3D4 UDP Snd 10.1.2.3        0002 R Q [8381   DR NXDOMAIN] TXT    (1)x(0)',
    { '@timestamp': Date.UTC(2026, 10, 21, 20), 'event.action': 'dns_reply', 'destination.ip': '10.1.2.3' },
  ],
]);
const tracked =
  '2026-11-21T20:00:00.123Z,10.1.2.3,pc1,10.1.2.9,EX01,;250 2.0.0 OK,EX01\\Default,SMTP,RECEIVE,123,<m1@stadt.example>,guid,a@example.org;b@example.org,,5321,2,,,"Angebot, neu",anna@stadt.example,anna@stadt.example,0A:,Originating,,10.1.2.3,10.1.2.9,S:x,Email,g,15.02';
lines('Exchange message tracking', 'exchange.messagetracking', [
  [
    tracked,
    {
      '@timestamp': Date.UTC(2026, 10, 21, 20, 0, 0, 123),
      'event.action': 'mail_received',
      'event.code': 'RECEIVE',
      'user.name': 'anna@stadt.example',
      'host.name': 'EX01',
      fields: { 'message-subject': 'Angebot, neu', 'recipient-address': ['a@example.org', 'b@example.org'] },
    },
  ],
]);
lines('IIS', 'iis.access', [
  [
    '2026-11-21 20:00:00 10.1.2.9 GET /owa/auth.aspx x=1 443 STADT\\anna 203.0.113.5 Mozilla/5.0+(X11) - 401 1 0 15',
    {
      ...outside,
      '@timestamp': Date.UTC(2026, 10, 21, 20),
      'event.action': 'http_request',
      'event.outcome': 'failure',
      'user.name': 'anna',
      fields: { 'cs-uri-stem': '/owa/auth.aspx', 'cs-user-agent': 'Mozilla/5.0 (X11)', 'sc-status': 401 },
    },
  ],
  ['#Fields: date time s-ip', { 'event.dataset': 'iis.access' }],
]);
lines('logs that services write to files', 'fail2ban.log', [
  [
    '2026-11-21 21:00:00,123 fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.5',
    { ...outside, '@timestamp': Date.UTC(2026, 10, 21, 20, 0, 0, 123), 'event.action': 'address_blocked' },
  ],
]);
t.test('the same through syslog without a program, and cut off', async (t) => {
  t.match(event(`<13>Nov 21 21:00:00 ex01 ${tracked}`), {
    'event.dataset': 'exchange.messagetracking',
    'error.message': undefined,
  });
  const cut = event(tracked.slice(0, 150), { format: 'line', dataset: 'exchange.messagetracking' });
  t.match(cut, { 'event.kind': 'pipeline_error', 'error.message': /of 20 columns \(column 151\)/ });
  const few = event('<13>Nov 21 21:00:00 web1 2026-11-21 20:00:00 10.1.2.9 GET /x - 443', {});
  t.match(few, {
    'event.kind': 'event',
    'event.dataset': 'iis.access',
    'error.message': /7 columns/,
    'host.name': 'web1',
  });
});
t.test('logs of clouds and Kubernetes in JSON', async (t) => {
  const read = (document: object) => event(JSON.stringify(document), { format: 'json' });
  t.match(
    read({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      verb: 'create',
      user: { username: 'anna' },
      sourceIPs: ['203.0.113.5'],
      objectRef: { resource: 'pods' },
    }),
    {
      ...outside,
      'event.dataset': 'kubernetes.audit',
      'user.name': 'anna',
      fields: { 'objectRef.resource': 'pods', verb: 'create' },
    },
  );
  t.match(
    read({
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketAcl',
      awsRegion: 'eu-central-1',
      sourceIPAddress: '203.0.113.5',
    }),
    { ...outside, 'event.dataset': 'aws.cloudtrail', 'event.action': 'PutBucketAcl' },
  );
  t.match(read({ _path: 'dns', uid: 'C1', 'id.orig_h': '10.1.2.3', query: 'x' }), {
    'event.dataset': 'zeek.dns',
    'source.ip': '10.1.2.3',
  });
  t.match(read({ logtype: 4002, node_id: 'canary1', src_host: '10.1.2.3', logdata: { USERNAME: 'root' } }), {
    'event.dataset': 'opencanary.log',
    'host.name': 'canary1',
    'user.name': 'root',
  });
  t.match(read({ action: 'x', actor: 'y' }), { 'event.dataset': 'json.generic' });
});
