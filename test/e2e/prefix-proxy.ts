import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Teardown } from '../helpers/postgres.js';

export interface PrefixProxy {
  /** Of the dashboard behind the proxy, with a slash at its end. */
  url: string;
  /** Ends the live connections and lets none pass until it is told again. */
  setLive(passes: boolean): void;
}

/**
 * A reverse proxy that shows the server below a path, as administrations do.
 * @param target of the server
 * @param prefix such as `/grundwacht/`
 */
export async function startPrefixProxy(t: Teardown, target: string, prefix: string): Promise<PrefixProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let live = true;
  const onward = ({ method, headers, url = '' }: IncomingMessage) =>
    request({ hostname, port, method, headers, path: `/${url.slice(prefix.length)}` });
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith(prefix)) {
      outgoing.writeHead(404).end();
      return;
    }
    const passed = onward(incoming);
    passed.on('response', (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!live || !incoming.url?.startsWith(prefix)) {
      socket.destroy();
      return;
    }
    const passed = onward(incoming);
    passed.on('error', () => socket.destroy());
    passed.on('response', () => socket.destroy());
    passed.on('upgrade', (reply, behind: Socket, rest) => {
      const lines = Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      behind.on('error', () => socket.destroy());
      behind.on('close', () => socket.destroy());
      socket.on('close', () => behind.destroy());
      behind.write(head);
      socket.write(rest);
      behind.pipe(socket).pipe(behind);
    });
    passed.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    setLive(passes) {
      live = passes;
      if (!passes) for (const socket of sockets) socket.destroy();
    },
  };
}
