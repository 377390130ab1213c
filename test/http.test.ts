import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { ServiceClient, type ServiceOptions } from '../collectors/service/service-client.js';
import { openLiveHub } from '../server/api/live-hub.js';
import { type Config, loadConfig } from '../server/config/config.js';
import { batchMediaType } from '../server/contract/envelope.js';
import { serveHttp } from '../server/http.js';
import { readCertificate } from '../server/identity/client-certificate.js';
import type { CollectorIdentity, Ingestor } from '../server/ingest/ingestor.js';
import type { Intake } from '../server/ingest/intake.js';
import { createCollector, listCollectors, setNetworks } from '../server/store/collectors.js';
import { fakeEventStore, testEvidence } from './api/test-server.js';
import { Authority, fingerprint, type Pair } from './collectors/syslog/certificates.js';
import { programs } from './collectors/syslog/programs.js';
import { batch } from './ingest/helpers.js';
import { start } from './store/drafts.js';
import { startMigratedDatabase } from './store/migrated-database.js';

if (programs.openssl === undefined) {
  t.plan(0, 'needs openssl');
  process.exit(0);
}

const dir = mkdtempSync(join(tmpdir(), 'grundwacht-http-'));
t.teardown(() => rmSync(dir, { recursive: true, force: true }));
const { db } = await startMigratedDatabase(t);
const hub = await openLiveHub(db, (error) => {
  throw error;
});
t.teardown(() => hub.close());

const shipped: CollectorIdentity[] = [];
const ingestor: Ingestor = {
  submit: async (identity) => {
    shipped.push(identity);
    return { accepted: 1, duplicate: false, position: 1 };
  },
  counters: { batches: 0, records: 0, duplicates: 0, refused: 0 },
};
const configured = (http: object): Config => {
  const config = loadConfig({ env: { GRUNDWACHT_DATA: dir, GRUNDWACHT_HTTP_PORT: '0' }, cwd: dir });
  return { ...config, http: { ...config.http, ...http } };
};
const serve = (http: object) =>
  serveHttp(configured(http), {
    db,
    system: db,
    events: fakeEventStore().store,
    rules: { rules: [], problems: [] },
    hub,
    evidence: testEvidence(t),
    version: '0.0.0-test',
    ready: () => true,
    ingestor,
    intake: { counters: { records: 0, duplicates: 0, rejected: 0, refused: 0 } } as unknown as Intake,
    logger: pino({ level: 'silent' }),
  });
const portOf = (app: Awaited<ReturnType<typeof serve>>): number =>
  (app.server.address() as { port: number }).port;

const pem = (path: string): string => readFileSync(path, 'utf8');
const ca = await Authority.create(dir);
const foreign = await Authority.create(dir, 'foreign');
const server = await ca.sign('server', 'IP:127.0.0.1');
const known = await ca.sign('branch-office', '');
const stranger = await ca.sign('stranger', '');
const forged = await foreign.sign('forged', '');
const over = await ca.sign('over', '', -1);

const register = (id: string, pair: Pair) => {
  const { hash, subject } = readCertificate(pem(pair.certificate), 0);
  const credential = { kind: 'certificate', hash, subject } as const;
  return createCollector(db, { id, tenant: 'default' }, start, credential);
};
await register('branch-office', known);
await register('forged', forged);
await register('over', over);
const { token } = await createCollector(db, { id: 'with-token', tenant: 'default' }, start);

const ship = async (options: Omit<ServiceOptions, 'url'>, url: string, headers = {}) => {
  const { status, text } = await new ServiceClient({ ...options, url }).send({
    method: 'POST',
    path: 'api/v1/ingest',
    headers: { 'content-type': batchMediaType, ...headers },
    body: batch(1, ['x']),
  });
  return [status, status === 200 ? shipped.at(-1)!.collector : JSON.parse(text).error.detail];
};

t.test('a collector shows its certificate when the program itself speaks HTTPS', async (t) => {
  const app = await serve({ tls: { ...server, client_ca: ca.certificate } });
  t.teardown(() => app.close());
  const url = `https://127.0.0.1:${portOf(app)}`;
  const trust = { ca: pem(ca.certificate) };
  const own = ({ certificate, key }: Pair) => ({ cert: pem(certificate), key: pem(key) });
  const show = (pair: Pair, headers = {}) => ship({ trust: { ...trust, own: own(pair) } }, url, headers);
  t.strictSame(await show(known), [200, 'branch-office']);
  t.strictSame(shipped.at(-1), { collector: 'branch-office', tenant: 'default' });
  const pin = await fingerprint(server.certificate, 'sha256');
  t.strictSame(
    await ship({ trust: { pin, own: own(known) } }, url),
    [200, 'branch-office'],
    'also to a pinned server',
  );
  t.strictSame(await ship({ token, trust }, url), [200, 'with-token'], 'nobody has to show one');
  t.strictSame(
    await show(known, { authorization: `Bearer ${token}` }),
    [200, 'with-token'],
    'a token is looked at first',
  );
  t.strictSame(await show(known, { authorization: 'Bearer gw_none' }), [401, undefined]);
  t.strictSame(await show(stranger), [401, undefined], 'of the authority, but of no collector');
  t.match(await show(forged), [401, /not valid/], 'a registered key in the certificate of another authority');
  t.match(await show(over), [401, /CERT_HAS_EXPIRED/]);
  const claimed = { 'x-client-certificate': encodeURIComponent(pem(known.certificate)) };
  t.strictSame(await ship({ trust }, url, claimed), [401, undefined], 'a header is not believed');
});

t.test('behind a proxy, and only there, a header tells the certificate that it has verified', async (t) => {
  await t.rejects(serve({ client_certificate_header: 'X-Client-Certificate' }), { code: 'CONFIG_INVALID' });
  await t.rejects(serve({ tls: { certificate: '', key: '', client_ca: ca.certificate } }), {
    code: 'CONFIG_INVALID',
  });
  await setNetworks(db, 'branch-office', ['192.0.2.0/24']);
  const app = await serve({ trust_proxy: true, client_certificate_header: 'X-Client-Certificate' });
  const url = `http://127.0.0.1:${portOf(app)}`;
  const from = { 'x-forwarded-for': '192.0.2.7' };
  const escaped = encodeURIComponent(pem(known.certificate));
  const der = pem(known.certificate).replace(/-----.*?-----|\s/g, '');
  const header = (value: string) => ship({}, url, { ...from, 'x-client-certificate': value });
  t.strictSame(await header(escaped), [200, 'branch-office']);
  t.strictSame(await header(`:${der}:`), [200, 'branch-office'], 'as RFC 9440 writes it');
  t.match(await header(`${escaped},${escaped}`), [401, /holds none/], 'sent twice');
  t.match(await header('%zz'), [401, /holds none/]);
  t.match(await header(encodeURIComponent(pem(over.certificate))), [401, /over/]);
  t.strictSame(await header(''), [401, undefined]);
  const elsewhere = { 'x-forwarded-for': '198.51.100.9', 'x-client-certificate': escaped };
  t.match(await ship({}, url, elsewhere), [403, /198\.51\.100\.9 is not in a network/]);
  await app.close();
  const collector = (await listCollectors(db)).find(({ id }) => id === 'branch-office');
  t.match(collector, { refused: 1, refused_from: '198.51.100.9' }, 'what was refused is counted');
});
