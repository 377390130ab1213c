import t from 'tap';
import { messages, sent } from './cases.js';

const outside = { 'source.ip': '203.0.113.5' };

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
