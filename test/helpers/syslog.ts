import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * Sends lines over one TCP connection (newline framing, RFC 6587 3.4.2) and waits until the last is handed over.
 */
export async function sendTcp(port: number, lines: Iterable<string>): Promise<void> {
  const socket = await openTcp(port);
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < 32_768) continue;
    await write(socket, chunk);
    chunk = '';
  }
  await write(socket, chunk);
  socket.end();
  await once(socket, 'close');
}

/** @returns a connection to a syslog receiver on this machine */
export async function openTcp(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Writes and waits while the receiver is behind. */
export async function write(socket: Socket, text: string): Promise<void> {
  if (!socket.write(text)) await once(socket, 'drain');
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3164 time stamp in UTC. */
export function stamp3164(time: Date): string {
  const day = String(time.getUTCDate()).padStart(2, ' ');
  return `${months[time.getUTCMonth()]} ${day} ${time.toISOString().slice(11, 19)}`;
}
