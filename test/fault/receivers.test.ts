import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { logger, missing, startRsyslog, stop } from '../collectors/syslog/programs.js';
import { journalRecords, journalTexts, ReceiverProcess } from '../helpers/receiver.js';
import { RelpClient } from '../helpers/relp-client.js';
import { freePort } from '../helpers/server.js';

async function folder(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'grundwacht-fault-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

t.test('RELP, kill -9 at full speed: every acknowledged record is in the journal', async (t) => {
  const dir = join(await folder(t), 'journal');
  const acknowledged: string[] = [];
  const sent = (client: number, round: number): string[] =>
    Array.from({ length: 50_000 }, (_, i) => `<13>client ${client} round ${round} record ${i}`);
  for (let round = 0; round < 5; round++) {
    const receiver = await ReceiverProcess.start(dir, [{ transport: 'relp', host: '127.0.0.1', port: 0 }]);
    t.teardown(() => receiver.kill());
    const clients = await Promise.all([0, 1, 2].map(() => RelpClient.open(receiver.ports[0]!)));
    const sending = clients.map((client, index) => client.sendAll(sent(index, round), 100));
    while (clients.reduce((sum, client) => sum + client.acknowledged.length, 0) < 3000 + round * 1000)
      await sleep(1);
    await receiver.kill();
    await Promise.all(sending);
    for (const client of clients) acknowledged.push(...client.acknowledged);
  }
  const stored = new Set(await journalTexts(dir));
  t.ok(acknowledged.length >= 25_000, `${acknowledged.length} acknowledged, ${stored.size} stored`);
  t.strictSame(
    acknowledged.filter((record) => !stored.has(record)),
    [],
  );
});

const records = 30_000;

t.test(
  `rsyslog over RELP, the receiver killed (-9) four times: all ${records} messages arrive`,
  { skip: missing('logger', 'rsyslogd', 'rsyslog-relp') },
  async (t) => {
    const dir = await folder(t);
    const port = await freePort();
    const listen = [{ transport: 'relp', host: '127.0.0.1', port }] as const;
    let receiver = await ReceiverProcess.start(join(dir, 'journal'), listen);
    t.teardown(() => receiver.kill());
    await writeFile(
      join(dir, 'rsyslog.conf'),
      `global(workDirectory="${dir}" net.enableDNS="off")
module(load="imuxsock" SysSock.Use="off")
module(load="omrelp")
input(type="imuxsock" Socket="${join(dir, 'in.sock')}" UsePIDFromSystem="off" UseSysTimeStamp="off" RateLimit.Interval="0")
action(type="omrelp" target="127.0.0.1" port="${port}" timeout="5" conn.timeout="2" template="RSYSLOG_SyslogProtocol23Format"
  action.resumeInterval="1" action.resumeRetryCount="-1" queue.type="LinkedList" queue.size="100000"
  queue.timeoutEnqueue="60000")
`,
    );
    const lines = join(dir, 'lines');
    await writeFile(lines, Array.from({ length: records }, (_, i) => `number ${i}\n`).join(''));
    const daemon = await startRsyslog(join(dir, 'rsyslog.conf'), dir);
    t.teardown(() => stop(daemon));
    const sent = logger('-t', 'kill-test', '-u', join(dir, 'in.sock'), '-f', lines);
    for (let kill = 0; kill < 4; kill++) {
      await sleep(300 + 200 * kill);
      await receiver.kill();
      receiver = await ReceiverProcess.start(join(dir, 'journal'), listen);
    }
    await sent;
    let stored = new Set<string>();
    for (let tries = 0; tries < 30 && stored.size < records; tries++) {
      await untilQuiet(receiver);
      await receiver.stop();
      stored = numbers(await journalTexts(join(dir, 'journal')));
      if (stored.size < records) receiver = await ReceiverProcess.start(join(dir, 'journal'), listen);
    }
    t.equal(stored.size, records);
  },
);

/** A receiver that is stopped while the sender still connects takes nothing, however often that is tried. */
async function untilQuiet(receiver: ReceiverProcess): Promise<void> {
  for (let [before, now] = [-1, 0]; now !== before; ) {
    before = now;
    await sleep(1500);
    now = (await receiver.flush()).received;
  }
}

const numbers = (texts: readonly string[]): Set<string> =>
  new Set(texts.map((text) => /number (\d+)\s*$/.exec(text)?.[1]).filter((number) => number !== undefined));

t.test('others are acknowledged while slow and malicious senders attack', async (t) => {
  const host = '127.0.0.1';
  const dir = join(await folder(t), 'journal');
  beforeOthers(t);
  const receiver = await ReceiverProcess.start(dir, [
    { transport: 'tcp', host, port: 0 },
    { transport: 'relp', host, port: 0 },
  ]);
  t.teardown(() => receiver.kill());
  const [tcp, relp] = receiver.ports;
  const good = await RelpClient.open(relp!);
  /** Times until single records are acknowledged, milliseconds, ascending. */
  const delays = async (name: string, count: number): Promise<number[]> => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const begin = performance.now();
      await good.sendAll([`<13>${name} ${i}`], 1);
      times.push(performance.now() - begin);
    }
    return times.sort((a, b) => a - b);
  };
  const calm = await delays('calm', 20);
  const program = fileURLToPath(new URL('attackers.js', import.meta.url));
  const attackers = spawn(process.execPath, [program, String(tcp), String(relp)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => void attackers.kill('SIGKILL'));
  await once(attackers.stdout, 'data');
  setPriority(attackers.pid!, constants.priority.PRIORITY_LOW);
  const attacked = await delays('attacked', 30);
  attackers.kill('SIGKILL');
  t.equal(good.acknowledged.length, 50, 'each, one after the other');
  good.end();
  await receiver.stop();
  const between = await othersBetween(dir, '<13>attacked ');
  const most = Math.max(...between);
  // Time depends on the machine, turns do not. A record comes in the middle of one round and is read in the next: each of
  // the 30 that flood may put two chunks of 64 KiB before it, not three.
  const two = 2 * 30 * Math.ceil(65_536 / '<13>x\n'.length);
  t.ok(most <= two, `at most ${most} records of the attackers come between two, of ${two} in two rounds`);
  const [before, typical, worst] = [calm[10]!, attacked[15]!, attacked[29]!].map(Math.round);
  t.comment(
    `acknowledged after ${typical} ms typically, ${worst} ms at worst, ${before} ms before the attack`,
  );
});

/**
 * Lets this process, and those that it starts, go before others until the test ends, where that is allowed: only the
 * fairness of the receiver is judged, not that of a scheduler whose processors are all busy.
 */
function beforeOthers(t: Test): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    return;
  }
  t.teardown(() => setPriority(constants.priority.PRIORITY_NORMAL));
}

/** @returns how many other records are between those of a journal that begin so, in their order */
async function othersBetween(dir: string, begin: string): Promise<number[]> {
  const own = Buffer.from(begin);
  const between: number[] = [];
  let others: number | undefined;
  for await (const raw of journalRecords(dir)) {
    if (own.equals(raw.subarray(0, own.length))) {
      if (others !== undefined) between.push(others);
      others = 0;
    } else if (others !== undefined) others++;
  }
  return between;
}
