import t from 'tap';
import { eventually, TestClient } from '../helpers/client.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { sendTcp, stamp3164 } from '../helpers/syslog.js';

/** The rule wants ten failed logins of one address within five minutes. */
const before = 6;
const after = 4;
const address = '198.51.100.77';

async function sendFailures(server: TestServer, count: number, from: number): Promise<void> {
  const time = stamp3164(new Date());
  const lines = Array.from(
    { length: count },
    (_, n) =>
      `<38>${time} srv01 sshd[${from + n}]: Failed password for root from ${address} port ${50_000 + from + n} ssh2`,
  );
  await sendTcp(server.syslogPort, lines);
}

const bruteForce = async (client: TestClient) =>
  (await client.alerts()).items.filter(({ entity }) => entity.value.includes(address));

for (const [name, end] of [
  ['kill -9', (server: TestServer) => server.kill()],
  ['an orderly stop', (server: TestServer) => server.stop()],
] as const) {
  t.test(`an open correlation window survives ${name}`, async (t) => {
    const env = { GRUNDWACHT_ZONE: 'UTC' };
    const server = await startServer(t, { env });
    const client = await TestClient.login(server);
    await sendFailures(server, before, 0);
    await eventually('the first failures', async () => {
      const found = await client.allEvents(`filter=source.ip:${address}`);
      return found.length === before;
    });
    t.same(await bruteForce(client), [], 'not enough yet');
    await end(server);

    const ports = { http: server.httpPort, syslog: server.syslogPort };
    const again = await startServer(t, { dataDir: server.dataDir, ports, env });
    const returned = await TestClient.login(again);
    await sendFailures(again, after, before);
    const [alert] = await eventually('the alert', async () => {
      const alerts = await bruteForce(returned);
      return alerts.length > 0 && alerts;
    });
    t.equal(alert!.count, 1);
    await again.stop();
  });
}
