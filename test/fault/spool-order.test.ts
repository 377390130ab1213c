import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { decodeBatch } from '../../server/contract/envelope.js';
import { openJournal } from '../../server/journal/journal.js';
import { nodeCommand } from '../helpers/node.js';
import { RelpClient } from '../helpers/relp-client.js';
import { cliFile, freePort } from '../helpers/server.js';

const skip =
  spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status !== 0 && 'strace is absent or not permitted';
const records = Array.from({ length: 8 }, (_, n) => `<14>1 - spool-test app ${n} - - record ${n}`);

/**
 * `grundwacht collect` whose server is away, under strace. Records come by RELP, each when the one before it is
 * acknowledged.
 * @returns what was acknowledged, what lies in the spool, the system calls in their order
 */
async function collect(t: Test, ...options: string[]) {
  const dir = t.testdir();
  const [trace, config, spool] = ['trace', 'collect.yaml', 'spool'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(spool);
  const port = await freePort();
  writeFileSync(config, `inputs:\n  syslog: [{ transport: relp, host: 127.0.0.1, port: ${port} }]\n`);
  const away = `http://127.0.0.1:${await freePort()}`;
  const calls = ['-e', 'trace=fdatasync,write,writev,pwrite64,pwritev', ...options];
  const program = nodeCommand(cliFile, 'collect', '-c', config, '--url', away, '--id', 'c', '--spool', spool);
  const child = spawn(
    'strace',
    ['-f', '-qq', '-s', '4096', '-o', trace, ...calls, program[0], ...program[1]],
    {
      // strace counts by thread.
      env: { ...process.env, GRUNDWACHT_TOKEN: 'x', UV_THREADPOOL_SIZE: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const ended = once(child, 'exit');
  t.teardown(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const client = await RelpClient.open(port);
  await client.sendAll(records, 1);
  client.end();
  const collector = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim());
  process.kill(collector, 'SIGKILL');
  await ended;
  return {
    acknowledged: client.acknowledged,
    kept: await spooled(spool),
    calls: readFileSync(trace, 'utf8').split('\n'),
  };
}

/** @returns the records that were sent, without what the collector tells of itself */
async function spooled(dir: string): Promise<string[]> {
  const journal = await openJournal({ dir: join(dir, 'journal') });
  const texts: string[] = [];
  for await (const { payload } of journal.replay(journal.start)) {
    for (const { raw } of decodeBatch(payload).records) texts.push(Buffer.from(raw).toString());
  }
  await journal.close();
  return texts.filter((text) => text.includes('spool-test'));
}

/** Each record is written, then a fdatasync succeeds, then it is acknowledged, and only then comes the next. */
function ordered(t: Test, calls: readonly string[]): void {
  let acknowledged = 0;
  let written = false;
  let synced = false;
  for (const call of calls) {
    if (call.includes(`- - record ${acknowledged}`)) written = true;
    if (/fdatasync.*= 0$/.test(call)) synced = written;
    // Transaction 1 is RELP's `open`.
    if (!call.includes(`"${acknowledged + 2} rsp 6 200 OK`)) continue;
    t.ok(synced, `record ${acknowledged} was acknowledged after its fdatasync`);
    acknowledged++;
    written = synced = false;
  }
  t.equal(acknowledged, records.length);
}

t.test('the spool: each acknowledgement of a sender comes after its fdatasync', { skip }, async (t) => {
  const { acknowledged, kept, calls } = await collect(t);
  t.same(acknowledged, records);
  t.same(kept, records);
  ordered(t, calls);
});

t.test('the spool: an EIO of fdatasync is never taken for success', { skip }, async (t) => {
  const { acknowledged, kept, calls } = await collect(t, '-e', 'inject=fdatasync:error=EIO:when=5');
  t.equal(calls.filter((call) => /fdatasync.*EIO.*INJECTED/.test(call)).length, 1, 'one failed');
  t.same(acknowledged, records);
  t.same(kept, records, 'nothing missing, nothing twice');
  ordered(t, calls);
});
