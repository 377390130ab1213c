import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { nodeCommand } from '../helpers/node.js';
import { cliFile, freePort } from '../helpers/server.js';
import { openTcp } from '../helpers/syslog.js';
import { IngestService } from './ingest-service.js';

const limitMebibytes = 8;

/** @returns resident memory of a process, MiB */
const rssOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

async function until(what: string, done: () => boolean, ms = 60_000): Promise<void> {
  for (const deadline = Date.now() + ms; !done(); await sleep(20))
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for: ${what}`);
}

t.test(
  'an outage: the spool fills to its limit, senders that can wait, wait; then all comes once, in order',
  async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'grundwacht-outage-'));
    const service = new IngestService();
    const url = await service.listen();
    const port = await freePort();
    const log = join(dir, 'app.log');
    const config = join(dir, 'collect.yaml');
    writeFileSync(log, '');
    writeFileSync(
      config,
      `spool: { max_mebibytes: ${limitMebibytes} }
inputs:
  syslog: [{ transport: tcp, host: 127.0.0.1, port: ${port} }]
  files: [{ paths: [${log}] }]
`,
    );
    service.status = 503;
    const child = spawn(
      ...nodeCommand('--max-old-space-size=96', cliFile, 'collect', '-c', config, '--url', url, '--id', 'c'),
      { env: { ...process.env, GRUNDWACHT_TOKEN: 'x' }, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    t.teardown(async () => {
      child.kill('SIGKILL');
      await service.close();
      rmSync(dir, { recursive: true, force: true });
    });
    await once(child.stdout, 'data');
    const total = 120_000;
    const socket = await openTcp(port);
    let sent = 0;
    let text = '';
    const write = (): void => {
      while (sent < total) {
        text = '';
        for (let i = 0; i < 500; i++) text += `<13>tcp ${sent++} ${'x'.repeat(120)}\n`;
        if (!socket.write(text)) return;
      }
      socket.end();
    };
    socket.on('drain', write);
    write();
    const spool = join(dir, 'spool', 'journal');
    await until('a full spool', () => bytesIn(spool) >= limitMebibytes * 1024 * 1024);
    const stood = sent;
    await sleep(500);
    t.ok(sent < total, `the sender waits after ${stood} of ${total}`);
    t.ok(bytesIn(spool) < (limitMebibytes + 8) * 1024 * 1024, 'the spool ends a little above its limit');
    const lines = Array.from({ length: 2000 }, (_, n) => `<13>file ${n}`);
    writeFileSync(log, `${lines.join('\n')}\n`);
    const rss = rssOf(child.pid!);
    t.ok(rss < 200, `memory with a full spool: ${Math.round(rss)} MiB`);
    // Back, but slow at first.
    service.delayMs = 100;
    service.status = 200;
    await until('the first after the outage', () => service.texts.length > 2000);
    service.delayMs = 0;
    await until('everything', () => service.texts.length >= total + lines.length);
    const tcp = service.texts
      .filter((line) => line.startsWith('<13>tcp'))
      .map((line) => Number(line.split(' ')[1]));
    t.equal(tcp.length, total);
    t.ok(
      tcp.every((n, i) => n === i),
      'in order, none missing, none twice',
    );
    t.strictSame(
      service.texts.filter((line) => line.startsWith('<13>file')),
      lines,
    );
    t.comment(`memory: ${Math.round(rss)} MiB with a full spool, ${Math.round(rssOf(child.pid!))} MiB after`);
    child.kill('SIGINT');
    await once(child, 'exit');
    t.equal(child.exitCode, 0);
  },
);

t.test(
  'the disk of the spool is full: nothing is acknowledged, nothing lost, it goes on by itself',
  async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'grundwacht-spool-disk-'));
    const disk = join(dir, 'disk');
    mkdirSync(disk);
    t.teardown(() => rmSync(dir, { recursive: true, force: true }));
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]).status !== 0) {
      t.comment('skipped: needs the right to mount a tmpfs');
      return;
    }
    const service = new IngestService();
    service.status = 503;
    const url = await service.listen();
    const log = join(dir, 'app.log');
    const lines = Array.from({ length: 60_000 }, (_, n) => `<13>line ${n} ${'x'.repeat(120)}`);
    writeFileSync(log, `${lines.join('\n')}\n`);
    const child = spawn(
      ...nodeCommand(
        cliFile,
        'collect',
        '--url',
        url,
        '--id',
        'c',
        '--spool',
        join(disk, 'spool'),
        '--tail',
        log,
      ),
      { env: { ...process.env, GRUNDWACHT_TOKEN: 'x' }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    t.teardown(async () => {
      child.kill('SIGKILL');
      await once(child, 'exit').catch(() => {});
      await service.close();
      spawnSync('umount', [disk]);
    });
    await until('a full disk', () => said.includes('spool-stalled'));
    t.match(said, /ENOSPC/);
    // What is acknowledged is let go of a segment at a time: here somebody makes room.
    t.equal(spawnSync('mount', ['-o', 'remount,size=64m', disk]).status, 0);
    service.status = 200;
    await until('every line', () => service.texts.length >= lines.length);
    t.strictSame(
      service.texts.filter((line) => line.startsWith('<13>line')),
      lines,
      'each once and in order',
    );
    t.match(said, /spool-works-again/);
  },
);
