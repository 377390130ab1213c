import type { Config } from '../config/config.js';
import { localUrl } from '../local-url.js';

/** @returns its URL when a server with this configuration answers */
export async function runningServer(config: Config): Promise<string | undefined> {
  const url = localUrl(config.http, config.http.port);
  try {
    const reply = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(2000) });
    return reply.ok ? url : undefined;
  } catch {
    return undefined;
  }
}
