import { pino } from 'pino';
import { startCollector } from '../../collectors/collector.js';
import { httpSend } from '../../collectors/ship/http-send.js';

/** A collector that follows files until it is killed: `spool url pattern`. */
const [spool, url, pattern] = process.argv.slice(2) as [string, string, string];
await startCollector({
  id: 'tail',
  listen: [],
  files: [
    { paths: [pattern], exclude: [], encoding: 'auto', format: 'syslog', dataset: '', from: 'beginning' },
  ],
  send: httpSend({ url, token: 'x' }),
  spool,
  logger: pino({ level: 'warn', base: undefined }, pino.destination(2)),
});
process.stdout.write('follows\n');
