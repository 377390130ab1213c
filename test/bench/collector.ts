import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sharedData } from '../detect/shared-data.js';
import { IngestService } from '../fault/ingest-service.js';
import { nodeCommand } from '../helpers/node.js';
import { cliFile, freePort } from '../helpers/server.js';
import { openTcp, write } from '../helpers/syslog.js';
import { cpuSeconds, residentMegabytes } from './measure.js';

/**
 * `node build/test/bench/collector.js [events/s] [seconds]`: `grundwacht collect` as its systemd unit runs it, on one
 * core and with 512 MB for its data, while the server answers, is away for the middle third of the time, and is back.
 * Prints one JSON object.
 */
const rate = Number(process.argv[2] ?? 2000);
const seconds = Number(process.argv[3] ?? 60);
const limitBytes = 512e6;

interface Phase {
  seconds: number;
  cpu_percent: number;
  resident_mb_max: number;
}

const dir = mkdtempSync(join(tmpdir(), 'grundwacht-collector-'));
const service = new IngestService();
let child: ChildProcess | undefined;
try {
  const port = await freePort();
  child = startCollect(await service.listen(), port);
  await once(child.stdout!, 'data');
  process.stdout.write(`${JSON.stringify(await measure(child.pid!, port), null, 2)}\n`);
} finally {
  child?.kill('SIGKILL');
  await service.close();
  rmSync(dir, { recursive: true, force: true });
}

/** `env` and `prlimit` become the program they start: the process id is the collector's. */
function startCollect(url: string, port: number): ChildProcess {
  const config = join(dir, 'collect.yaml');
  writeFileSync(config, `inputs: { syslog: [{ transport: tcp, host: 127.0.0.1, port: ${port} }] }\n`);
  const unit = ['--max-old-space-size=128', '--max-semi-space-size=4'];
  const collect = [cliFile, 'collect', '-c', config, '--url', url, '--id', 'bench'];
  const [program, args] = nodeCommand(...unit, ...collect);
  return spawn('taskset', ['-c', '0', 'prlimit', `--data=${limitBytes}`, program, ...args], {
    env: { ...process.env, GRUNDWACHT_TOKEN: 'x' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function measure(pid: number, port: number) {
  const lines = ['OpenSSH_2k.log', 'Linux_2k.log']
    .flatMap((name) => readFileSync(sharedData('syslog', name), 'utf8').split(/\r?\n/))
    .filter((line) => line !== '')
    .map((line) => `<38>${line}\n`);
  const started = residentMegabytes(pid);
  const socket = await openTcp(port);
  const total = rate * seconds;
  /** Without what the collector reports on itself. */
  const received = () => service.texts.filter((text) => text.startsWith('<38>'));
  let sent = 0;
  let spool = 0;

  /** Sends at the rate until so many are sent. */
  const send = async (until: number): Promise<Phase> => {
    const phase = startPhase(pid);
    const [begin, from] = [performance.now(), sent];
    while (sent < until) {
      const due = Math.min(until, from + Math.floor(((performance.now() - begin) / 1000) * rate));
      let text = '';
      for (; sent < due; sent++) text += lines[sent % lines.length];
      await write(socket, text);
      spool = Math.max(spool, bytesIn(join(dir, 'spool', 'journal')));
      phase.look();
      await sleep(10);
    }
    return phase.end();
  };

  const before = await send(Math.floor(total / 3));
  service.status = 503;
  const away = await send(Math.floor((2 * total) / 3));
  service.status = 200;
  const [returned, waiting] = [performance.now(), sent - received().length];
  let caughtUp: number | undefined;
  const look = setInterval(() => {
    if (caughtUp === undefined && received().length >= sent - rate / 4)
      caughtUp = performance.now() - returned;
  }, 50);
  const back = await send(total);
  for (const end = performance.now() + 60_000; received().length < total && performance.now() < end; )
    await sleep(20);
  clearInterval(look);
  socket.destroy();
  const texts = received();
  return {
    node: process.version,
    load: Math.round(loadavg()[0]! * 10) / 10,
    events_per_second: rate,
    records: total,
    missing: total - texts.length,
    in_order: texts.every((text, index) => `${text}\n` === lines[index % lines.length]),
    batches_sent_twice: service.duplicates,
    resident_mb_at_start: started,
    server_there: before,
    server_away: away,
    server_back: back,
    waiting_when_back: waiting,
    caught_up_seconds: caughtUp === undefined ? null : Math.round(caughtUp / 100) / 10,
    spool_mb_max: Math.round(spool / 1e5) / 10,
  };
}

function startPhase(pid: number): { look(): void; end(): Phase } {
  const [begin, cpu] = [performance.now(), cpuSeconds(pid)];
  let resident = 0;
  const look = (): void => {
    resident = Math.max(resident, residentMegabytes(pid));
  };
  return {
    look,
    end() {
      look();
      const passed = (performance.now() - begin) / 1000;
      return {
        seconds: Math.round(passed * 10) / 10,
        cpu_percent: Math.round(((cpuSeconds(pid) - cpu) / passed) * 1000) / 10,
        resident_mb_max: resident,
      };
    },
  };
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => {
    return sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}
