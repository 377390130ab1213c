import fc from 'fast-check';
import t from 'tap';
import type { Envelope } from '../../../server/contract/envelope.js';
import { joinAudit } from '../../../server/normalise/linux/audit-join.js';
import { event, received } from '../record.js';

const id = 'audit(1795245245.123:24287)';
const execution = [
  `type=SYSCALL msg=${id}: arch=c000003e syscall=59 success=yes exit=0 a0=55d8 a1=55d9 a2=55da a3=0 items=2 ppid=811 pid=812 auid=1000 uid=33 gid=33 euid=33 tty=(none) ses=4 comm="curl" exe="/usr/bin/curl" key="susp_activity"\x1dARCH=x86_64 SYSCALL=execve AUID="anna" UID="www-data"`,
  `type=EXECVE msg=${id}: argc=3 a0="curl" a1="-o" a2=2F746D702F612062`,
  `type=CWD msg=${id}: cwd="/var/www"`,
  `type=PATH msg=${id}: item=0 name="/usr/bin/curl" inode=3 nametype=NORMAL`,
  `type=PATH msg=${id}: item=1 name="/lib64/ld-linux-x86-64.so.2" inode=4 nametype=NORMAL`,
  `type=PROCTITLE msg=${id}: proctitle=6375726C002D6F002F746D702F612062`,
];
const line = (raw: string, change: Partial<Envelope> = {}): Envelope => ({
  source: '192.0.2.9',
  transport: 'tcp',
  format: 'line',
  dataset: 'linux.auditd',
  received,
  truncated: false,
  raw: Buffer.from(raw),
  ...change,
});
const syslog = (raw: string, source = '192.0.2.9'): Envelope =>
  line(raw, { source, format: 'syslog', dataset: '' });
const texts = (records: readonly Envelope[]): string[] =>
  records.map(({ raw }) => Buffer.from(raw).toString());

t.test('the records of an execution are one event with the fields of all', async (t) => {
  const { records, places, counts } = joinAudit(execution.map((raw) => line(raw)));
  t.equal(records.length, 1);
  t.same([places, counts], [[0], [6]]);
  t.equal(texts(records)[0], execution.join('\n'), 'byte for byte');
  const joined = event(records[0]!.raw, { format: 'line', dataset: 'linux.auditd' });
  t.match(joined, {
    'event.category': 'process',
    'event.action': 'execve',
    'event.outcome': 'success',
    'process.executable': '/usr/bin/curl',
    'process.command_line': 'curl -o /tmp/a b',
    'process.pid': 812,
    'user.name': 'anna',
    fields: {
      type: ['SYSCALL', 'EXECVE', 'CWD', 'PATH', 'PROCTITLE'],
      a0: 'curl',
      a1: '-o',
      a2: '/tmp/a b',
      'syscall.a0': '55d8',
      SYSCALL: 'execve',
      euid: '33',
      cwd: '/var/www',
      name: ['/usr/bin/curl', '/lib64/ld-linux-x86-64.so.2'],
      proctitle: 'curl -o /tmp/a b',
      key: 'susp_activity',
      'audit.serial': '24287',
    },
  });
  t.notOk('audit.partial' in joined.fields);
});

t.test('through syslog: hosts behind one relay, enrichment escaped, other records between', async (t) => {
  const sent = (host: string, raw: string) =>
    syslog(`<29>Nov 21 21:00:00 ${host} audisp-syslog[7]: ${raw.replaceAll('\x1d', '#035')}`);
  const other = syslog('<38>Nov 21 21:00:00 web1 sshd[1]: x');
  const mixed = execution.flatMap((raw) => [sent('web1', raw), sent('web2', raw), other]);
  const { records, places, counts } = joinAudit(mixed);
  t.equal(records.length, 8);
  t.same(places?.slice(0, 3), [0, 1, 2]);
  t.same(counts?.slice(0, 3), [6, 6, 1]);
  const joined = event(records[1]!.raw);
  t.match(joined, {
    'host.name': 'web2',
    'event.dataset': 'linux.auditd',
    'process.command_line': 'curl -o /tmp/a b',
    'user.name': 'anna',
    message: execution.join('\n').replaceAll('\x1d', '#035'),
  });
  for (const [header, why] of [
    ['<29>1 2026-11-21T21:00:00Z web1 audisp-syslog 7 - - ', 'RFC 5424'],
    ['<29>2026-11-21T21:00:00+01:00 web1 audispd: node=web1.example ', 'RFC 3339 stamp, node'],
    ['<5>Nov 21 21:00:00 web1 kernel: [   12.345678] audit: ', 'kernel'],
    ['', 'no header'],
  ] as const) {
    const result = joinAudit(execution.map((raw) => syslog(header + raw)));
    t.equal(result.records.length, 1, why);
    t.match(event(result.records[0]!.raw), { 'process.command_line': 'curl -o /tmp/a b' }, why);
  }
});

