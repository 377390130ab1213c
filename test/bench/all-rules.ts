// `node build/test/bench/all-rules.js [EVENTS A SECOND [SECONDS]]`: the server with the shipped rules and all of SigmaHQ's, at a
// steady rate of syslog lines; prints one JSON object: line in to alert on the WebSocket, and resident memory.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../server/contract/package-root.js';
import { startServer } from '../helpers/server.js';
import { measureLatency } from './latency.js';
import { residentMegabytes } from './measure.js';

const [rate = '20000', seconds = '60'] = process.argv.slice(2);
const archive = join(packageRoot(), '../shared/data/sigma/sigma_all_rules.zip');
if (!existsSync(archive)) {
  process.stderr.write(`${archive} is absent: SigmaHQ's release archive belongs there\n`);
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'grundwacht-all-rules-'));
const teardowns: (() => Promise<void> | void)[] = [() => rmSync(dir, { recursive: true })];
try {
  const config = join(dir, 'grundwacht.yaml');
  writeFileSync(config, `rules: { paths: [${archive}] }\n`);
  const server = await startServer(
    { teardown: (fn) => void teardowns.push(fn as () => Promise<void>) },
    { env: { GRUNDWACHT_CONFIG: config } },
  );
  const idle = residentMegabytes(server.pid);
  const rules = /(\d+) loaded/.exec(server.output())?.[1];
  const latency = await measureLatency(server, Number(rate), Number(seconds));
  process.stdout.write(
    `${JSON.stringify({ rules: Number(rules), rss_idle_mb: idle, ...latency }, null, 2)}\n`,
  );
} finally {
  for (const fn of teardowns.reverse()) await fn();
}
