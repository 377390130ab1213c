import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import { Authority } from '../collectors/syslog/certificates.js';
import { programs } from '../collectors/syslog/programs.js';
import { freePort, startServer } from '../helpers/server.js';
import { runProgram } from './run.js';

t.test(
  'commands find the server that runs with a certificate for its name, and recognise it by its key',
  { skip: programs.openssl === undefined && 'needs openssl' },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'grundwacht-https-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    // As in a town: of an authority of its own, for the name in the browser and not for 127.0.0.1.
    const authority = await Authority.create(folder);
    const { certificate, key } = await authority.sign('server', 'DNS:grundwacht.example.org');
    const foreign = await authority.sign('foreign', 'DNS:grundwacht.example.org');
    const [http, syslog] = [await freePort(), await freePort()];
    const configure = (name: string, tls: object): string => {
      const path = join(folder, name);
      const settings = { data: join(folder, 'data'), http: { port: http, tls }, syslog: { port: syslog } };
      writeFileSync(path, stringify(settings));
      return path;
    };
    const config = configure('grundwacht.yaml', { certificate, key });
    // For this test's own question whether it is ready; the commands check.
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const server = await startServer(t, {
      https: true,
      dataDir: join(folder, 'data'),
      ports: { http, syslog },
      env: { GRUNDWACHT_CONFIG: config },
    });
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

    const doctor = await runProgram('', 'doctor', '--config', config);
    t.match(doctor.stdout, new RegExp(`^ok +server +runs at https://127.0.0.1:${http}$`, 'm'));
    t.notMatch(doctor.stdout, /^failed/m);
    const backup = await runProgram('', 'backup', join(folder, 'backups'), '--config', config);
    t.equal(backup.code, 0, backup.stderr);

    t.comment('with calls of the API');
    const signals = await runProgram('', 'signals', 'list', '--config', config);
    t.equal(signals.code, 0, signals.stderr);
    t.match(signals.stdout, /^log-integrity /m);
    const other = configure('other.yaml', { certificate: foreign.certificate, key: foreign.key });
    t.match(
      await runProgram('', 'signals', 'list', '--config', other),
      { code: 1, stderr: /not the pinned one/ },
      'what answers there with another key is given no session',
    );
    t.equal(await server.stop(), 0);
  },
);
