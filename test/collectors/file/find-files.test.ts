import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findFiles } from '../../../collectors/file/find-files.js';
import { isReadableName, kindOf } from '../../../collectors/file/kind.js';

t.test('the name tells what a file holds', async (t) => {
  const kinds: Record<string, string | undefined> = {
    'a.EVTX': 'evtx',
    'a.evtx.gz': 'evtx',
    'a.json': 'json',
    'a.ndjson.gz': 'json-lines',
    'a.xml': 'event-xml',
    'a.zip': 'archive',
    'syslog.2.gz': 'log',
    messages: 'log',
    'a.zip.gz': undefined,
    'a.pdf': undefined,
  };
  for (const [name, kind] of Object.entries(kinds)) t.equal(kindOf(name), kind, name);
  for (const name of ['syslog', 'messages-20261121', 'auth.log.1', 'secure.gz'])
    t.ok(isReadableName(name), name);
  for (const name of ['wtmp', 'lastlog', 'README', 'a.pdf']) t.notOk(isReadableName(name), name);
});

t.test('folders are searched, others counted, links not followed, nothing stands twice', async (t) => {
  const path = t.testdir({ b: { 'x.log': '1', wtmp: '2' }, 'a.json': '{}', 'c.pdf': '3' });
  const at = (...names: string[]): string => join(path, ...names);
  symlinkSync('..', at('b', 'up'));
  symlinkSync(at('a.json'), at('linked.json'));
  const found = await findFiles([at('b', 'wtmp'), path, at('none')]);
  t.same(
    found.files.map((file) => file.path),
    [at('b', 'wtmp'), at('a.json'), at('b', 'x.log')],
    'a file that is named is taken whatever its name',
  );
  t.equal(found.passedOver, 4, 'wtmp again, c.pdf and two links');
  t.match(found.unreadable, [{ code: 'FILE_UNREADABLE', message: /none: ENOENT/ }]);
  writeFileSync(at('d.json'), '{}');
  t.equal((await findFiles([at('d.json'), at('d.json')])).files.length, 1);
});
