import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { loadConfig, withoutSecrets } from '../../server/config/config.js';
import { ConfigSchema } from '../../server/config/schema.js';

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-config-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const written = (text: string) => {
  const file = join(folder, 'c.yaml');
  writeFileSync(file, text);
  return file;
};
const load = (text: string, env: NodeJS.ProcessEnv = {}) =>
  loadConfig({ file: written(text), env, cwd: folder });

t.test('the schema is one', async (t) => {
  const ajv = new Ajv();
  t.ok(ajv.validateSchema(ConfigSchema), ajv.errorsText());
});

t.test('an empty set-up has every default; the data folder is absolute', async (t) => {
  const config = loadConfig({ env: {}, cwd: folder });
  t.match(config, { http: { port: 8080, host: '127.0.0.1' }, syslog: { port: 5514 }, zone: 'Europe/Berlin' });
  t.equal(config.data, join(folder, 'var'));
});

t.test('the environment wins over the file, the file over the defaults', async (t) => {
  const config = load('http:\n  port: 8181\n  host: 0.0.0.0\n', {
    GRUNDWACHT_HTTP_PORT: '9000',
    GRUNDWACHT_DATA: '/srv/gw',
  });
  t.match(config, { http: { port: 9000, host: '0.0.0.0' }, data: '/srv/gw' });
});

t.test('an unknown key is refused with its line and a suggestion', async (t) => {
  t.throws(() => load('http:\n  prot: 1\n'), {
    code: 'CONFIG_INVALID',
    message: /line 2: .*"http\.prot".*Did you mean "port"/,
  });
  t.throws(() => load('syslogg:\n  port: 1\n'), { message: /line 1: .*Did you mean "syslog"/ });
});

t.test('every fault is named, with the place it came from', async (t) => {
  t.throws(() => load('http:\n  port: high\nlog:\n  level: loud\n'), {
    message: /line 2: "http\.port".*\n.*line 4: "log\.level" has to be one of/,
  });
  t.throws(() => load('', { GRUNDWACHT_HTTP_PORT: '99999' }), {
    message: /Environment, GRUNDWACHT_HTTP_PORT/,
  });
  t.throws(() => load('', { GRUNDWACHT_HTTP_PORT: 'http' }), { message: /expected a whole number/ });
  t.throws(() => load('', { GRUNDWACHT_HTPP_PORT: '1' }), { message: /Did you mean GRUNDWACHT_HTTP_PORT/ });
  t.throws(() => load('a: [\n'), { message: /line \d+/ });
  t.throws(() => load('zone: Mars/Olympus\n'), { message: /IANA/ });
  t.throws(() => loadConfig({ file: 'absent.yaml', env: {}, cwd: folder }), { message: /no such file/ });
});

t.test('secrets are not shown', async (t) => {
  const shown = withoutSecrets(load('', { DATABASE_URL: 'postgres://gw:s3cret@db.example.org/gw' }));
  t.equal(shown.database.url, 'postgres://gw:***@db.example.org/gw');
  const odd = withoutSecrets(load('', { DATABASE_URL: 'postgres://gw:s3@cr3t@db.example.org/gw' }));
  t.equal(odd.database.url, 'postgres://gw:***@db.example.org/gw', 'the whole of a password with an @ in it');
});
