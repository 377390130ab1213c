import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { readHostAudit } from '../../server/scan/host-audit.js';
import { scanMappings, topicsOf } from '../../server/scan/mapping.js';
import { readHostKey, verifyClaim } from '../../server/scan/signature.js';

const run = promisify(execFile);
const collectors = join(packageRoot(), 'collectors');
const script = join(collectors, 'linux', 'audit-policy.sh');
const topics = topicsOf(scanMappings().mappings, 'host-audit', 'kompendium-2023');

t.test('the script for Linux audits this machine, and signs what it says', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'audit-'));
  t.teardown(() => rmSync(dir, { recursive: true }));
  // The real one takes seconds to look for updates.
  writeFileSync(
    join(dir, 'apt-get'),
    '#!/bin/sh\necho "Inst openssl [1] (2 Debian-Security:12/stable-security)"\n',
  );
  chmodSync(join(dir, 'apt-get'), 0o755);
  const key = join(dir, 'key.pem');
  await run('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key]);
  const { stdout: pem } = await run('openssl', ['pkey', '-in', key, '-pubout']);
  const env = { PATH: `${dir}:${process.env['PATH']}` };
  const { stdout, stderr } = await run('sh', [script, '--key', key, '--administrators', '0'], { env });
  t.equal(stderr, '');

  const scan = readHostAudit(stdout, 'audit.json');
  t.ok(scan.signature && verifyClaim(scan.signature, pem), 'the signature is right');
  t.equal(scan.signature?.key, readHostKey(pem).fingerprint);
  t.ok(scan.hosts.includes(hostname().toLowerCase()));
  t.ok(scan.rules.length >= 12);
  const result = (id: string) => scan.rules.find(({ rule }) => rule === id)?.result;
  t.equal(result('linux.unique-ids'), 'pass');
  t.equal(result('linux.local-administrators'), 'fail', 'root is more than none');
  t.match(result('linux.patch-level'), /fail|unknown/, 'fail where package lists are fresh');
  const aslr = readFileSync('/proc/sys/kernel/randomize_va_space', 'utf8').trim();
  t.equal(result('linux.address-space'), aslr === '2' ? 'pass' : 'fail');
  const unmapped = scan.rules.filter(({ rule }) => topics(rule).length === 0).map(({ rule }) => rule);
  t.same(unmapped, [], 'every check speaks for a requirement');
  await t.rejects(run('sh', [script, '--unheard-of'], { env }), { code: 2 });
});
