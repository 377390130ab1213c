import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { Evidence } from '../../server/contract/evidence.js';
import { dayOf } from '../../server/contract/german-day.js';
import type { ScanReport } from '../../server/contract/scan.js';
import { hostAuditType, preAuthenticationEncoding } from '../../server/scan/host-audit.js';
import { readHostKey } from '../../server/scan/signature.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { lynisAbsent, oscapAbsent, runLynis, runOscap } from './real-scans.js';
import { startTestServer } from './test-server.js';

const dataFolder = await mkdtemp(join(tmpdir(), 'scans-'));
t.teardown(() => rm(dataFolder, { recursive: true, force: true }));
let now = Date.parse('2026-11-22T12:00:00Z');
const { app, db, logIn, logInTo } = await startTestServer(t, { dataFolder, now: () => now });
await installShippedCatalogs(db);
const cookie = await logIn('isb', 'isb');
const url = '/api/v1/isms';

const send = async (file: string, payload: string | Buffer) => {
  const headers = { cookie, 'content-type': 'application/octet-stream' };
  return app.inject({ method: 'POST', url: `${url}/scans?file=${file}`, headers, payload });
};
const call = async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) => {
  const reply = await app.inject({
    method,
    url: url + path,
    headers: { cookie },
    ...(payload && { payload }),
  });
  return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as T };
};
const addObject = async (key: string, hostnames: string[], addresses: string[] = []): Promise<string> => {
  const input = { key, type: 'it_system', name: `Server ${key}`, hostnames, addresses };
  return (await call<{ id: string }>('POST', '/target-objects', input)).body.id;
};
const observations = (scan: string) =>
  db
    .selectFrom('observation as o')
    .innerJoin('observation_requirement as r', 'r.observation_id', 'o.id')
    .select(['o.signal_id', 'o.target_object_id', 'r.requirement_id', 'r.verdict', 'r.strength', 'o.figures'])
    .where('o.scan_import_id', '=', scan)
    .orderBy('r.requirement_id')
    .execute();

const audit = (host: string, result: 'pass' | 'fail', finished = '2026-11-22T11:00:00Z') => ({
  format: 'grundwacht-host-audit',
  version: 1,
  script: 'test 1',
  host: { names: [host], addresses: [], system: 'Debian 12' },
  started_at: finished,
  finished_at: finished,
  checks: [
    { id: 'linux.firewall', title: 'Firewall', result, severity: 'high', found: 'x', expected: 'y' },
    { id: 'linux.unheard-of', title: 'Other', result: 'pass', severity: 'low', found: '', expected: '' },
  ],
});

t.test(
  'an unsigned audit of a known host becomes weak observations; the next one is compared with it',
  async (t) => {
    const object = await addObject('S1', ['web01.example.de']);
    const first = await send('web01.json', JSON.stringify(audit('web01.example.de', 'pass')));
    t.equal(first.statusCode, 201);
    const report = first.json<ScanReport>();
    t.match(report, {
      scan: {
        format: 'host-audit',
        signature: 'unsigned',
        target_object: object,
        target_name: 'S1 Server S1',
      },
      candidates: [],
      requirements: [
        { requirement: 'SYS.1.1.A19', verdict: 'supports', title: 'Einrichtung lokaler Paketfilter' },
        { requirement: 'SYS.2.1.A31' },
      ],
      unmapped: [{ rule: 'linux.unheard-of' }],
      previous: null,
    });
    t.match(await observations(report.scan.id), [
      {
        signal_id: 'scan-host-audit-packet-filter',
        requirement_id: 'SYS.1.1.A19',
        verdict: 'supports',
        strength: 'weak',
      },
      { requirement_id: 'SYS.2.1.A31', target_object_id: object },
    ]);
    t.same(
      await readdir(join(dataFolder, 'scans')),
      [report.scan.file_sha256],
      'the file is kept by its digest',
    );

    const again = await send('copy.json', JSON.stringify(audit('web01.example.de', 'pass')));
    t.match(again.json(), { error: { code: 'ALREADY_EXISTS' } });
    now += 1000;
    const next = await send(
      'next.json',
      JSON.stringify(audit('web01.example.de', 'fail', '2026-11-22T11:30:00Z')),
    );
    t.match(next.json(), {
      requirements: [{ verdict: 'contradicts' }, {}],
      previous: { id: report.scan.id, changes: [{ rule: 'linux.firewall', before: 'pass', after: 'fail' }] },
    });
    const page = await call<{ items: { id: string }[]; next: string }>('GET', '/scans?limit=1');
    t.equal(page.body.items.length, 1);
    const rest = await call<{ items: { id: string }[] }>('GET', `/scans?limit=1&cursor=${page.body.next}`);
    t.equal(rest.body.items[0]?.id, report.scan.id);
  },
);

