/**
 * @param host address that the server listens on
 * @returns URL at which it is reached from this machine
 */
export function localUrl(host: string, port: number): string {
  const address = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
