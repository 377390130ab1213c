import { loadTls } from '../collectors/listen/tls-files.js';
import type { Config } from './config/config.js';

/** A certificate of the server, with the key that it is used with. */
export interface ServerCertificate {
  use: 'http' | 'syslog';
  /** File of the certificate. */
  path: string;
  /**
   * Reads both files as the receivers do.
   * @returns when the certificate ends, milliseconds since the epoch
   * @throws GrundwachtError FILE_UNREADABLE, CONFIG_INVALID when they cannot be used, or do not belong together
   */
  validUntil(): Promise<number>;
}

/** @returns the certificates that the configuration names */
export function certificatesOf({ http, syslog }: Pick<Config, 'http' | 'syslog'>): ServerCertificate[] {
  const named = [
    { use: 'http' as const, ...http.tls },
    { use: 'syslog' as const, ...syslog.tls },
  ];
  return named
    .filter(({ certificate, key }) => certificate !== '' && key !== '')
    .map(({ use, certificate, key }) => ({
      use,
      path: certificate,
      validUntil: async () => (await loadTls({ certificate, key, ...noClients })).expires,
    }));
}

const noClients = { clientCertificates: 'none' as const, clientNames: [], clientFingerprints: [] };
