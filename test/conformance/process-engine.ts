import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type CaseConfig, type CaseEvent, type ErrorClass, errorClasses } from './case.js';
import type { LoadAnswer, Report, SigmaEngine } from './run.js';

/** An engine in a process of its own (README.md, "Protocol"). */
export interface ProcessEngine extends SigmaEngine {
  load(rules: readonly string[], config: CaseConfig): Promise<LoadAnswer>;
  evaluate(events: readonly CaseEvent[]): Promise<Report[]>;
  /** Ends the process. */
  close(): void;
}

/** Most characters of an answer that an error message repeats. */
const shown = 200;

/**
 * Starts an engine and talks to it line by line.
 * @param command shell command
 * @param timeout milliseconds to wait for an answer; then the process is ended and started anew for the next case
 */
export function processEngine(command: string, timeout: number): ProcessEngine {
  let running: Conversation | undefined;
  const ask = async (request: object): Promise<Record<string, unknown>> => {
    running ??= new Conversation(command);
    try {
      return await running.ask(request, timeout);
    } catch (error) {
      running.close();
      running = undefined;
      throw error;
    }
  };
  return {
    load: async (rules, config) => loadAnswer(await ask({ type: 'load', rules, config })),
    evaluate: async (events) => reportsOf(await ask({ type: 'evaluate', events })),
    close: () => running?.close(),
  };
}

class Conversation {
  private readonly child: ChildProcessWithoutNullStreams;
  private waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;
  private ended: Error | undefined;

  constructor(command: string) {
    // a group of its own, so that ending the shell ends what it started, too
    this.child = spawn(command, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr.pipe(process.stderr);
    this.child.stdin.on('error', (error) => this.end(error));
    this.child.on('error', (error) => this.end(error));
    this.child.on('close', (code, signal) =>
      this.end(new Error(`it ended with ${signal ?? `code ${code}`}`)),
    );
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting?.resolve(line));
  }

  async ask(request: object, timeout: number): Promise<Record<string, unknown>> {
    if (this.ended !== undefined) throw this.ended;
    let timer: NodeJS.Timeout | undefined;
    const line = await new Promise<string>((resolve, reject) => {
      this.waiting = { resolve, reject };
      timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    }).finally(() => {
      clearTimeout(timer);
      this.waiting = undefined;
    });
    return parseAnswer(line);
  }

  close(): void {
    const { pid } = this.child;
    this.child.stdin.end();
    if (pid === undefined || this.ended !== undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // it ended by itself in between
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  private end(error: Error): void {
    this.ended ??= error;
    this.waiting?.reject(error);
  }
}

function parseAnswer(line: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(line);
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) {
      return answer as Record<string, unknown>;
    }
  } catch {
    // reported below like any other line that is no object
  }
  throw new Error(`not a JSON object: ${line.slice(0, shown)}`);
}

function loadAnswer(answer: Record<string, unknown>): LoadAnswer {
  const text = (name: string): string | undefined =>
    typeof answer[name] === 'string' ? (answer[name] as string) : undefined;
  switch (answer['type']) {
    case 'loaded':
      return { loaded: true };
    case 'unsupported':
      return { unsupported: text('feature') ?? '' };
    case 'refused': {
      const named = text('class');
      const known = errorClasses.find((name): name is ErrorClass => name === named);
      if (named !== undefined && known === undefined) throw new Error(`unknown error class ${named}`);
      const message = text('message');
      return { refused: { ...(known && { class: known }), ...(message !== undefined && { message }) } };
    }
    default:
      throw new Error(`unexpected answer to load: ${JSON.stringify(answer).slice(0, shown)}`);
  }
}

function reportsOf(answer: Record<string, unknown>): Report[] {
  const { type, matches } = answer;
  const valid =
    type === 'matches' &&
    Array.isArray(matches) &&
    matches.every((match) => typeof match?.rule === 'string' && Number.isInteger(match?.event));
  if (!valid) throw new Error(`unexpected answer to evaluate: ${JSON.stringify(answer).slice(0, shown)}`);
  return matches as Report[];
}
