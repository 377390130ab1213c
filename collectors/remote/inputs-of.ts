import type { CollectorInputs as Settings } from '../../server/contract/collector-inputs.js';
import { GrundwachtError } from '../../server/contract/errors.js';
import { multiLineOf, type TailInput } from '../file/tail/input.js';
import type { CollectorInputs } from '../inputs.js';
import type { TlsOptions } from '../listen/tls-options.js';

/**
 * @param settings as the configuration file or the server says them
 * @param tls certificates for the transports `tls` and `relp-tls`; the collector's own
 * @param place name of the settings in messages
 * @returns what a collector is given
 * @throws GrundwachtError CONFIG_INVALID naming the place
 */
export function inputsOf(settings: Settings, tls: TlsOptions | undefined, place: string): CollectorInputs {
  const names = settings.journals.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new GrundwachtError('CONFIG_INVALID', `"${place}.journals": two have the name ${twice}.`);
  return {
    listen: settings.syslog.map(({ transport, host, port, proxy_protocol_from: proxyFrom }, i) => {
      if (transport === 'udp' && proxyFrom.length > 0) {
        const key = `"${place}.syslog.${i}.proxy_protocol_from"`;
        throw new GrundwachtError('CONFIG_INVALID', `${key} is for connections, not for UDP.`);
      }
      if (transport !== 'tls' && transport !== 'relp-tls') return { transport, host, port, proxyFrom };
      if (tls !== undefined) return { transport, host, port, proxyFrom, tls };
      const key = `"${place}.syslog.${i}" has the transport ${transport}`;
      throw new GrundwachtError('CONFIG_INVALID', `${key}: name certificate and key in "listen_tls".`);
    }),
    files: settings.files.map((files, i) => tailInput(files, `${place}.files.${i}`)),
    journals: settings.journals,
  };
}

function tailInput({ multi_line: lines, ...files }: Settings['files'][number], place: string): TailInput {
  if (lines === undefined) return files;
  const multiLine = {
    start: lines.start,
    maxLines: lines.max_lines,
    timeoutMs: lines.timeout_seconds * 1000,
  };
  try {
    multiLineOf(multiLine);
  } catch (cause) {
    throw new GrundwachtError('CONFIG_INVALID', `"${place}": ${(cause as Error).message}`, { cause });
  }
  return { ...files, multiLine };
}
