import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { SkewMeter } from '../../../collectors/service/clock-skew.js';
import { ServiceClient } from '../../../collectors/service/service-client.js';
import type { Trust } from '../../../collectors/service/trust.js';
import { Authority } from '../syslog/certificates.js';
import { programs } from '../syslog/programs.js';

t.test(
  'the server is trusted by an authority or by its pinned key or certificate alone',
  { skip: programs.openssl === undefined && 'needs openssl' },
  async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'grundwacht-trust-'));
    t.teardown(() => rmSync(dir, { recursive: true, force: true }));
    const authority = await Authority.create(dir);
    const { certificate, key } = await authority.sign('server', 'IP:127.0.0.1');
    const other = await authority.sign('other', 'DNS:elsewhere.example.org');
    const requests: string[] = [];
    const server = createServer(
      { cert: readFileSync(certificate), key: readFileSync(key) },
      (request, response) => {
        requests.push(request.headers.authorization ?? '');
        response.end('{}');
      },
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ask = (trust: Trust) =>
      new ServiceClient({ url, token: 'secret', trust }).send({ method: 'GET', path: 'x' });
    const pins = (path: string) => {
      const x509 = new X509Certificate(readFileSync(path));
      const spki = x509.publicKey.export({ type: 'spki', format: 'der' });
      const fingerprint = `sha-256:${x509.fingerprint256}`;
      return [`sha256//${createHash('sha256').update(spki).digest('base64')}`, fingerprint];
    };
    await t.rejects(ask({}), /certificate/, 'an authority that is not known');
    t.equal((await ask({ ca: readFileSync(authority.certificate, 'utf8') })).status, 200);
    for (const pin of pins(certificate)) {
      const client = new ServiceClient({ url, token: 'secret', trust: { pin } });
      t.equal((await client.send({ method: 'GET', path: 'x' })).status, 200);
      t.equal((await client.send({ method: 'GET', path: 'y' })).status, 200, 'the connection is used again');
    }
    const before = requests.length;
    for (const pin of pins(other.certificate)) await t.rejects(ask({ pin }), /not the pinned one/);
    t.equal(requests.length, before, 'the token is not sent to another server');
    await t.rejects(async () => ask({ pin: 'sha256//short' }), { code: 'CONFIG_INVALID' });
  },
);

t.test('the skew of the clocks is known to within half of the time that an exchange took', async (t) => {
  const meter = new SkewMeter();
  t.equal(meter.skew, undefined);
  meter.observeDate(10_000, 10_100, new Date(70_000).toUTCString());
  t.strictSame(meter.skew, { skewMs: 60_450, within: 550 }, 'a header has whole seconds');
  meter.observe(20_000, 20_040, 80_620);
  t.strictSame(meter.skew, { skewMs: 60_600, within: 20 });
  meter.observeDate(30_000, 30_100, new Date(90_000).toUTCString());
  t.strictSame(meter.skew, { skewMs: 60_600, within: 20 }, 'a coarser one does not replace it');
  meter.observeDate(40_000, 40_100, new Date(40_000).toUTCString());
  t.equal(meter.skew?.skewMs, 450, 'a clock that was set does');
  meter.observe(50_000, 49_000, 50_000);
  meter.observeDate(60_000, 60_001, 'never');
  t.equal(meter.skew?.skewMs, 450);
});
