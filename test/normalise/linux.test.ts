import t from 'tap';
import type { Event } from '../../server/contract/event.js';
import { event } from './record.js';

type Case = [message: string, expected: Partial<Event>];

function check(program: string, cases: Case[]): void {
  for (const [message, expected] of cases) {
    t.test(`${program}: ${message.slice(0, 70)}`, async (t) => {
      const result = event(`<86>Nov 21 21:00:00 h ${program}: ${message}`);
      t.equal(result['event.kind'], 'event');
      t.equal(result['event.module'], 'linux');
      t.match(result, expected);
      t.equal(result.message, message);
    });
  }
}

const ssh = { 'event.dataset': 'linux.sshd', 'process.name': 'sshd', 'process.pid': 24200 } as const;
const failure = {
  ...ssh,
  'event.action': 'ssh_login',
  'event.category': 'authentication',
  'event.outcome': 'failure',
} as const;
const success = { ...failure, 'event.outcome': 'success' } as const;
const peer = { 'source.ip': '192.0.2.7', 'source.port': 34100 } as const;

check('sshd[24200]', [
  [
    'Failed password for root from 192.0.2.7 port 34100 ssh2',
    { ...failure, ...peer, 'user.name': 'root', fields: { method: 'password' } },
  ],
  [
    'Failed password for invalid user admin from 192.0.2.7 port 34100 ssh2',
    { ...failure, ...peer, 'user.name': 'admin', fields: { invalid_user: true } },
  ],
  [
    'Failed none for illegal user a b from 2001:db8::7 port 34100 ssh2',
    { ...failure, 'source.ip': '2001:db8::7', 'source.port': 34100, 'user.name': 'a b' },
  ],
  [
    'Accepted publickey for deploy from 192.0.2.7 port 34100 ssh2: ED25519 SHA256:abc',
    { ...success, ...peer, 'user.name': 'deploy', fields: { method: 'publickey' } },
  ],
  [
    'Accepted keyboard-interactive/pam for root from ::ffff:192.0.2.7 port 34100 ssh2',
    { ...success, ...peer, fields: { method: 'keyboard-interactive/pam' } },
  ],
  [
    'message repeated 5 times: [ Failed password for root from 192.0.2.7 port 34100 ssh2]',
    { ...failure, ...peer, 'user.name': 'root', fields: { repeated: 5 } },
  ],
  [
    'Invalid user oracle from 192.0.2.7 port 34100',
    { ...ssh, ...peer, 'event.action': 'ssh_invalid_user', 'user.name': 'oracle' },
  ],
  [
    'Invalid user  0101 from 192.0.2.7',
    { 'event.action': 'ssh_invalid_user', 'user.name': '0101', 'source.ip': '192.0.2.7' },
  ],
  ['Invalid user  from 192.0.2.7 port 34100', { ...peer, 'event.action': 'ssh_invalid_user' }],
  [
    'input_userauth_request: invalid user webmaster [preauth]',
    { 'event.action': 'ssh_invalid_user', 'user.name': 'webmaster' },
  ],
  [
    'Received disconnect from 192.0.2.7: 11: Bye Bye [preauth]',
    { 'event.action': 'ssh_disconnect', 'source.ip': '192.0.2.7' },
  ],
  [
    'Received disconnect from 192.0.2.7 port 34100:11: disconnected by user',
    { 'event.action': 'ssh_disconnect', ...peer },
  ],
  [
    'Disconnected from invalid user a b 192.0.2.7 port 34100 [preauth]',
    { 'event.action': 'ssh_disconnect', ...peer, 'user.name': 'a b', fields: { invalid_user: true } },
  ],
  [
    'Connection closed by authenticating user root 192.0.2.7 port 34100 [preauth]',
    { 'event.action': 'ssh_disconnect', ...peer, 'user.name': 'root' },
  ],
  ['Connection reset by 192.0.2.7 port 34100', { 'event.action': 'ssh_disconnect', ...peer }],
  [
    'Connection from 192.0.2.7 port 34100 on 192.0.2.1 port 22 rdomain ""',
    { 'event.action': 'ssh_connect', ...peer },
  ],
  [
    'Did not receive identification string from 192.0.2.7',
    { 'event.action': 'ssh_disconnect', 'source.ip': '192.0.2.7' },
  ],
  [
    'Disconnecting: Too many authentication failures for root [preauth]',
    { 'event.action': 'ssh_disconnect', 'user.name': 'root' },
  ],
  [
    'error: maximum authentication attempts exceeded for invalid user x from 192.0.2.7 port 34100 ssh2 [preauth]',
    { 'event.action': 'ssh_max_attempts', 'event.outcome': 'failure', ...peer, 'user.name': 'x' },
  ],
  [
    'User bob from 192.0.2.7 not allowed because not listed in AllowUsers',
    { ...failure, 'user.name': 'bob', 'source.ip': '192.0.2.7' },
  ],
  [
    'reverse mapping checking getaddrinfo for x.example [192.0.2.7] failed - POSSIBLE BREAK-IN ATTEMPT!',
    { 'event.action': 'ssh_reverse_mapping', 'source.ip': '192.0.2.7' },
  ],
  [
    "Bad protocol version identification 'GET / HTTP/1.1' from 192.0.2.7 port 34100",
    { 'event.action': 'ssh_protocol_error', ...peer },
  ],
  [
    'Unable to negotiate with 192.0.2.7 port 34100: no matching host key type found.',
    { 'event.action': 'ssh_protocol_error', ...peer },
  ],
  [
    'PAM 5 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
    {
      'event.action': 'authentication',
      'event.outcome': 'failure',
      'user.name': 'root',
      'source.ip': '192.0.2.7',
      fields: { repeated: 5 },
    },
  ],
  [
    'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
    {
      ...ssh,
      'event.action': 'authentication',
      'event.outcome': 'failure',
      'user.name': 'root',
      'source.ip': '192.0.2.7',
      fields: { pam_module: 'pam_unix', pam_service: 'sshd', pam_type: 'auth', uid: '0', tty: 'ssh' },
    },
  ],
  [
    'pam_unix(sshd:session): session opened for user fztu(uid=1000) by (uid=0)',
    { 'event.action': 'session_opened', 'user.name': 'fztu', fields: { uid: '1000', by_uid: '0' } },
  ],
]);