t.test('not joined: other sources, other numbers, text of others that looks like a record', async (t) => {
  const [one, two] = execution as [string, string];
  const same = (records: Envelope[]) => t.equal(joinAudit(records).records, records);
  same([line(one), line(two, { source: '192.0.2.10' })]);
  same([line(one), line(two.replace('24287', '24288'))]);
  same([line(one, { format: 'json' }), line(two, { format: 'json' })]);
  const forged = (raw: string) => syslog(`<38>Nov 21 21:00:00 web1 app[1]: ${raw}`);
  same([forged(one), forged(two)]);
  same([syslog(`<38>Nov 21 21:00:00 web1 app: ua="${one}"`), syslog(`<38>Nov 21 21:00:00 web1 app: ${two}`)]);
});

t.test('many records of one number become several events; a cut record marks the whole', async (t) => {
  const many = Array.from({ length: 150 }, (_, n) => line(`type=PATH msg=${id}: item=${n} name="/${n}"`));
  many[3]!.truncated = true;
  const { records, counts } = joinAudit(many);
  t.same(counts, [64, 64, 22]);
  t.ok(records[0]!.truncated);
  t.match(event(records[2]!.raw, { format: 'line', dataset: 'linux.auditd' }).fields, {
    'audit.partial': true,
  });
});

t.test('raw records: calls by number, addresses, keys, types by number, arguments in pieces', async (t) => {
  const read = (raw: string) => event(raw, { format: 'line', dataset: 'linux.auditd' });
  const connect = `type=SYSCALL msg=${id}: arch=c000003e syscall=42 success=no exit=-115 a0=3 pid=9 comm="nc" exe="/usr/bin/nc" key=6E6574016578\ntype=SOCKADDR msg=${id}: saddr=02000050CB0071050000000000000000`;
  t.match(read(connect), {
    'event.action': 'connect',
    'event.category': 'network',
    'event.outcome': 'failure',
    'destination.ip': '203.0.113.5',
    'destination.port': 80,
    fields: { SYSCALL: 'connect', a0: '3', key: ['net', 'ex'] },
  });
  const six = `type=SYSCALL msg=${id}: arch=c00000b7 syscall=203\ntype=SOCKADDR msg=${id}: saddr=0A0001BB0000000020010DB800000000000000000000000500000000`;
  t.match(read(six), { 'destination.ip': '2001:db8::5', 'destination.port': 443 });
  t.match(read(`type=SYSCALL msg=${id}: arch=40000003 syscall=11`).fields, { SYSCALL: 'execve' });
  t.notOk('SYSCALL' in read(`type=SYSCALL msg=${id}: arch=ffffffff syscall=11`).fields);
  t.match(event(`<5>Nov 21 21:00:00 h kernel: audit: type=1309 ${id}: argc=1 a0="id"`), {
    fields: { type: 'EXECVE', a0: 'id', 'audit.partial': true },
  });
  t.match(
    read(`type=EXECVE msg=${id}: argc=2 a0="x" a1_len=4 a1[0]=6162\ntype=EXECVE msg=${id}: a1[1]=6364`),
    {
      'process.command_line': 'x abcd',
      fields: { a1: 'abcd' },
    },
  );
  t.match(
    event(
      `<86>Nov 21 21:00:00 h audit[7]: USER_AUTH pid=7 uid=0 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" addr=192.0.2.7 res=failed'`,
    ),
    {
      'event.category': 'authentication',
      'event.outcome': 'failure',
      'user.name': 'root',
      'source.ip': '192.0.2.7',
      fields: { type: 'USER_AUTH', res: 'failed' },
    },
  );
  t.match(
    read(
      `type=SERVICE_STOP msg=${id}: pid=1 uid=0 msg='unit=firewalld comm="systemd" res=success'\x1dUID="root"`,
    ),
    { 'event.outcome': 'success', fields: { unit: 'firewalld', res: 'success', UID: 'root' } },
  );
});

t.test('joining keeps every byte of every record, whatever they hold', async (t) => {
  const piece = fc.oneof(fc.constantFrom(...execution, 'audit(', '<29>1 - h audispd - - - '), fc.string());
  const record = fc.record({
    raw: fc.array(piece, { maxLength: 3 }),
    format: fc.constantFrom('syslog', 'line'),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), (list) => {
      const records = list.map(({ raw, format }) => line(raw.join(''), { format: format as 'line' }));
      const joined = joinAudit(records);
      const size = (all: readonly Envelope[]) => all.reduce((sum, { raw }) => sum + raw.length + 1, 0);
      const made = joined.counts?.reduce((sum, count) => sum + count, 0) ?? records.length;
      return size(joined.records) === size(records) && made === records.length;
    }),
    { numRuns: 500 },
  );
  t.pass();
});
