import t from 'tap';
import { event } from '../record.js';
import { lines } from '../services/cases.js';

const outside = { 'source.ip': '203.0.113.5' };

const tracked =
  '2026-11-21T20:00:00.123Z,10.1.2.3,pc1,10.1.2.9,EX01,;250 2.0.0 OK,EX01\\Default,SMTP,RECEIVE,123,<m1@stadt.example>,guid,a@example.org;b@example.org,,5321,2,,,"Angebot, neu",anna@stadt.example,anna@stadt.example,0A:,Originating,,10.1.2.3,10.1.2.9,S:x,Email,g,15.02';

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