t.test('a user name cannot forge the address', async (t) => {
  const result = event(
    '<86>Nov 21 21:00:00 h sshd[1]: Failed password for invalid user root from 198.51.100.1 port 22 ssh2 from 192.0.2.7 port 34100 ssh2',
  );
  t.match(result, { ...peer, 'user.name': 'root from 198.51.100.1 port 22 ssh2' });
  const closed = event(
    '<86>Nov 21 21:00:00 h sshd[1]: Connection closed by invalid user x 198.51.100.1 port 1 192.0.2.7 port 34100 [preauth]',
  );
  t.match(closed, peer);
});

check('sudo', [
  [
    'alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/apt install x ; y',
    {
      'event.dataset': 'linux.sudo',
      'event.action': 'sudo',
      'event.outcome': 'success',
      'user.name': 'alice',
      'process.command_line': '/usr/bin/apt install x ; y',
      'process.executable': '/usr/bin/apt',
      fields: { TTY: 'pts/0', PWD: '/home/alice', TargetUser: 'root', USER: 'root' },
    },
  ],
  [
    'bob : user NOT in sudoers ; TTY=pts/1 ; PWD=/tmp ; USER=root ; COMMAND=/bin/sh',
    {
      'event.outcome': 'failure',
      'user.name': 'bob',
      fields: { Reason: 'user NOT in sudoers', TargetUser: 'root' },
    },
  ],
  [
    'bob : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/tmp ; USER=root ; COMMAND=/bin/sh',
    {
      'event.outcome': 'failure',
      'event.category': 'authentication',
      fields: { Reason: '3 incorrect password attempts', repeated: 3 },
    },
  ],
  [
    'pam_unix(sudo:auth): authentication failure; logname=bob uid=1001 euid=0 tty=/dev/pts/1 ruser=bob rhost=  user=bob',
    {
      'event.dataset': 'linux.sudo',
      'event.action': 'authentication',
      'user.name': 'bob',
      fields: { ruser: 'bob' },
    },
  ],
]);

check('su', [
  [
    '(to root) alice on pts/0',
    {
      'event.dataset': 'linux.su',
      'event.action': 'su',
      'event.outcome': 'success',
      'user.name': 'alice',
      fields: { TargetUser: 'root', TTY: 'pts/0' },
    },
  ],
  ['FAILED SU (to root) alice on pts/0', { 'event.outcome': 'failure', 'user.name': 'alice' }],
  [
    'FAILED su for root by bob',
    { 'event.outcome': 'failure', 'user.name': 'bob', fields: { TargetUser: 'root' } },
  ],
  [
    '- /dev/pts/2 bob:root',
    { 'event.outcome': 'failure', 'user.name': 'bob', fields: { TargetUser: 'root', TTY: '/dev/pts/2' } },
  ],
]);

