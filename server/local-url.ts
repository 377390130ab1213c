import type { Config } from './config/config.js';

/**
 * @param http where the server listens
 * @param port the port in use
 * @returns URL at which it is reached from this machine
 */
export function localUrl({ host, tls }: Config['http'], port: number): string {
  const address = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `${tls.certificate === '' ? 'http' : 'https'}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
