import type { Socket } from 'node:net';
import { parseProxyHeader } from './proxy-protocol.js';

/**
 * Takes the PROXY header off a new connection; the bytes behind it stay to be read. The socket is paused afterwards.
 * @param timeoutMs time for the header, milliseconds
 * @returns the address that the proxy names, or undefined when it speaks for itself
 * @throws Error with the reason when there is no such header in time
 */
export function readProxyHeader(socket: Socket, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => finish(() => reject(new Error('no PROXY header in time'))), timeoutMs);
    const onClose = (): void => finish(() => reject(new Error('closed before the PROXY header')));
    const onData = (chunk: Buffer): void => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const header = parseProxyHeader(bytes);
      if (header.kind === 'incomplete') return;
      finish(() => {
        if (header.kind === 'invalid') reject(new Error(header.reason));
        else {
          if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length));
          resolve(header.source);
        }
      });
    };
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose);
      socket.pause();
      settle();
    };
    socket.on('data', onData).once('close', onClose).resume();
  });
}