check('CRON[9]', [
  [
    '(root) CMD (cd / && run-parts --report /etc/cron.hourly)',
    {
      'event.dataset': 'linux.cron',
      'event.action': 'cron_command',
      'user.name': 'root',
      'process.command_line': 'cd / && run-parts --report /etc/cron.hourly',
    },
  ],
  [
    'pam_unix(cron:session): session closed for user root',
    { 'event.dataset': 'linux.cron', 'event.action': 'session_closed', 'user.name': 'root' },
  ],
]);
check('crontab[9]', [
  [
    '(bob) REPLACE (root)',
    {
      'event.dataset': 'linux.cron',
      'event.action': 'crontab_changed',
      'user.name': 'bob',
      fields: { TargetUser: 'root' },
    },
  ],
]);
check('systemd[1]', [
  [
    'Started Daily apt upgrade and clean activities.',
    {
      'event.dataset': 'linux.systemd',
      'event.action': 'unit_started',
      fields: { unit: 'Daily apt upgrade and clean activities' },
    },
  ],
  ['Failed to start X.', { 'event.outcome': 'failure' }],
]);
check('systemd-logind[7]', [
  [
    'New session 12 of user alice.',
    {
      'event.dataset': 'linux.systemd',
      'event.action': 'session_opened',
      'user.name': 'alice',
      fields: { session: '12' },
    },
  ],
]);
check('useradd[7]', [
  [
    'new user: name=mallory, UID=1002, GID=1002, home=/home/mallory, shell=/bin/bash, from=/dev/pts/0',
    {
      'event.category': 'iam',
      'event.action': 'user_created',
      fields: { TargetUser: 'mallory', UID: '1002', shell: '/bin/bash' },
    },
  ],
]);
check('usermod[7]', [
  [
    "add 'mallory' to group 'sudo'",
    { 'event.action': 'group_member_added', fields: { TargetUser: 'mallory', TargetGroup: 'sudo' } },
  ],
]);
check('kernel', [
  [
    '[ 1234.567890] [UFW BLOCK] IN=eth0 OUT= MAC=00:11 SRC=198.51.100.9 DST=192.0.2.1 LEN=40 PROTO=TCP SPT=45123 DPT=23 SYN',
    {
      'event.dataset': 'linux.kernel',
      'event.action': 'firewall_log',
      'event.outcome': 'failure',
      'source.ip': '198.51.100.9',
      'source.port': 45123,
      'destination.ip': '192.0.2.1',
      'destination.port': 23,
      fields: { IN: 'eth0', PROTO: 'TCP', prefix: '[UFW BLOCK]' },
    },
  ],
]);
check('myapp', [['hello', { 'event.dataset': 'linux.syslog' }]]);

t.test('records of the audit system, with hexadecimal values and nested pairs', async (t) => {
  const execve = event(
    'type=EXECVE msg=audit(1604996384.965:93777): argc=2 a0="dd" a1=69663D2F6465762F7A65726F',
    { format: 'line', dataset: 'linux.auditd' },
  );
  t.match(execve, {
    'event.dataset': 'linux.auditd',
    'event.action': 'execve',
    fields: { type: 'EXECVE', a0: 'dd', a1: 'if=/dev/zero', 'audit.serial': '93777' },
  });
  t.equal(execve['@timestamp'], 1604996384965);
  const login = event(
    '<86>Nov 21 21:00:00 h audit[1]: node=web1 type=USER_LOGIN msg=audit(1604996384.965:5): pid=7 uid=0 msg=\'op=login acct="root" exe="/usr/sbin/sshd" hostname=x addr=192.0.2.7 terminal=ssh res=failed\'',
  );
  t.match(login, {
    'event.dataset': 'linux.auditd',
    'event.outcome': 'failure',
    'user.name': 'root',
    'source.ip': '192.0.2.7',
    'process.executable': '/usr/sbin/sshd',
  });
  const bad = event('type=X nothing', { format: 'line', dataset: 'linux.auditd' });
  t.equal(bad['event.kind'], 'pipeline_error');
});

t.test('hostile lines take linear time', async (t) => {
  for (const piece of ['a="b"', '-', 'x=', '(', ' from ', '[', 'user ', "'", ' ; ', '" ']) {
    const long = piece.repeat(200_000 / piece.length);
    for (const start of [
      'su: - x ',
      'su: + ',
      'sudo: x : ',
      'sshd[1]: Failed password for ',
      'kernel: IN= SRC= ',
      'cron[1]: (x) C',
      'useradd[1]: new user: ',
    ]) {
      event(`<86>Nov 21 21:00:00 h ${start}${long}`);
    }
    event(long, { format: 'line', dataset: 'linux.auditd' });
    event(`1.2.3.4 - - [${long}`, { format: 'line', dataset: 'apache.access' });
  }
  t.pass('a quadratic reader would exceed the time limit of this file');
});
