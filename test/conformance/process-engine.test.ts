import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { readCases } from './case.js';
import { grundwachtEngine } from './grundwacht.js';
import { processEngine } from './process-engine.js';
import { runSuite } from './run.js';

const here = join(packageRoot(), 'build', 'test', 'conformance');
const node = JSON.stringify(process.execPath);
const script = (code: string): string => `${node} -e '${code}'`;
/** An engine that answers every line with the same text. */
const parrot = (answer: string): string =>
  script(`require("readline").createInterface(process.stdin).on("line", () => console.log(${answer}))`);

t.test('the protocol carries all that the library does', async (t) => {
  const cases = readCases().filter(({ id }) => /^(conditions|regex|correlation-generate|expand)\//.test(id));
  const engine = processEngine(`${node} ${JSON.stringify(join(here, 'serve.js'))}`, 60_000);
  t.teardown(() => engine.close());
  const outside = await runSuite(engine, cases);
  t.same(outside, await runSuite(grundwachtEngine(), cases));
});

t.test('answers that do not follow the protocol', async (t) => {
  const answers: [string, RegExp][] = [
    ['"hello"', /not a JSON object: hello/],
    ['"[1]"', /not a JSON object/],
    ['JSON.stringify({type: "other"})', /unexpected answer to load/],
    ['JSON.stringify({type: "refused", class: "odd"})', /unknown error class odd/],
  ];
  for (const [answer, reason] of answers) {
    const engine = processEngine(parrot(answer), 60_000);
    await t.rejects(engine.load([], {}), { message: reason }, answer);
    engine.close();
  }
  const engine = processEngine(parrot('JSON.stringify({type: "matches", matches: [{rule: 1}]})'), 60_000);
  await t.rejects(engine.evaluate([]), { message: /unexpected answer to evaluate/ });
  engine.close();
});

t.test('an engine that lacks a feature says so', async (t) => {
  const engine = processEngine(parrot('JSON.stringify({type: "unsupported", feature: "cidr"})'), 60_000);
  t.teardown(() => engine.close());
  t.same(await engine.load([], {}), { unsupported: 'cidr' });
});

t.test('an engine that ends or is silent fails the case, and is started anew', async (t) => {
  const ending = processEngine(script('process.exit(3)'), 60_000);
  await t.rejects(ending.load([], {}), { message: /code 3|EPIPE/ });
  const silent = processEngine(script('process.stdin.resume()'), 200);
  await t.rejects(silent.load([], {}), { message: /no answer within 200 ms/ });
  await t.rejects(silent.load([], {}), { message: /no answer within 200 ms/ });
  silent.close();
});

t.test('command line', (t) => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(here, 'cli.js'), ...args], { encoding: 'utf8' });
  const passed = run('--case', 'conditions/');
  t.equal(passed.status, 0, passed.stderr);
  t.match(JSON.parse(passed.stdout.trim().split('\n').at(-1)!), { required: { fail: 0 } });
  const failed = run(
    '--engine',
    parrot('JSON.stringify({type: "loaded", matches: []})'),
    '--case',
    'cidr/v4-8',
  );
  t.equal(failed.status, 1);
  t.match(failed.stdout, /fail\tcidr\/v4-8\t.*"IP \(Internet Protocol\) Modifiers"/);
  const json = run('--json', '--case', 'cidr/v4-8');
  t.match(JSON.parse(json.stdout.split('\n')[0]!), { id: 'cidr/v4-8', outcome: 'pass', ambiguous: false });
  t.not(run('--case', 'nowhere/').status, 0);
  t.match(run('--timeout', '0').stderr, /whole number/);
  t.end();
});
