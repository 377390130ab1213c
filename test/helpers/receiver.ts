import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Listen } from '../../collectors/listen/listen.js';
import { decodeEntry } from '../../server/ingest/entry.js';
import { openJournal } from '../../server/journal/journal.js';

const program = fileURLToPath(new URL('receiver-process.js', import.meta.url));

/** What the process counted. */
export interface ReceiverFigures {
  received: number;
  shipped: number;
  dropped: Record<string, number>;
}

/** The receiving half of the server (receiver-process.ts) as a child process. */
export class ReceiverProcess {
  readonly child: ChildProcess;
  readonly ports: readonly number[];
  private readonly lines: Interface;

  private constructor(child: ChildProcess, lines: Interface, ports: readonly number[]) {
    this.child = child;
    this.lines = lines;
    this.ports = ports;
  }

  static async start(dir: string, listen: readonly Listen[]): Promise<ReceiverProcess> {
    const child = spawn(process.execPath, [program, dir, JSON.stringify(listen)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout);
    const [ports] = await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('the receiver did not start'))),
    ]);
    return new ReceiverProcess(child, lines, JSON.parse(String(ports)) as number[]);
  }

  /** Without a chance to tidy up; one that has ended already is left alone. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  /** @returns the counters, when everything received so far is durable */
  async flush(): Promise<ReceiverFigures> {
    const counters = once(this.lines, 'line');
    this.child.kill('SIGUSR2');
    const [line] = await counters;
    return JSON.parse(String(line)) as ReceiverFigures;
  }

  /** Stops in order. @returns the counters */
  async stop(): Promise<ReceiverFigures> {
    const counters = once(this.lines, 'line');
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const [line] = await counters;
    await exited;
    return JSON.parse(String(line)) as ReceiverFigures;
  }
}

/** @returns every record in a journal that nobody writes, in its order */
export async function* journalRecords(dir: string): AsyncGenerator<Uint8Array> {
  const journal = await openJournal({ dir });
  for await (const { payload } of journal.replay(journal.start))
    for (const { raw } of decodeEntry(payload).batch.records) yield raw;
  await journal.close();
}

/** @returns the text of every record in a journal that nobody writes */
export async function journalTexts(dir: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const raw of journalRecords(dir)) texts.push(Buffer.from(raw).toString());
  return texts;
}
