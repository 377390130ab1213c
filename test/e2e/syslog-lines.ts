import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';

const logger = '/usr/bin/logger';

/** Why lines cannot be sent here; false when they can. */
export const noLogger = existsSync(logger) ? false : `${logger} is absent: install Debian's package bsdutils`;

/** Rule that {@link sendSudoRefusal} makes true; its entity is the user. */
export const sudoRule = {
  id: 'd2228ca5-c3c2-4a4a-bc27-71ab45eab06c',
  de: 'Konto ohne sudo-Recht hat sudo versucht',
  en: 'Account without sudo rights tried to use sudo',
};

/** Sends, with util-linux' logger over UDP, what sudo writes when an account has no right to use it. */
export function sendSudoRefusal(port: number, user: string): void {
  const message = `${user} : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/${user} ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow`;
  send(port, 'sudo', 'authpriv.alert', message);
}

/** Sends one line as a program of the local host would. */
export function send(port: number, tag: string, priority: string, message: string): void {
  const address = ['--server', '127.0.0.1', '--port', String(port), '--udp', '--rfc3164'];
  execFileSync(logger, [...address, '--tag', tag, '--priority', priority, message]);
}

/** Sends a record as it is, in a datagram. */
export async function sendRaw(port: number, record: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((sent, failed) =>
    socket.send(record, port, '127.0.0.1', (error) => (error ? failed(error) : sent())),
  );
  socket.close();
}
