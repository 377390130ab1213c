import t from 'tap';
import { event, timeOf } from './record.js';

const access = (text: string, dataset = 'apache.access') =>
  event(text, { format: 'line', dataset, transport: 'file', source: '/a.log' });

t.test('combined format', async (t) => {
  const line =
    '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif?x=1&y=2 HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"';
  const result = access(line);
  t.equal(timeOf(result), '2000-10-10T20:55:36.000Z');
  t.match(result, {
    'event.module': 'apache',
    'event.dataset': 'apache.access',
    'event.outcome': 'success',
    'source.ip': '127.0.0.1',
    'user.name': 'frank',
    message: line,
  });
  t.strictSame(result.fields, {
    'c-ip': '127.0.0.1',
    'cs-username': 'frank',
    'cs-method': 'GET',
    'cs-version': 'HTTP/1.0',
    'cs-uri': '/apache_pb.gif?x=1&y=2',
    'cs-uri-stem': '/apache_pb.gif',
    'cs-uri-query': 'x=1&y=2',
    'sc-status': 200,
    'sc-bytes': 2326,
    'cs-referer': 'http://www.example.com/start.html',
    'cs-user-agent': 'Mozilla/4.08 [en] (Win98; I ;Nav)',
  });
});

t.test('common format, vhost_combined, escaped quotes, broken requests', async (t) => {
  t.match(access('2001:db8::5 - - [10/Oct/2000:13:55:36 +0200] "POST /x HTTP/1.1" 404 -'), {
    'source.ip': '2001:db8::5',
    'event.outcome': 'failure',
    fields: { 'sc-status': 404 },
  });
  t.match(
    access(
      'www.stadt.example:443 192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "GET / HTTP/1.1" 200 5 "-" "a\\"b"',
    ),
    { 'source.ip': '192.0.2.5', fields: { 'cs-host': 'www.stadt.example', 'cs-user-agent': 'a\\"b' } },
  );
  t.match(access('192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "\\x16\\x03\\x01" 400 226 "-" "-"').fields, {
    'cs-uri': '\\x16\\x03\\x01',
    'sc-status': 400,
  });
  t.match(access('192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "-" 408 - "-" "-"').fields, { 'cs-uri': '-' });
  t.match(
    access('192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "GET / HTTP/1.1" 200 5 "-" "x"', 'nginx.access'),
    { 'event.module': 'nginx', 'event.dataset': 'nginx.access' },
  );
});

t.test('what is no access line says which part is wrong', async (t) => {
  for (const [line, reason] of [
    ['hello', /time/],
    ['192.0.2.5 - - [99/Oct/2000:13:55:36 +0200] "GET / HTTP/1.1" 200 5', /time/],
    ['192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] GET', /request/],
    ['192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "GET', /does not end/],
    ['192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "GET / HTTP/1.1" x', /status/],
  ] as const) {
    const result = access(line);
    t.equal(result['event.kind'], 'pipeline_error', line);
    t.match(result['error.message'], reason);
  }
});

t.test('an access line inside syslog keeps the header', async (t) => {
  const result = event(
    '<190>Nov 21 21:00:00 web1 nginx: 192.0.2.5 - - [21/Nov/2026:21:00:00 +0100] "GET /shell.php?cmd=id HTTP/1.1" 200 5 "-" "x"',
  );
  t.match(result, {
    'event.dataset': 'nginx.access',
    'host.name': 'web1',
    'source.ip': '192.0.2.5',
    fields: { 'cs-uri-query': 'cmd=id' },
  });
  t.match(event('<190>Nov 21 21:00:00 web1 apache2: "quoted] "text'), { 'event.dataset': 'linux.syslog' });
});

t.test('Apache error log, old and new', async (t) => {
  const old = event(
    '[Sun Dec 04 04:47:44 2005] [error] [client 192.0.2.5] Directory index forbidden by rule: /var/www/',
    { format: 'line', dataset: 'apache.error' },
  );
  t.equal(timeOf(old), '2005-12-04T03:47:44.000Z');
  t.match(old, {
    'event.dataset': 'apache.error',
    'event.severity': 3,
    'source.ip': '192.0.2.5',
    message: 'Directory index forbidden by rule: /var/www/',
  });
  const now = event(
    '[Sat Nov 21 21:00:00.123456 2026] [core:error] [pid 12:tid 34] [client 2001:db8::5:5678] AH00126: Invalid URI in request',
    { format: 'line', dataset: 'apache.error' },
  );
  t.match(now, {
    'event.code': 'AH00126',
    'process.pid': 12,
    'source.ip': '2001:db8::5',
    'source.port': 5678,
    fields: { module: 'core', level: 'error' },
  });
  for (const text of ['no time', '[Sun Dec 04 04:47:44 275760] [error] x']) {
    const refused = event(text, { format: 'line', dataset: 'apache.error' }, 'UTC');
    t.match(refused, { 'event.kind': 'pipeline_error', 'error.message': /time/ });
  }
});

t.test('nginx error log', async (t) => {
  const result = event(
    '2026/11/21 21:00:00 [error] 123#124: *1 open() "/x" failed (2: No such file), client: 192.0.2.5, server: _, request: "GET /x HTTP/1.1"',
    { format: 'line', dataset: 'nginx.error' },
  );
  t.equal(timeOf(result), '2026-11-21T20:00:00.000Z');
  t.match(result, {
    'event.dataset': 'nginx.error',
    'event.severity': 3,
    'process.pid': 123,
    'source.ip': '192.0.2.5',
  });
  t.equal(
    event('2026/11/21 21:00:00 x', { format: 'line', dataset: 'nginx.error' })['event.kind'],
    'pipeline_error',
  );
});
