import fc from 'fast-check';
import t from 'tap';
import { event } from '../record.js';

/** A record of each format, to be cut, doubled and mixed. */
const records = [
  '<30>Nov 21 21:00:00 s postfix/smtpd[1]: NOQUEUE: reject: RCPT from m.example[203.0.113.5]: 554 5.7.1 <x@y>: no; from=<a@b> to=<c@d>',
  '<30>Nov 21 21:00:00 s dovecot: imap-login: Login: user=<anna>, method=PLAIN, rip=203.0.113.5, lip=10.1.2.9',
  '<30>Nov 21 21:00:00 s smbd_audit: anna|10.1.2.3|share|renameat|ok|a|b',
  '<30>Nov 21 21:00:00 s smbd: {"timestamp": "x", "type": "Authentication", "Authentication": {"status": "x"}}',
  "<30>Nov 21 21:00:00 s named[1]: client @0x1 10.1.2.3#1 (x): query (cache) 'x/A/IN' denied",
  '<30>Nov 21 21:00:00 s dnsmasq[1]: reply x is y',
  '<30>Nov 21 21:00:00 s kea-dhcp4: INFO [a.b/1] DHCP4_LEASE_ALLOC [hwtype=1 00:00:5e:00:53:01], cid=[x], tid=0x1: lease 10.1.2.3 has been allocated',
  '<30>Nov 21 21:00:00 s openvpn: anna/203.0.113.5:1 SIGTERM[soft,x] received',
  '<30>Nov 21 21:00:00 s charon: 06[IKE] IKE_SA rw[5] established between 192.0.2.1[a]...203.0.113.5[b]',
  '<30>Nov 21 21:00:00 s radiusd: (1) Login incorrect (x): [anna/<via Auth-Type = eap>] (from client c port 0 cli 1)',
  '<30>Nov 21 21:00:00 s haproxy: 203.0.113.5:1 [21/Nov/2026:20:59:59.123] f b/s 1/0/3/6/9 200 2 - - ---- 1/1/1/1/0 0/0 {x} "GET / HTTP/1.1"',
  '<30>Nov 21 21:00:00 s postgres[1]: [3-1] 2026-11-21 21:00:00 CET [8] a@b LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,select 1,<none>',
  "<30>Nov 21 21:00:00 s mysqld: s,root,10.1.2.3,4,0,QUERY,x,'select 1',0",
  '<30>Nov 21 21:00:00 s keycloak: WARN [org.keycloak.events] (x) type="LOGIN_ERROR", realmId="r", error="x\\"y"',
  '<30>Nov 21 21:00:00 s Hostd: info hostd[2] [Originator@6876 sub=V] Event 1 : a on b in c is powered off',
  '<30>Nov 21 21:00:00 s vpxd: Event [1] [1-1] [2026-11-21T20:00:00Z] [vim.event.X] [info] [A\\b] [] [1] [text]',
  '<30>Nov 21 21:00:00 s WinFileService: Event: delete, Path: /a, File/Folder: File, Size: 1 KB, User: a, IP: 10.1.2.3',
  '<30>Nov 21 21:00:00 s qlogd: conn log: Users: a, Source IP: 10.1.2.3, Computer name: ---, Connection type: X, Accessed resources: y, Action: Login Fail',
  "<189>67: asr1 RP/0/RP0/CPU0:Nov 21 20:59:59.411 CET: config[6]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'a'.",
  '<166>Nov 21 2026 21:00:00 fw : %FTD-6-430003: A: b, SrcIP: 1.2.3.4',
  '10,11/21/26,21:00:00,Assign,10.1.2.3,PC1,00,,1,0',
  '2026-11-21T20:00:00.123Z,a,b,c,d,e,f,SMTP,RECEIVE,1,2,3,4,5,6,7,8,9,"x, y",a@b,c',
  '2026-11-21 20:00:00 10.1.2.9 GET /x - 443 - 203.0.113.5 M - 200 0 0 15',
  '21.11.2026 21:00:00 0AB4 PACKET  000000D2A1B2C3D4 UDP Rcv 10.1.2.3        0002   Q [0001   D   NOERROR] A      (1)x(0)',
  'type=SYSCALL msg=audit(1.234:5): arch=c000003e syscall=42 a0=3\ntype=SOCKADDR msg=audit(1.234:5): saddr=02000050CB007105\n',
  '{"kind":"Event","apiVersion":"audit.k8s.io/v1","verb":"get"}',
];
const datasets = [
  '',
  'microsoft_dhcp.log',
  'microsoft_dns.debug',
  'exchange.messagetracking',
  'iis.access',
  'postgresql.log',
  'mariadb.log',
  'keycloak.log',
  'linux.auditd',
];

const mutated = fc
  .tuple(
    fc.constantFrom(...records),
    fc.constantFrom(...records),
    fc.nat(),
    fc.nat(),
    fc.string({ maxLength: 6 }),
  )
  .map(
    ([one, other, at, from, middle]) =>
      one.slice(0, at % (one.length + 1)) + middle + other.slice(from % other.length),
  );

t.test(
  'mutated records of all formats: no throw, the bytes are kept, what is made of them is bounded',
  async (t) => {
    const change = fc.record({
      format: fc.constantFrom('syslog' as const, 'line' as const, 'json' as const),
      dataset: fc.constantFrom(...datasets),
    });
    fc.assert(
      fc.property(mutated, change, (text, how) => {
        const result = event(text, how);
        const size = JSON.stringify({ ...result, 'event.original': '' }).length;
        if (Buffer.from(result['event.original']).toString() !== text) throw new Error('original differs');
        if (result['event.kind'] === 'pipeline_error' && !result['error.message'])
          throw new Error('no reason');
        if (size > 2000 + text.length * 12) throw new Error(`${size} characters of ${text.length}`);
      }),
      { numRuns: 4000 },
    );
    t.pass();
  },
);

t.test('long hostile records come to an end, with what was told of them bounded', async (t) => {
  const fill = [', ', '[', '": "', '|', ' on ', ', To: ', 'a@b ', "'", '0/', 'FATAL ', 'type='];
  for (const record of records) {
    const at = Math.floor(record.length * 0.8);
    for (const piece of fill) {
      // Work that grows with the square of the length would not end within the time of a test.
      const text = record.slice(0, at) + piece.repeat(30_000 / piece.length) + record.slice(at);
      const { fields } = event(text);
      if (Object.keys(fields).length > 200)
        t.fail(`${Object.keys(fields).length} fields: ${record.slice(0, 60)}, ${piece}`);
    }
  }
  t.pass();
});
