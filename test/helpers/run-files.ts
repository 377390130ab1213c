// Runs test files, each as a plain process of Node: `node run-files.js JOBS FILE...`. They print the same as under
// tap's own runner, whose hooks make every module of every process pass through two threads of their own, which doubles
// the time that most files take.
import t from 'tap';
import { nodeCommand } from './node.js';

const [jobs, ...files] = process.argv.slice(2);
const timeout = 300_000;
const env = { ...process.env, TAP_TIMEOUT: String(timeout / 1000) };

t.setTimeout(0);
t.jobs = Number(jobs);
for (const file of files) {
  const [command, args] = nodeCommand('--enable-source-maps', file);
  t.spawn(command, args, { buffered: true, timeout, env }, file);
}
