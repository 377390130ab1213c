import { startServer } from '../helpers/server.js';

export interface Target {
  url: string;
  adminPassword: string;
  syslogPort: number;
}

type Teardown = Parameters<typeof startServer>[0];

/**
 * @returns a server that the test starts for itself; or, when GRUNDWACHT_URL, GRUNDWACHT_PASSWORD and
 * GRUNDWACHT_SYSLOG are set, one that runs already
 */
export async function openTarget(t: Teardown): Promise<Target> {
  const {
    GRUNDWACHT_URL: url,
    GRUNDWACHT_PASSWORD: adminPassword,
    GRUNDWACHT_SYSLOG: syslogPort,
  } = process.env;
  if (url === undefined || adminPassword === undefined) return startServer(t);
  return { url, adminPassword, syslogPort: Number(syslogPort ?? 5514) };
}
