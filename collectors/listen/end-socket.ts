import type { Socket } from 'node:net';

const graceMs = 5000;

/** Ends a connection; a peer that does not end its side too is cut off after five seconds. */
export function endSocket(socket: Socket): void {
  if (socket.destroyed) return;
  socket.end();
  const timer = setTimeout(() => socket.destroy(), graceMs);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
