import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Pair } from '../collectors/syslog/certificates.js';

/** A message that the server took. */
export interface Received {
  to: string[];
  user: string | undefined;
  secure: boolean;
  raw: string;
}

const smtpError = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode });

/** A real mail server with one user, `grundwacht` / `Postgeheimnis 7`. */
export class MailServer {
  readonly received: Received[] = [];
  /** What the next messages are answered with; then they are taken. */
  readonly refusals: { code: number; message: string }[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      ...options,
      logger: false,
      onAuth: ({ username, password }, _session, callback) => {
        const known = username === 'grundwacht' && password === 'Postgeheimnis 7';
        if (known) callback(null, { user: username });
        else callback(smtpError(535, '5.7.8 authentication failed'));
      },
      onRcptTo: ({ address }, _session, callback) =>
        address.startsWith('nobody@') ? callback(smtpError(550, '5.1.1 no such user')) : callback(),
      onData: (stream, session, callback) => {
        void text(stream).then((raw) => {
          const refusal = this.refusals.shift();
          if (refusal) return callback(smtpError(refusal.code, refusal.message));
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.received.push({ to, user: session.user, secure: session.secure, raw });
          callback();
        });
      },
    });
    this.#server.on('error', () => undefined);
  }

  /** @param pair certificate and key; without one the server speaks in the clear and asks for no user */
  static async start(
    t: { teardown(work: () => Promise<void>): unknown },
    pair?: Pair,
    more: SMTPServerOptions = {},
  ): Promise<MailServer> {
    const tls = pair
      ? { cert: await readFile(pair.certificate), key: await readFile(pair.key) }
      : { disabledCommands: ['STARTTLS', 'AUTH'] };
    const server = new MailServer({ ...tls, closeTimeout: 100, ...more });
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server.server, 'listening');
    t.teardown(() => new Promise((resolve) => server.#server.close(() => resolve())));
    return server;
  }

  get port(): number {
    return ((this.#server.server as Server).address() as AddressInfo).port;
  }
}

/** @returns headers of a raw message by lower-case name, unfolded, and its body */
export function parseMail(raw: string): { headers: Map<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body: raw.slice(end + 4) };
}
