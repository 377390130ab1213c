import t from 'tap';
import type { Envelope } from '../../../server/contract/envelope.js';
import type { Event } from '../../../server/contract/event.js';
import { event } from '../record.js';

const http = { format: 'json', transport: 'http' } as const;
const read = (document: unknown, change: Partial<Envelope> = {}): Event =>
  event(JSON.stringify(document), { ...http, ...change });

const message = 'Failed password for invalid user admin from 203.0.113.9 port 4711 ssh2';
const line = `Nov 21 21:59:58 web1 sshd[4711]: ${message}`;
/** What the line says, whoever carries it. */
const failure = {
  'event.module': 'linux',
  'event.dataset': 'linux.sshd',
  'event.action': 'logon',
  'event.outcome': 'failure',
  'host.name': 'web1',
  'user.name': 'admin',
  'source.ip': '203.0.113.9',
  'process.name': 'sshd',
  'process.pid': 4711,
  message,
};
const { 'event.action': _action, ...plain } = failure;
const time = '2026-11-21T20:59:58.123Z';

const carriers: Record<string, [document: object, change?: Partial<Envelope>]> = {
  'Filebeat, system module': [
    {
      '@timestamp': time,
      message: line,
      event: { module: 'system', dataset: 'system.auth' },
      fileset: { name: 'auth' },
      log: { file: { path: '/var/log/auth.log' }, offset: 1 },
      host: { name: 'agent-host' },
      agent: { type: 'filebeat' },
    },
  ],
  'Filebeat, a file of syslog with RFC 3339 stamps': [
    {
      '@timestamp': time,
      message: line.replace('Nov 21 21:59:58', '2026-11-21T21:59:58.000001+01:00'),
      log: { file: { path: '/var/log/secure' } },
      host: { name: 'agent-host' },
    },
  ],
  'Fluent Bit, tail': [{ '@timestamp': time, log: line }],
  'Fluent Bit, systemd': [
    {
      '@timestamp': time,
      MESSAGE: message,
      _HOSTNAME: 'web1',
      SYSLOG_IDENTIFIER: 'sshd',
      _PID: '4711',
      PRIORITY: '6',
      SYSLOG_FACILITY: '4',
    },
  ],
  'Fluent Bit, syslog': [
    { pri: '38', '@timestamp': time, host: 'web1', ident: 'sshd', pid: '4711', message },
  ],
  'Vector, syslog': [
    {
      appname: 'sshd',
      facility: 'auth',
      host: 'web1',
      hostname: 'web1',
      message,
      procid: 4711,
      severity: 'info',
      source_ip: '192.0.2.1',
      source_type: 'syslog',
      timestamp: time,
    },
  ],
  'Vector, file': [
    { file: '/var/log/auth.log', host: 'vector-host', message: line, source_type: 'file', timestamp: time },
  ],
  'rsyslog, properties': [
    {
      '@timestamp': time,
      host: 'web1',
      severity: 'info',
      facility: 'auth',
      syslogtag: 'sshd[4711]:',
      message,
    },
  ],
  'rsyslog, the message as it came': [{ message, rawmsg: `<38>${line}`, fromhost: 'relay' }],
  'Splunk, a line': [
    { time: 1_795_294_798.123, host: 'agent-host', sourcetype: 'linux_secure', event: line },
    { dataset: 'splunk.hec' },
  ],
  'OpenTelemetry, filelog': [
    {
      resource: { attributes: [{ key: 'host.name', value: { stringValue: 'agent-host' } }] },
      logRecord: {
        observedTimeUnixNano: '1795294798123456789',
        body: { stringValue: line },
        attributes: [{ key: 'log.file.name', value: { stringValue: 'auth.log' } }],
      },
    },
    { dataset: 'otlp.log' },
  ],
  'OpenTelemetry, journald': [
    {
      logRecord: {
        timeUnixNano: '1795294798123456789',
        body: {
          kvlistValue: {
            values: Object.entries({
              MESSAGE: message,
              _HOSTNAME: 'web1',
              SYSLOG_IDENTIFIER: 'sshd',
              _PID: '4711',
            }).map(([key, stringValue]) => ({ key, value: { stringValue } })),
          },
        },
      },
    },
    { dataset: 'otlp.log' },
  ],
};

for (const [name, [document, change]] of Object.entries(carriers)) {
  t.test(`${name}: the line is read as what it is`, async (t) => {
    const result = read(document, change);
    t.match(result, plain);
    t.equal(Math.floor(result['@timestamp'] / 1000), Date.UTC(2026, 10, 21, 20, 59, 58) / 1000);
    t.equal(result['event.kind'], 'event');
  });
}

t.test('what stands around a line stays, under its own name', async (t) => {
  const { fields } = read(carriers['Filebeat, system module']![0]);
  t.match(fields, {
    'log.file.path': '/var/log/auth.log',
    'agent.type': 'filebeat',
    'host.name': 'agent-host',
  });
  t.notOk('message' in fields);
});

