import t from 'tap';
import { event, timeOf } from '../record.js';
import { messages, sent } from './cases.js';

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
