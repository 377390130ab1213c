import type { Config } from '../config/config.js';

/** @returns where a server with this configuration is reached from this machine */
export function localUrl(config: Config): string {
  const { host, port } = config.http;
  const address = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** @returns its URL when a server with this configuration answers */
export async function runningServer(config: Config): Promise<string | undefined> {
  const url = localUrl(config);
  try {
    const reply = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(2000) });
    return reply.ok ? url : undefined;
  } catch {
    return undefined;
  }
}