t.test('a host that two objects can be waits for a person, once', async (t) => {
  const [one] = [await addObject('S2', ['db01.example.de']), await addObject('S3', ['db01.other.de'])];
  const { scan, candidates } = (
    await send('db.json', JSON.stringify(audit('db01', 'fail')))
  ).json<ScanReport>();
  t.equal(scan.target_object, null);
  t.same((await call<ScanReport>('GET', `/scans/${scan.id}`)).body.evidence, [], 'nobody`s evidence');
  t.same(candidates.map(({ key }) => key).sort(), ['S2', 'S3']);
  t.same(await observations(scan.id), []);
  const missing = { target_object: '018f0000-0000-7000-8000-000000000000' };
  t.equal((await call('POST', `/scans/${scan.id}/target`, missing)).status, 400);
  const assigned = await call<ScanReport>('POST', `/scans/${scan.id}/target`, { target_object: one });
  t.match(assigned.body, { scan: { target_object: one, assigned_by: 'isb' }, candidates: [] });
  t.match(assigned.body.evidence, [{ title: /^Prüflauf .*: S2 Server S2$/, withdrawn: false }]);
  t.equal((await observations(scan.id)).length, 2);
  t.equal((await call('POST', `/scans/${scan.id}/target`, { target_object: one })).status, 409);
  t.match(await call('DELETE', `/scans/${scan.id}`), {
    status: 409,
    body: { error: { code: 'STILL_IN_USE' } },
  });
});

t.test('a scan that is nobody`s can be removed with its file', async (t) => {
  const { scan } = (await send('x.json', JSON.stringify(audit('nowhere', 'fail')))).json<ScanReport>();
  t.equal((await call('DELETE', `/scans/${scan.id}`)).status, 204);
  t.notOk((await readdir(join(dataFolder, 'scans'))).includes(scan.file_sha256));
  t.equal((await call('GET', `/scans/${scan.id}`)).status, 404);

  const shared = JSON.stringify(audit('nowhere-either', 'fail'));
  const { scan: own } = (await send('y.json', shared)).json<ScanReport>();
  await ensureTenant(db, 'umland', 'Umland', now);
  const theirs = await logInTo(['umland'], 'ulla', 'isb');
  const headers = { cookie: theirs, 'content-type': 'application/octet-stream' };
  const sent = await app.inject({
    method: 'POST',
    url: `${url}/scans?file=y.json`,
    headers,
    payload: shared,
  });
  t.equal(sent.statusCode, 201);
  t.equal((await call('DELETE', `/scans/${own.id}`)).status, 204);
  t.ok(
    (await readdir(join(dataFolder, 'scans'))).includes(own.file_sha256),
    'the same file of another tenant stays',
  );
});