t.test('a web server log by its module', async (t) => {
  const result = read({
    message: '198.51.100.7 - - [21/Nov/2026:21:59:58 +0100] "GET /x HTTP/1.1" 404 12 "-" "curl"',
    event: { dataset: 'nginx.access' },
    host: { name: 'web1' },
  });
  t.match(result, { 'event.dataset': 'nginx.access', 'source.ip': '198.51.100.7', 'host.name': 'web1' });
});

t.test("Splunk's envelope: time, host, kind; what the event says itself comes first", async (t) => {
  const change = { dataset: 'splunk.hec' };
  const text = read(
    { time: '1795294798.5', host: 'app1', source: '/var/log/x', sourcetype: 'x', event: 'just text' },
    change,
  );
  t.match(text, {
    '@timestamp': 1_795_294_798_500,
    'host.name': 'app1',
    message: 'just text',
    fields: { 'splunk.source': '/var/log/x', 'splunk.sourcetype': 'x' },
  });
  const object = read(
    {
      host: 'app1',
      event: { user: { name: 'eva' }, message: 'm', ts: 1_795_294_798 },
      fields: { region: 'north' },
    },
    change,
  );
  t.match(object, {
    'user.name': 'eva',
    message: 'm',
    'host.name': 'app1',
    '@timestamp': 1_795_294_798_000,
    fields: { 'splunk.fields.region': 'north' },
  });
  t.match(read({ event: '{"user.name":"eva"}' }, change), { 'user.name': 'eva' });
  t.match(read({ event: 'x', time: 1_795_294_798_500 }, change), { '@timestamp': 1_795_294_798_500 });
  t.match(read({ event: [1, 2] }, change), { message: '[1,2]' });
  const access = '198.51.100.7 - - [21/Nov/2026:21:59:58 +0100] "GET /x HTTP/1.1" 404 12';
  t.match(read({ host: 'w', sourcetype: 'access_combined', event: access }, change), {
    'event.dataset': 'apache.access',
    'host.name': 'w',
  });
});

t.test('an OpenTelemetry record: resource, scope, trace, severity, body of any kind', async (t) => {
  const change = { dataset: 'otlp.log' };
  const attributes = (values: Record<string, object>) =>
    Object.entries(values).map(([key, value]) => ({ key, value }));
  const record = (body: object | undefined) => ({
    resource: {
      attributes: attributes({
        'service.name': { stringValue: 'shop' },
        'host.name': { stringValue: 'app1' },
      }),
    },
    scope: { name: 'lib', version: '2' },
    logRecord: {
      timeUnixNano: '1795294798123456789',
      severityNumber: 17,
      severityText: 'Error',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      attributes: attributes({
        'user.name': { stringValue: 'eva' },
        'process.pid': { intValue: '42' },
        'process.executable.path': { stringValue: '/usr/bin/shop' },
        'client.address': { stringValue: '203.0.113.9' },
        'server.address': { stringValue: 'shop.example.org' },
        big: { intValue: '9223372036854775807' },
        flag: { boolValue: false },
        list: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'b' }] } },
        none: {},
      }),
      ...(body === undefined ? {} : { body }),
    },
  });
  const common = {
    '@timestamp': 1_795_294_798_123,
    'event.module': 'otlp',
    'event.dataset': 'otlp.log',
    'event.severity': 3,
    'host.name': 'app1',
    'user.name': 'eva',
    'process.pid': 42,
    'process.executable': '/usr/bin/shop',
    'source.ip': '203.0.113.9',
    fields: {
      'server.address': 'shop.example.org',
      'service.name': 'shop',
      'otel.scope.name': 'lib',
      'trace.id': '0af7651916cd43dd8448eb211c80319c',
      'span.id': 'b7ad6b7169203331',
      'log.level': 'Error',
      big: '9223372036854775807',
      flag: false,
      list: [1, 'b'],
      none: null,
    },
  };
  t.match(read(record({ stringValue: 'it broke' }), change), { ...common, message: 'it broke' });
  t.match(read(record({ intValue: '7' }), change), { ...common, message: '7' });
  t.match(read(record({ arrayValue: { values: [{ stringValue: 'a' }] } }), change), {
    ...common,
    message: '["a"]',
  });
  t.match(
    read(
      record({
        kvlistValue: { values: attributes({ message: { stringValue: 'm' }, code: { intValue: '5' } }) },
      }),
      change,
    ),
    {
      ...common,
      message: 'm',
      fields: { ...common.fields, code: 5 },
    },
  );
  t.match(read(record(undefined), change), common);
  for (const odd of [
    {},
    { logRecord: 1 },
    { resource: [], logRecord: { attributes: [1, { key: 1 }], body: [] } },
  ]) {
    t.equal(read(odd, change)['event.kind'], 'event');
  }
});

t.test('Fluent Bit: values of an event that is not known stay in order, and are found', async (t) => {
  const result = read({
    EventID: 999,
    Channel: 'Application',
    ProviderName: 'X',
    Computer: 'h',
    StringInserts: ['a', null, 3],
  });
  t.match(result, { 'winlog.channel': 'Application', fields: { Data: ['a', '', '3'] } });
});

t.test('an ordinary document stays one', async (t) => {
  t.match(read({ message: 'hello', program: 'x', host: { name: 'h' } }), {
    'event.dataset': 'json.generic',
    'host.name': 'h',
  });
});
