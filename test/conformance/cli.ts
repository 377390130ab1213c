import { Command, InvalidArgumentError } from 'commander';
import { readCases } from './case.js';
import { grundwachtEngine } from './grundwacht.js';
import { processEngine } from './process-engine.js';
import { type CaseResult, runSuite, summarise } from './run.js';

interface Options {
  engine?: string;
  case?: string;
  timeout: number;
  json?: boolean;
}

const program = new Command('sigma-conformance')
  .description('Runs the Sigma conformance suite on an engine (test/conformance/README.md).')
  .option('--engine <command>', 'shell command of an engine that speaks the protocol; default: Grundwacht')
  .option('--case <prefix>', 'only cases whose id begins with this, such as `regex/`')
  .option('--timeout <ms>', 'milliseconds to wait for an answer', milliseconds, 10_000)
  .option('--json', 'one JSON object per case instead of text')
  .action(run);

function milliseconds(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
}

async function run(options: Options): Promise<void> {
  const cases = readCases().filter(({ id }) => id.startsWith(options.case ?? ''));
  if (cases.length === 0) program.error(`error: no case begins with ${options.case}`);
  const external = options.engine === undefined ? undefined : processEngine(options.engine, options.timeout);
  const results = await runSuite(external ?? grundwachtEngine(), cases);
  external?.close();
  for (const result of results) {
    const text = options.json ? JSON.stringify(record(result)) : line(result);
    if (text !== undefined) process.stdout.write(`${text}\n`);
  }
  const summary = summarise(results);
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  process.exitCode = summary.required.fail > 0 ? 1 : 0;
}

function record({ case: one, outcome, faults }: CaseResult): object {
  return { id: one.id, outcome, ambiguous: one.status === 'ambiguous', faults, spec: one.spec };
}

/** Passed cases are not listed. */
function line({ case: one, outcome, faults }: CaseResult): string | undefined {
  if (outcome === 'pass') return undefined;
  const verdict = one.status === 'ambiguous' ? `${outcome} (ambiguous)` : outcome;
  return `${verdict}\t${one.id}\t${one.title}\t${faults.join('; ')}\t${one.spec.document}, "${one.spec.section}"`;
}

await program.parseAsync();
