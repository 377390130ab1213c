import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../collectors/file/read.js';
import type { Envelope, Format } from '../../server/contract/envelope.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { normalise } from '../../server/normalise/normalise.js';

/** Measures normalisation, records a CPU second: `node build/test/normalise/bench.js`. */
const data = join(packageRoot(), '../shared/data');

const envelope = (raw: Uint8Array, format: Format, dataset = ''): Envelope => ({
  source: '192.0.2.9',
  transport: 'tcp',
  format,
  dataset,
  received: Date.UTC(2026, 10, 21),
  truncated: false,
  raw,
});

/** CPU time of this process in microseconds: other load on the machine does not count. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function load(path: string, limit: number): Promise<Envelope[]> {
  const records: Envelope[] = [];
  for await (const { raw, format, dataset } of readRecords(path)) {
    if (records.length >= limit) break;
    records.push(envelope(Buffer.from(raw), format, dataset));
  }
  return records;
}

function measure(name: string, records: Envelope[]): void {
  const context = { tenant: 't', collector: 'c', id: 'i', zone: 'Europe/Berlin' };
  const round = (): number => {
    const start = cpu();
    for (const record of records) normalise(record, context);
    return (cpu() - start) / records.length;
  };
  const times: number[] = [];
  for (let total = 0; total < 400_000; total += records.length) times.push(round());
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1]!;
  console.log(
    `${name.padEnd(34)} ${median.toFixed(2)} us  ${Math.round(1e6 / median).toLocaleString('en')}/s`,
  );
}

if (!existsSync(data)) throw new Error('../shared/data is absent');
const openssh = await load(join(data, 'syslog/OpenSSH_2k.log'), 2000);
measure('RFC 3164, OpenSSH', openssh);
measure(
  'RFC 5424, OpenSSH',
  openssh.map(({ raw }) => {
    const message = Buffer.from(raw)
      .toString()
      .replace(/^.*?sshd\[\d+\]: /, '');
    return envelope(
      Buffer.from(`<38>1 2026-11-21T21:00:00.123456+01:00 LabSZ sshd 24200 - - ${message}`),
      'syslog',
    );
  }),
);
measure('RFC 3164, Linux', await load(join(data, 'syslog/Linux_2k.log'), 2000));
measure('Apache error', await load(join(data, 'syslog/Apache_2k.log'), 2000));
const access =
  '192.0.2.5 - - [10/Oct/2000:13:55:36 +0200] "GET /a/b?x=1 HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux)"';
measure(
  'Apache access',
  Array.from({ length: 2000 }, () => envelope(Buffer.from(access), 'line', 'apache.access')),
);
const zip = join(data, 'windows/json/windows/lateral_movement/host/empire_wmic_add_user_backdoor.zip');
const flat = await load(zip, 5000);
measure('Windows flat JSON', flat);
const text = flat.map(({ raw }) => Buffer.from(raw).toString());
const start = cpu();
for (let i = 0; i < 20; i++) for (const one of text) JSON.parse(one);
console.log(`JSON.parse alone on these: ${((cpu() - start) / 20 / text.length).toFixed(2)} us`);
const xml = readFileSync(new URL('./sample-event.xml', new URL('../../../test/normalise/', import.meta.url)));
measure(
  'Windows Event-XML',
  Array.from({ length: 2000 }, () => envelope(xml, 'windows-xml')),
);
