import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readRecords } from '../../../collectors/file/read.js';
import { sniffLine } from '../../../collectors/file/sniff.js';
import { event } from '../../normalise/record.js';

const access = '192.0.2.5 - - [10/Oct/2026:13:55:36 +0200] "GET / HTTP/1.1" 200 5';

/** A line of each format that has no header before it, and the dataset that the normaliser gives it. */
const lines: readonly (readonly [line: string, dataset: string])[] = [
  ['CEF:0|Contoso|Mail Gate|4.2|100|Message blocked|7|src=203.0.113.5 suser=x@y.example', 'cef.contoso'],
  ['CEF: 1|Contoso|Mail Gate|4.2|100|Message blocked|7|src=203.0.113.5', 'cef.contoso'],
  ['LEEF:1.0|Contoso|Gate|1|42|src=203.0.113.5\tusrName=brandt', 'leef.contoso'],
  ['LEEF:2.0|Contoso|Gate|1|42|^|src=203.0.113.5^usrName=brandt', 'leef.contoso'],
  [
    '1795245245.123    132 10.20.3.14 TCP_MISS/200 4521 GET http://www.stadt.example/ - HIER_DIRECT/192.0.2.10 text/html',
    'squid.access',
  ],
  [
    'date=2026-11-21 time=08:14:05 devname="FW" devid="FG100FTK20012345" logid="0000000013" type="traffic" subtype="forward"',
    'fortigate.traffic',
  ],
  [
    'device="SFW" date=2026-11-21 time=08:14:05 timezone="CET" device_name="XG" log_type="Firewall" log_subtype="Allowed"',
    'sophos.firewall',
  ],
  [
    '1,2026/11/21 08:14:05,012801096514,SYSTEM,auth,2561,2026/11/21 08:14:05,,general,,0,0,general,medium,"x",1718,0x0',
    'paloalto.system',
  ],
];

t.test('a file of a device or a proxy is recognised, also behind lines of another kind', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'grundwacht-sniff-'));
  t.teardown(() => rm(dir, { recursive: true }));
  for (const [line, dataset] of lines) {
    const path = join(dir, 'a.log');
    await writeFile(path, `${access}\n${line}\n`);
    const datasets: string[] = [];
    for await (const record of readRecords(path)) {
      const { raw, format, dataset: told } = record;
      const made = event(raw, { format, dataset: told, transport: 'file', source: path });
      t.equal(made['error.message'], undefined, line);
      datasets.push(made['event.dataset']);
    }
    t.strictSame(datasets, ['apache.access', dataset], line);
  }
});

t.test('what only looks alike tells nothing', async (t) => {
  for (const line of [
    'CEF is a format',
    'CEF:|x',
    'LEEF:3|x',
    '1795245245.123 seconds since the epoch',
    'date=tomorrow time=noon',
    'device="x"',
    '1,2,3',
    ',,,',
  ])
    t.equal(sniffLine(Buffer.from(line)), undefined, line);
});

t.test('any line is looked at without an error', async (t) => {
  const bytes = fc.uint8Array({ maxLength: 2000 });
  const starts = fc.constantFrom(
    '',
    ...lines.map(([line]) => line.slice(0, 12)),
    '<13>',
    'type=A msg=audit(1',
  );
  fc.assert(
    fc.property(starts, bytes, (start, rest) => {
      const found = sniffLine(Buffer.concat([Buffer.from(start), rest]));
      return found === undefined || found.format !== 'windows-xml';
    }),
  );
  t.pass();
});
