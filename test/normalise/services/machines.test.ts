import t from 'tap';
import { event } from '../record.js';
import { messages, sent } from './cases.js';

const failed = { 'event.action': 'login', 'event.outcome': 'failure' };

const outside = { 'source.ip': '203.0.113.5' };

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
