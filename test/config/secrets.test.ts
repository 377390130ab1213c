import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig, withoutSecrets } from '../../server/config/config.js';
import { secretOf } from '../../server/config/secret-files.js';

const dir = mkdtempSync(join(tmpdir(), 'grundwacht-secrets-'));
t.teardown(() => rmSync(dir, { recursive: true }));
const file = join(dir, 'url');
writeFileSync(file, 'postgres://gw:s3cret@db/gw\n');

t.test('a secret is in a variable or in a file', async (t) => {
  t.equal(secretOf({ GRUNDWACHT_TOKEN: 'x' }, 'GRUNDWACHT_TOKEN'), 'x');
  t.equal(secretOf({}, 'GRUNDWACHT_TOKEN'), undefined);
  t.equal(secretOf({ DATABASE_URL_FILE: file }, 'DATABASE_URL'), 'postgres://gw:s3cret@db/gw');
  const refused = (env: NodeJS.ProcessEnv, message: RegExp) =>
    t.throws(() => secretOf(env, 'DATABASE_URL'), { code: 'CONFIG_INVALID', message });
  refused({ DATABASE_URL_FILE: file, DATABASE_URL: 'x' }, /keep one/);
  refused({ DATABASE_URL_FILE: join(dir, 'absent') }, /ENOENT/);
  writeFileSync(join(dir, 'empty'), '\n');
  refused({ DATABASE_URL_FILE: join(dir, 'empty') }, /empty/);
});

t.test('what is shown of the configuration has none', async (t) => {
  const config = loadConfig({ env: { DATABASE_URL_FILE: file }, cwd: dir });
  t.equal(config.database.url, 'postgres://gw:s3cret@db/gw');
  const more = {
    ...config,
    mail: { password: 'p4ss', user: 'u' },
    hooks: [{ webhook_secret: 'wh', token: '' }],
  };
  const shown = JSON.stringify(withoutSecrets(more));
  for (const secret of ['s3cret', 'p4ss', '"wh"']) t.notMatch(shown, secret);
  t.match(JSON.parse(shown), { mail: { password: '***', user: 'u' }, hooks: [{ token: '' }] });
});
