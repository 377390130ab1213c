import { cityFolder } from '../helpers/city.js';
import { startServer } from '../helpers/server.js';

export interface Target {
  url: string;
  adminPassword: string;
  syslogPort: number;
}

type Scope = Parameters<typeof startServer>[0] & {
  passing?: () => boolean;
  comment?: (text: string) => void;
};
const shownOutput = 4_000;

/**
 * @param t a test; when it fails, what the server printed last is shown
 * @param options.city it holds the demo city as tenant `demo`
 * @returns a server that the test starts for itself; or, when E2E_URL, E2E_PASSWORD and
 * E2E_SYSLOG_PORT are set, one that runs already
 */
export async function openTarget(t: Scope, options: { city?: boolean } = {}): Promise<Target> {
  const { E2E_URL: url, E2E_PASSWORD: adminPassword, E2E_SYSLOG_PORT: syslogPort } = process.env;
  if (url !== undefined && adminPassword !== undefined) {
    return { url, adminPassword, syslogPort: Number(syslogPort ?? 5514) };
  }
  const server = await startServer(t, options.city ? { dataDir: await cityFolder() } : {});
  t.teardown(() => {
    if (t.passing?.() === false) t.comment?.(server.output().slice(-shownOutput));
  });
  return server;
}
