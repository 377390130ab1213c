import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { writeXlsx } from '../../server/isms/table/xlsx-write.js';
import { hostAuditType, preAuthenticationEncoding, readHostAudit } from '../../server/scan/host-audit.js';
import { readLynis } from '../../server/scan/lynis.js';
import { readScan } from '../../server/scan/read-scan.js';
import { readHostKey, verifyClaim } from '../../server/scan/signature.js';

const lynis = `# Lynis Report
report_datetime_start=2026-11-22 10:24:44
lynis_version=3.0.8
hostname=web01
domainname=example.de
network_ipv4_address[]=192.0.2.7
suggestion[]=USB-1000|Disable drivers|-|-|
warning[]=PKGS-7392|Found vulnerable packages.|-|-|
suggestion[]=PKGS-7392|Update your system|-|text:apt|
tests_executed=AUTH-9204|PKGS-7392|USB-1000|
tests_skipped=SSH-7408|
report_datetime_end=2026-11-22 10:28:32
`;
const audit = {
  format: 'grundwacht-host-audit',
  version: 1,
  script: 'audit-policy.sh 1',
  host: { names: ['web01'], addresses: ['192.0.2.7'], system: 'Debian 12' },
  started_at: '2026-11-22T10:00:00Z',
  finished_at: '2026-11-22T10:00:02Z',
  checks: [
    {
      id: 'linux.firewall',
      title: 'Firewall',
      result: 'fail',
      severity: 'high',
      found: 'none',
      expected: 'on',
    },
  ],
};
function signed(
  value: object,
  pair: ReturnType<typeof keyPair>,
  keyid = readHostKey(pair.pem).fingerprint,
): string {
  const body = Buffer.from(JSON.stringify(value));
  const bytes = preAuthenticationEncoding(hostAuditType, body);
  const sig = sign(pair.algorithm, bytes, pair.privateKey).toString('base64');
  return JSON.stringify({
    payloadType: hostAuditType,
    payload: body.toString('base64'),
    signatures: [{ keyid, sig }],
  });
}
function keyPair(type: 'ed25519' | 'ec' | 'rsa') {
  const options = { publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  const { publicKey, privateKey } =
    type === 'ed25519'
      ? generateKeyPairSync('ed25519', { ...options, privateKeyEncoding })
      : type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256', ...options, privateKeyEncoding })
        : generateKeyPairSync('rsa', { modulusLength: 2048, ...options, privateKeyEncoding });
  return { pem: publicKey, privateKey, algorithm: type === 'ed25519' ? null : 'sha256' };
}

t.test('Lynis: findings fail, silent tests pass, skipped ones do not apply', async (t) => {
  const scan = readLynis(lynis, 'report.dat');
  t.match(scan, { tool: 'Lynis', toolVersion: '3.0.8', finishedAt: Date.parse('2026-11-22T10:28:32Z') });
  t.same(scan.hosts, ['web01', 'web01.example.de']);
  t.same(
    scan.rules.map(({ rule, result, severity }) => [rule, result, severity]),
    [
      ['AUTH-9204', 'pass', 'unknown'],
      ['PKGS-7392', 'fail', 'high'],
      ['SSH-7408', 'notapplicable', 'unknown'],
      ['USB-1000', 'fail', 'low'],
    ],
  );
  t.match(scan.counts, { pass: 1, fail: 2, notapplicable: 1 });
  t.equal(scan.rules[1]?.message, 'Found vulnerable packages.; Update your system · text:apt');
  t.throws(() => readLynis(lynis.replace(/report_datetime_end.*/, ''), 'r.dat'), {
    message: /not come to its end/,
  });
  t.throws(() => readLynis(`${lynis}warning[]=no id|`, 'r.dat'), {
    message: /line 13: warning\[\] names no test/,
  });
});

t.test('a host audit: bare it is unsigned, in an envelope it claims a signature', async (t) => {
  t.match(readHostAudit(`\uFEFF${JSON.stringify(audit)}`, 'a.json'), {
    signature: undefined,
    rules: [{ rule: 'linux.firewall', result: 'fail', message: 'none (on)' }],
  });
  for (const type of ['ed25519', 'ec', 'rsa'] as const) {
    const pair = keyPair(type);
    const { signature } = readHostAudit(signed(audit, pair), 'a.json');
    t.ok(signature && verifyClaim(signature, pair.pem), type);
    const changed = { ...audit, host: { ...audit.host, names: ['other'] } };
    const envelope = JSON.parse(signed(audit, pair)) as { payload: string };
    envelope.payload = Buffer.from(JSON.stringify(changed)).toString('base64');
    const forged = readHostAudit(JSON.stringify(envelope), 'a.json').signature;
    t.notOk(forged && verifyClaim(forged, pair.pem), `${type}: changed payload`);
    t.notOk(signature && verifyClaim(signature, keyPair(type).pem), `${type}: another key`);
  }
});

t.test('a host audit that is none is refused with the JSON pointer', async (t) => {
  const refused = (value: object, message: RegExp) =>
    t.throws(() => readHostAudit(JSON.stringify(value), 'a.json'), { code: 'SCAN_MALFORMED', message });
  refused({ ...audit, version: 2 }, /a\.json: \/version/);
  refused({ ...audit, checks: [{ ...audit.checks[0], result: 'fine' }] }, /\/checks\/0\/result/);
  refused({ ...audit, checks: [audit.checks[0]!, audit.checks[0]!] }, /same id/);
  refused({ payloadType: 'text/plain', payload: '', signatures: [] }, /\/payloadType/);
  t.throws(() => readHostAudit('{', 'a.json'), { message: /is not JSON/ });
});

t.test('keys that are weak, private or none are refused', async (t) => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    type: 'spki',
    format: 'pem',
  });
  const { privateKey } = keyPair('ed25519');
  for (const pem of [String(weak), privateKey, 'nonsense'])
    t.throws(() => readHostKey(pem), { code: 'VALIDATION' });
});

t.test('files: plain, gzip, zip; bombs and collections are refused', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'scan-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const read = async (name: string, bytes: Uint8Array | string) => {
    await writeFile(join(dir, name), bytes);
    return readScan(join(dir, name), name);
  };
  const refused = (name: string, bytes: Uint8Array | string, message: RegExp) =>
    t.rejects(read(name, bytes), { code: 'SCAN_MALFORMED', message });
  t.equal((await read('report.dat', lynis)).format, 'lynis');
  t.equal((await read('report.dat.gz', gzipSync(lynis))).format, 'lynis');
  t.equal((await read('audit.json', `\uFEFF${JSON.stringify(audit)}`)).format, 'host-audit');
  await refused('bomb.gz', gzipSync(`{${' '.repeat(8 * 1024 * 1024)}}`), /unfolds to more than 4 MiB/);
  await refused('cut.gz', gzipSync(lynis).subarray(0, 60), /is damaged/);
  await refused('several.zip', writeXlsx('a', [['b']], new Set()), /has several files/);
  await refused('torn.zip', Buffer.from('PK\x03\x04 and no more'), /is damaged/);
  await refused('results.bz2', 'BZh9...', /bzip2/);
  await refused('empty', '', /is empty/);
  await refused('letter.txt', 'Sehr geehrte Damen und Herren', /no result of a scan/);
  await refused('latin.dat', Buffer.from('# Lynis Report \xfc', 'latin1'), /not UTF-8/);
});
