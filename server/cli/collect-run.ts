import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { type Logger, pino } from 'pino';
import { type Collector, startCollector } from '../../collectors/collector.js';
import type { TlsOptions } from '../../collectors/listen/tls-options.js';
import { allowsNothing, checkAllowed } from '../../collectors/remote/allow.js';
import { HealthReports } from '../../collectors/remote/health-reports.js';
import { inputsOf } from '../../collectors/remote/inputs-of.js';
import { RemoteInputs } from '../../collectors/remote/remote-inputs.js';
import { ServiceClient } from '../../collectors/service/service-client.js';
import type { Trust } from '../../collectors/service/trust.js';
import { httpSend } from '../../collectors/ship/http-send.js';
import type { CollectConfig } from '../config/collect.js';
import { type CollectorHealth, CollectorInputs } from '../contract/collector-inputs.js';
import { GrundwachtError } from '../contract/errors.js';
import { version } from '../contract/version.js';
import { jsonText, writeOut } from './write.js';

export interface CollectRun {
  /** Files to ship once. */
  files: readonly string[];
  /** Whether the counters are printed at the end. */
  json: boolean;
  /** Whether it goes on after the files. */
  stays: boolean;
}

const mebibyte = 1024 * 1024;
const checkInputs = new Ajv({
  useDefaults: true,
  allErrors: false,
  validateSchema: false,
}).compile<CollectorInputs>(CollectorInputs);

/**
 * Collects until the files are shipped, or until SIGINT or SIGTERM.
 * @param token undefined: the certificate of the configuration is shown
 * @returns exit code
 * @throws GrundwachtError of the configuration, the spool, the addresses
 */
export async function collect(
  config: CollectConfig,
  token: string | undefined,
  run: CollectRun,
): Promise<number> {
  const logger = pino({ base: undefined, level: config.log.level }, pino.destination(2));
  const stopped = new Promise<void>((done) => process.once('SIGINT', done).once('SIGTERM', done));
  const client = new ServiceClient({ url: config.url, token, trust: await trustOf(config) });
  const tls = tlsOf(config);
  const own = inputsOf(config.inputs, tls, 'inputs');
  const { path: spool, max_mebibytes, udp_when_full: udpWhenFull } = config.spool;
  const collector = await startCollector({
    id: config.id,
    ...own,
    limits: { maxMessageBytes: config.max_message_bytes, udpWhenFull },
    send: httpSend(client),
    spool,
    maxHeldBytes: max_mebibytes * mebibyte,
    logger,
  });
  const reload = () => void collector.reload();
  process.on('SIGHUP', reload);
  for (const { transport, host, port } of collector.receivers)
    writeOut(`Receiving syslog on ${transport.toUpperCase()} ${host}:${port}\n`);
  const reports = run.stays ? await report(config, { collector, client, tls, logger }) : undefined;
  let code = 0;
  try {
    const shipped = await Promise.race([collector.shipFiles(run.files), stopped]);
    for (const { path, records } of shipped ?? []) writeOut(`Shipped ${records} records of ${path}\n`);
    if (shipped && run.stays) await stopped;
  } finally {
    await reports?.stop();
    await collector.stop();
    process.off('SIGHUP', reload);
    const { receivers, ...counters } = collector.counters();
    if (run.json) writeOut(jsonText({ ...counters, receivers }));
    if (counters.rejected > 0) code = 1;
  }
  return code;
}

interface Running {
  collector: Collector;
  client: ServiceClient;
  tls: TlsOptions | undefined;
  logger: Logger;
}

async function report(config: CollectConfig, running: Running): Promise<HealthReports> {
  const { collector, client, logger } = running;
  const remote = allowsNothing(config.remote) ? undefined : remoteInputs(config, running);
  await remote?.restore();
  return new HealthReports({
    client,
    sink: collector.sink,
    logger,
    remote,
    health: () => healthOf(config, collector, client, remote),
    now: Date.now,
    pollMs: config.remote.poll_seconds * 1000,
  });
}

/** What the server says comes beside what the configuration says. */
function remoteInputs(config: CollectConfig, { collector, client, tls, logger }: Running): RemoteInputs {
  return new RemoteInputs({
    client,
    file: join(config.spool.path, 'inputs.json'),
    logger,
    apply: async (inputs) => {
      if (!checkInputs(inputs)) {
        const [fault] = checkInputs.errors ?? [];
        throw new GrundwachtError('CONFIG_INVALID', `${fault?.instancePath || '/'} ${fault?.message ?? ''}`);
      }
      checkAllowed(inputs, config.remote);
      const both = {
        syslog: [...config.inputs.syslog, ...inputs.syslog],
        files: [...config.inputs.files, ...inputs.files],
        journals: [...config.inputs.journals, ...inputs.journals],
      };
      await collector.apply(inputsOf(both, tls, 'inputs'));
    },
  });
}

function healthOf(
  config: CollectConfig,
  collector: Collector,
  client: ServiceClient,
  remote: RemoteInputs | undefined,
): CollectorHealth {
  const { receivers, shipped, rejected, retries, heldBytes } = collector.counters();
  const { skew } = client.skew;
  return {
    version,
    uptime_seconds: Math.round(process.uptime()),
    memory_bytes: process.memoryUsage.rss(),
    spool_bytes: heldBytes,
    spool_limit_bytes: config.spool.max_mebibytes * mebibyte,
    received: receivers.received,
    shipped,
    rejected,
    retries,
    dropped: { ...receivers.dropped },
    clock_skew_ms: skew?.skewMs ?? null,
    clock_skew_within_ms: skew?.within ?? null,
    inputs_version: remote?.version ?? null,
    inputs_error: remote?.error ?? null,
  };
}

/** @throws GrundwachtError FILE_UNREADABLE */
async function trustOf({ tls }: CollectConfig): Promise<Trust> {
  const read = async (key: 'ca' | 'certificate' | 'key') => {
    try {
      return tls[key] === '' ? undefined : await readFile(tls[key], 'utf8');
    } catch (cause) {
      throw new GrundwachtError('FILE_UNREADABLE', `tls.${key}: ${(cause as Error).message}`, { cause });
    }
  };
  const [ca, cert, key] = [await read('ca'), await read('certificate'), await read('key')];
  return {
    ca,
    pin: tls.pin === '' ? undefined : tls.pin,
    own: cert === undefined || key === undefined ? undefined : { cert, key },
  };
}

function tlsOf({ listen_tls: tls }: CollectConfig): TlsOptions | undefined {
  if (tls.certificate === '' || tls.key === '') return undefined;
  return {
    certificate: tls.certificate,
    key: tls.key,
    clientCertificates: tls.client_certificates,
    ...(tls.client_ca === '' ? {} : { clientCa: tls.client_ca }),
    clientNames: tls.client_names,
    clientFingerprints: tls.client_fingerprints,
  };
}