t.test(
  'signed audits: only by the registered key of the very host, unchanged, until it is revoked',
  async (t) => {
    const pair = generateKeyPairSync('ed25519');
    const public_key = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const envelope = (value: object): string => {
      const body = Buffer.from(JSON.stringify(value));
      const sig = sign(null, preAuthenticationEncoding(hostAuditType, body), pair.privateKey).toString(
        'base64',
      );
      const keyid = readHostKey(public_key).fingerprint;
      return JSON.stringify({
        payloadType: hostAuditType,
        payload: body.toString('base64'),
        signatures: [{ keyid, sig }],
      });
    };
    const mail = envelope(audit('mail01.example.de', 'pass'));
    t.match((await send('a.json', mail)).json(), { error: { detail: /not registered/ } });
    const key = await call<{ id: string }>('POST', '/scan-keys', { host: 'MAIL01', public_key });
    t.equal(key.status, 201);
    t.equal((await call('POST', '/scan-keys', { host: 'b', public_key })).status, 409);
    t.match((await send('a.json', mail)).json(), { scan: { signature: 'signed', signed_by: key.body.id } });
    t.match((await send('b.json', envelope(audit('web01', 'pass')))).json(), {
      error: { detail: /key of mail01/ },
    });
    const forged = JSON.parse(mail) as { payload: string };
    forged.payload = Buffer.from(JSON.stringify(audit('mail01.example.de', 'fail'))).toString('base64');
    t.match((await send('c.json', JSON.stringify(forged))).json(), { error: { detail: /wrong signature/ } });
    t.equal((await call('DELETE', `/scan-keys/${key.body.id}`)).status, 204);
    const later = envelope(audit('mail01.example.de', 'fail'));
    t.match((await send('d.json', later)).json(), { error: { code: 'SCAN_MALFORMED', detail: /revoked/ } });
    t.match((await call('GET', '/scan-keys')).body, { items: [{ host: 'mail01', revoked_by: 'isb' }] });
  },
);

t.test('what cannot be taken leaves nothing behind', async (t) => {
  const before = await readdir(join(dataFolder, 'scans'));
  t.match((await send('x.xml', '<Benchmark/>')).json(), { error: { code: 'SCAN_MALFORMED' } });
  t.match((await send('x.json', JSON.stringify(audit('h', 'pass', '2027-01-01T00:00:00Z')))).json(), {
    error: { detail: /ends in the future/ },
  });
  t.equal((await send('..%2Fx', '{}')).statusCode, 400, 'a name with a folder in it');
  t.equal((await send('big', Buffer.alloc(65 * 1024 * 1024))).statusCode, 413);
  const json = await app.inject({
    method: 'POST',
    url: `${url}/scans?file=x`,
    headers: { cookie },
    payload: {},
  });
  t.match(json.json(), { error: { code: 'MEDIA_TYPE_UNSUPPORTED' } });
  t.same(await readdir(join(dataFolder, 'scans')), before);
});

/** The target object that this machine is, made by whoever asks first, at the present time. */
let thisMachine: Promise<{ cookies: string; object: string }> | undefined;
const onThisMachine = (): Promise<{ cookies: string; object: string }> => {
  now = Date.now() + 60_000;
  thisMachine ??= logIn('isb-later', 'isb').then(async (cookies) => ({
    cookies,
    object: await addObjectAs(cookies, hostname()),
  }));
  return thisMachine;
};
const sendAs = (cookies: string, file: string, payload: Buffer) =>
  app.inject({
    method: 'POST',
    url: `${url}/scans?file=${file}`,
    headers: { cookie: cookies, 'content-type': 'application/octet-stream' },
    payload,
  });

