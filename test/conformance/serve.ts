import { createInterface } from 'node:readline';
import type { CaseConfig, CaseEvent } from './case.js';
import { grundwachtEngine } from './grundwacht.js';
import type { LoadAnswer } from './run.js';

/** This project's engine behind the protocol of README.md: an example for engines in other languages. */
type Request =
  | { type: 'load'; rules: string[]; config: CaseConfig }
  | { type: 'evaluate'; events: CaseEvent[] };

const engine = grundwachtEngine();

function wire(answer: LoadAnswer): object {
  if ('refused' in answer) return { type: 'refused', ...answer.refused };
  return 'unsupported' in answer ? { type: 'unsupported', feature: answer.unsupported } : { type: 'loaded' };
}

async function respond(request: Request): Promise<object> {
  if (request.type === 'load') return wire(await engine.load(request.rules, request.config));
  return { type: 'matches', matches: await engine.evaluate(request.events) };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await respond(JSON.parse(line) as Request))}\n`);
}
