import fc from 'fast-check';
import t from 'tap';
import { event, received, timeOf } from './record.js';

t.test('the examples of RFC 5424 6.5', async (t) => {
  const first = event(
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8",
  );
  t.match(first, {
    'host.name': 'mymachine.example.com',
    'log.syslog.appname': 'su',
    'log.syslog.msgid': 'ID47',
    'log.syslog.facility.code': 4,
    'event.severity': 2,
    message: "'su root' failed for lonvick on /dev/pts/8",
  });
  t.equal(timeOf(first), '2003-10-11T22:14:15.003Z');
  t.equal(first['log.syslog.procid'], undefined);
  const second = event(
    "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
  );
  t.match(second, {
    'host.name': '192.0.2.1',
    'log.syslog.procid': '8710',
    'process.pid': 8710,
    message: "%% It's time to make the do-nuts.",
  });
  const third = event(
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"][examplePriority@32473 class="high"]',
  );
  t.strictSame(third.fields, {
    'sd.exampleSDID@32473.iut': '3',
    'sd.exampleSDID@32473.eventSource': 'Application',
    'sd.exampleSDID@32473.eventID': '1011',
    'sd.examplePriority@32473.class': 'high',
  });
  t.equal(third.message, '');
});

t.test('escapes, repeated parameters, elements without parameters', async (t) => {
  const { fields, message } = event('<13>1 - h a - - [x@1 p="a\\"b\\\\c\\]d\\e" p="2"][flag] text');
  t.strictSame(fields, { 'sd.x@1.p': ['a"b\\c]d\\e', '2'], 'sd.flag': true });
  t.equal(message, 'text');
});

t.test('nil values leave the fields out; host falls back to the sender', async (t) => {
  const result = event('<13>1 - - - - - -');
  t.equal(result['@timestamp'], received);
  t.equal(result['host.name'], '192.0.2.9');
  t.equal(result['log.syslog.appname'], undefined);
  t.equal(result.message, '');
  t.equal(result['event.dataset'], 'syslog.generic');
});

t.test('malformed structured data stays in the message and is noted', async (t) => {
  const result = event('<13>1 - h a - - [x@1 p="1"][y@2 p=1] text');
  t.strictSame(result.fields, { 'sd.x@1.p': '1', 'sd.malformed': true });
  t.equal(result.message, '[y@2 p=1] text');
});

t.test('a header cut off anywhere is still an event', async (t) => {
  const whole = '<13>1 2003-10-11T22:14:15.003Z h app 12 ID [a b="c"] text';
  for (let n = 1; n <= whole.length; n++) {
    const result = event(whole.slice(0, n));
    t.equal(result['event.kind'], 'event', whole.slice(0, n));
  }
});

t.test('any text as a parameter value comes back (section 6.3.3)', async (t) => {
  const text = fc
    .string({ unit: 'grapheme' })
    .filter(
      (value) =>
        !value.includes('\0') &&
        !/[\ud800-\udfff]/.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')),
    );
  fc.assert(
    fc.property(text, (value) => {
      const escaped = value.replace(/["\\\]]/g, '\\$&');
      t.equal(event(`<13>1 - h a - - [x@1 p="${escaped}"] m`).fields['sd.x@1.p'], value);
    }),
  );
});

t.test(
  'what rsyslog writes with RSYSLOG_SyslogProtocol23Format: two spaces before MSG, a line end in the record',
  async (t) => {
    const result = event(
      '<38>1 2026-03-01T10:00:00.000000+01:00 srv01 sshd 812 - -  Failed password for root from 203.0.113.5 port 4022 ssh2\n',
    );
    t.equal(result.message, 'Failed password for root from 203.0.113.5 port 4022 ssh2');
    t.match(result, { 'event.action': 'ssh_login', 'event.outcome': 'failure', 'source.ip': '203.0.113.5' });
  },
);

t.test('a time before the year 1 is none: the receipt counts, and the event says so', async (t) => {
  const result = event('<13>1 0000-12-31T23:59:59Z h a - - - text');
  t.equal(result['@timestamp'], received);
  t.match(result, { 'event.kind': 'event', 'host.name': 'h', 'error.message': /years 1 to 9999/ });
});