t.test(
  'the ARF of a real run of OpenSCAP on this machine lands on SYS.1.3',
  { skip: oscapAbsent },
  async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'oscap-'));
    t.teardown(() => rm(dir, { recursive: true }));
    const { arf, code } = await runOscap(dir);
    t.equal(code, 2, 'oscap says by 2 that rules failed');
    const { cookies, object } = await onThisMachine();
    const reply = await sendAs(cookies, 'arf.xml.gz', gzipSync(arf));
    const { scan, requirements, unmapped, evidence } = reply.json<ScanReport>();
    t.match(scan, { tool: 'OpenSCAP', format: 'xccdf', target_object: object });
    t.ok(scan.counts.pass > 0 && scan.counts.notselected > 100);
    const of = (id: string) => requirements.find(({ requirement }) => requirement === id);
    t.ok(of('SYS.1.3.A8')?.results.some(({ rule }) => rule.endsWith('package_telnetd_removed')));
    t.ok(of('SYS.1.3.A14') && of('SYS.1.1.A16'));
    const told = await observations(scan.id);
    t.ok(
      told.some(
        ({ requirement_id, target_object_id }) =>
          requirement_id === 'SYS.1.3.A8' && target_object_id === object,
      ),
    );
    const [item] = evidence;
    const found = `${url}/evidence/${item!.id}`;
    const kept_as = await app.inject({ url: found, headers: { cookie: cookies } });
    t.match(kept_as.json(), {
      kind: 'file',
      effective_on: dayOf(Date.parse(scan.finished_at)),
      valid_until: dayOf(Date.parse(scan.finished_at) + 35 * 86_400_000),
      target_objects: [{ id: object, key: 'S9' }],
      file: { sha256: scan.file_sha256, name: 'arf.xml.gz', type: 'application/gzip' },
      coverage: 'waiting',
      scan: scan.id,
    });
    const { requirements: proves } = kept_as.json<Evidence>();
    t.ok(proves.includes('SYS.1.3.A8'), 'it lands on requirements of SYS.1.3');
    t.same(
      proves,
      requirements
        .filter(({ verdict }) => verdict !== 'unknown')
        .map(({ requirement }) => requirement)
        .sort(),
    );
    const bytes = await app.inject({ url: `${found}/file`, headers: { cookie: cookies } });
    t.equal(createHash('sha256').update(bytes.rawPayload).digest('hex'), scan.file_sha256);
    const kept = Object.entries(scan.counts).reduce(
      (sum, [result, n]) => sum + (result === 'notselected' ? 0 : n),
      0,
    );
    const seen = new Set(
      [...requirements.flatMap(({ results }) => results), ...unmapped].map(({ rule }) => rule),
    );
    t.equal(seen.size, kept, 'every rule stands under a requirement or among the unmapped');
  },
);

t.test(
  'the report of a real run of Lynis on this machine lands on it as evidence',
  { skip: lynisAbsent },
  async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'lynis-'));
    t.teardown(() => rm(dir, { recursive: true }));
    const report = await runLynis(dir);
    const { cookies, object } = await onThisMachine();
    const reply = await sendAs(cookies, 'lynis-report.dat', report);
    const { scan, requirements, unmapped, evidence } = reply.json<ScanReport>();
    t.match(scan, { tool: 'Lynis', tool_version: /^\d+\./, format: 'lynis', target_object: object });
    const ids = requirements.find(({ requirement }) => requirement === 'SYS.1.3.A2');
    t.ok(
      ids?.results.some(({ rule, result }) => rule === 'AUTH-9208' && result === 'pass'),
      'no UID twice on this machine',
    );
    t.match(
      (await observations(scan.id)).find(({ requirement_id }) => requirement_id === 'SYS.1.3.A2'),
      { target_object_id: object, verdict: ids?.verdict, strength: 'medium' },
    );
    const seen = new Set(
      [...requirements.flatMap(({ results }) => results), ...unmapped].map(({ rule }) => rule),
    );
    t.equal(
      seen.size,
      Object.values(scan.counts).reduce((sum, n) => sum + n),
      'every test stands under a requirement or among the unmapped',
    );
    t.equal(evidence.length, 1);
    const item = await app.inject({
      url: `${url}/evidence/${evidence[0]!.id}`,
      headers: { cookie: cookies },
    });
    t.match(item.json(), {
      scan: scan.id,
      target_objects: [{ id: object }],
      file: { name: 'lynis-report.dat' },
    });
    t.ok(item.json<Evidence>().requirements.includes('SYS.1.3.A2'));
  },
);

async function addObjectAs(as: string, host: string): Promise<string> {
  const payload = { key: 'S9', type: 'it_system', name: 'This machine', hostnames: [host.toLowerCase()] };
  const reply = await app.inject({
    method: 'POST',
    url: `${url}/target-objects`,
    headers: { cookie: as },
    payload,
  });
  return reply.json<{ id: string }>().id;
}
