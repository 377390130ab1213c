import { type Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { type CollectorOptions, startCollector } from '../../collectors/collector.js';
import { httpSend } from '../../collectors/ship/http-send.js';

interface Options {
  url: string;
  id: string;
  spool: string;
  syslogHost: string;
  syslogPort?: number;
  file: string[];
  json?: boolean;
}

/** `grundwacht collect`: a collector on another machine, with a spool on disk. */
export function register(program: Command): void {
  program
    .command('collect')
    .description(
      'collect on this machine and ship to a Grundwacht server; the token is read from GRUNDWACHT_TOKEN',
    )
    .requiredOption(
      '-u, --url <url>',
      'the server, such as https://grundwacht.example.org',
      process.env['GRUNDWACHT_URL'],
    )
    .requiredOption('-i, --id <id>', 'id of this collector, as it was registered with the server')
    .option('--spool <folder>', 'keeps what is not acknowledged', './spool')
    .option('--syslog-host <address>', 'address to receive syslog on', '0.0.0.0')
    .option('--syslog-port <port>', 'receive syslog there, UDP and TCP', portNumber)
    .option(
      '--file <path...>',
      'ship these files once: logs, JSON, Event-XML, .evtx, .gz or .zip of those',
      [],
    )
    .option('--json', 'print the final counters as JSON')
    .action(async (options: Options, command: Command) => {
      const token = process.env['GRUNDWACHT_TOKEN'];
      if (!token)
        command.error('error: set GRUNDWACHT_TOKEN to the token of this collector', { exitCode: 2 });
      if (options.syslogPort === undefined && options.file.length === 0) {
        command.error('error: nothing to collect: give --syslog-port or --file', { exitCode: 2 });
      }
      process.exitCode = await collect(options, token!);
    });
}

async function collect(options: Options, token: string): Promise<number> {
  const logger = pino({ base: undefined }, pino.destination(2));
  const stopped = new Promise<void>((done) => process.once('SIGINT', done).once('SIGTERM', done));
  const collector = await startCollector({
    id: options.id,
    listen: listenOn(options),
    send: httpSend({ url: options.url, token }),
    spool: options.spool,
    logger,
  });
  for (const { transport, host, port } of collector.receivers) {
    process.stdout.write(`Receiving syslog on ${transport.toUpperCase()} ${host}:${port}\n`);
  }
  let code = 0;
  try {
    const shipped = await Promise.race([collector.shipFiles(options.file), stopped]);
    for (const { path, records } of shipped ?? [])
      process.stdout.write(`Shipped ${records} records of ${path}\n`);
    if (shipped && collector.receivers.length > 0) await stopped;
  } finally {
    await collector.stop();
    const { receivers, ...counters } = collector.counters();
    if (options.json) process.stdout.write(`${JSON.stringify({ ...counters, receivers })}\n`);
    if (counters.rejected > 0) code = 1;
  }
  return code;
}

const listenOn = ({ syslogHost: host, syslogPort: port }: Options): CollectorOptions['listen'] =>
  port === undefined
    ? []
    : [
        { transport: 'udp', host, port },
        { transport: 'tcp', host, port },
      ];

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new InvalidArgumentError('expected a number from 0 to 65535');
  return port;
}
