import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { type LoadedTls, loadTls, stampOf } from './tls-files.js';
import type { TlsOptions } from './tls-options.js';

/**
 * TLS 1.3, and of TLS 1.2 what has forward secrecy and authenticated encryption: RFC 9662 3 (which replaces the
 * cipher suite of RFC 5425) and BSI TR-02102-2.
 */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const pollMs = 10_000;
const warnBeforeMs = 14 * 86_400_000;
/** Certificate and key of a server, which are read again when their files change. */
export interface RenewingContext {
  /** As they are at the beginning. */
  readonly context: SecureContextOptions;
  /** Reads them now. What is wrong with them is logged, and the old ones stay in use. */
  reload(): Promise<void>;
  close(): void;
}

/**
 * Reads certificate and key. Files that change are read again by themselves: what does not fit together is logged, and
 * the old certificate stays in use until it does.
 * @param renew puts new ones into use
 * @throws GrundwachtError FILE_UNREADABLE, CONFIG_INVALID
 */
export async function openContext(
  options: TlsOptions,
  logger: Logger,
  now: () => number,
  renew: (context: SecureContextOptions) => void,
): Promise<RenewingContext> {
  let stamp = await stampOf(options);
  const loaded = await loadTls(options);
  warnOfEnd(loaded, logger, now());
  const reload = async (): Promise<void> => {
    stamp = await stampOf(options);
    try {
      const renewed = await loadTls(options);
      renew(contextOf(renewed));
      const { subject: certificate, expires } = renewed;
      logger.info({ certificate, expires: new Date(expires) }, 'tls-certificate-loaded');
      warnOfEnd(renewed, logger, now());
    } catch (error) {
      logger.error({ err: error }, 'tls-certificate-not-loaded');
    }
  };
  const poll = setInterval(() => {
    void stampOf(options).then((current) => (current === stamp ? undefined : reload()));
  }, pollMs);
  poll.unref();
  return { context: contextOf(loaded), reload, close: () => clearInterval(poll) };
}

const contextOf = ({ cert, key, ca }: LoadedTls) => ({
  cert,
  key,
  ca,
  ciphers,
  minVersion: 'TLSv1.2' as const,
  honorCipherOrder: true,
  // A ticket would outlive a change of the client authorities; renegotiation only serves attacks.
  secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
});

function warnOfEnd({ subject, expires }: LoadedTls, logger: Logger, now: number): void {
  if (expires - now > warnBeforeMs) return;
  logger.warn({ certificate: subject, expires: new Date(expires) }, 'tls-certificate-expires');
}
