import type { Config } from '../config/config.js';
import { localUrl } from '../local-url.js';
import { callLocal, rememberCertificate } from './local-call.js';

/** @returns its URL when a server with this configuration answers */
export async function runningServer(config: Config): Promise<string | undefined> {
  const url = localUrl(config.http, config.http.port);
  try {
    const asked = { url: `${url}/api/v1/health`, method: 'GET', timeoutMs: 2000 };
    const { status } = await callLocal(asked, false);
    if (status !== 200) return undefined;
    rememberCertificate(url, config);
    return url;
  } catch {
    return undefined;
  }
}
