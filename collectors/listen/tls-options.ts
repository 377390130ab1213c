/** Certificates of a TLS receiver, as paths of PEM files, and whose clients it takes. */
export interface TlsOptions {
  /** Certificate of the receiver, then the certificates up to the authority. */
  certificate: string;
  /** Private key of the certificate, without passphrase. */
  key: string;
  /** Whether a client has to show a certificate; `optional`: one that does must show a valid one. */
  clientCertificates: 'none' | 'optional' | 'required';
  /** Certificates of the authorities that sign those of clients. */
  clientCa?: string;
  /**
   * Names that a client's certificate may be for (RFC 5425 5.2): DNS names, `*.example.org`, or addresses. Without
   * names and fingerprints every certificate of the authorities is taken.
   */
  clientNames: readonly string[];
  /** Fingerprints of certificates (RFC 5425 4.2.2), such as `sha-256:AB:12:...`; they need no authority. */
  clientFingerprints: readonly string[];
}
