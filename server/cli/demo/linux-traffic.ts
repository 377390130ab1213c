import type { Envelope } from '../../contract/envelope.js';
import { type Host, linuxAdministrators, linuxServers } from './city.js';
import type { Random } from './random.js';
import { type SyslogMessage, syslogRecord } from './records.js';

const authpriv = 10;
const cron = 9;
const daemon = 3;
const mail = 2;
const info = 6;

type Maker = (random: Random) => SyslogMessage | SyslogMessage[];

const administratorAddress = (random: Random): string => `10.20.32.${random.int(10, 40)}`;
const pid = (random: Random): number => random.int(900, 60_000);

const units = [
  'apt-daily.service',
  'logrotate.service',
  'man-db.service',
  'fstrim.service',
  'e2scrub_all.service',
];
const jobs = [
  '/usr/local/bin/backup-check',
  '/usr/bin/certbot -q renew',
  '/usr/local/bin/dms-export',
  'command -v debian-sa1 > /dev/null && debian-sa1 1 1',
];
const commands = [
  '/usr/bin/systemctl status apache2',
  '/usr/bin/journalctl -u postfix -n 50',
  '/usr/bin/apt-get update',
  '/usr/bin/systemctl reload apache2',
];

/** What Linux servers report on an ordinary day. */
const makers: readonly (readonly [number, Maker])[] = [
  [26, cronJob],
  [22, systemdUnit],
  [14, sshSession],
  [9, sudoCommand],
  [16, mailDelivery],
  [3, mistypedPassword],
  [10, timeSync],
];

/** @returns the records of one ordinary happening on a Linux server at that time */
export function linuxRecords(time: number, random: Random): Envelope[] {
  const host: Host = random.pick(linuxServers);
  const messages = random.weighted(makers)(random);
  return (Array.isArray(messages) ? messages : [messages]).map((message, at) =>
    syslogRecord(time + at * 3, host, message),
  );
}

function cronJob(random: Random): SyslogMessage {
  const user = random.pick(['root', 'root', 'www-data', 'backup']);
  return message(cron, info, 'CRON', pid(random), `(${user}) CMD (${random.pick(jobs)})`);
}

function systemdUnit(random: Random): SyslogMessage[] {
  const unit = random.pick(units);
  return [
    message(daemon, info, 'systemd', 1, `Starting ${unit}...`),
    message(daemon, info, 'systemd', 1, `${unit}: Deactivated successfully.`),
  ];
}

function sshSession(random: Random): SyslogMessage[] {
  const user = random.pick(linuxAdministrators);
  const id = pid(random);
  const from = `${administratorAddress(random)} port ${random.int(40_000, 61_000)}`;
  const key = `ED25519 SHA256:${random.hex(43)}`;
  return [
    message(authpriv, info, 'sshd', id, `Accepted publickey for ${user} from ${from} ssh2: ${key}`),
    message(
      authpriv,
      info,
      'sshd',
      id,
      `pam_unix(sshd:session): session opened for user ${user}(uid=1001) by (uid=0)`,
    ),
  ];
}

function sudoCommand(random: Random): SyslogMessage {
  const user = random.pick(linuxAdministrators);
  const text = `${user} : TTY=pts/0 ; PWD=/home/${user} ; USER=root ; COMMAND=${random.pick(commands)}`;
  return message(authpriv, 5, 'sudo', pid(random), text);
}

function mailDelivery(random: Random): SyslogMessage {
  const text = `${random.hex(10).toUpperCase()}: to=<post@auenbrueck.example>, relay=10.20.0.36[10.20.0.36]:25, delay=0.${random.int(10, 99)}, dsn=2.0.0, status=sent (250 2.6.0 Queued mail for delivery)`;
  return message(mail, info, 'postfix/smtp', pid(random), text);
}

function mistypedPassword(random: Random): SyslogMessage {
  const user = random.pick(linuxAdministrators);
  const from = `${administratorAddress(random)} port ${random.int(40_000, 61_000)}`;
  return message(authpriv, info, 'sshd', pid(random), `Failed password for ${user} from ${from} ssh2`);
}

function timeSync(random: Random): SyslogMessage {
  return message(
    daemon,
    info,
    'chronyd',
    611,
    `Selected source 10.20.0.${random.int(10, 11)} (ntp.auenbrueck.example)`,
  );
}

function message(
  facility: number,
  severity: number,
  program: string,
  id: number,
  text: string,
): SyslogMessage {
  return { facility, severity, program, pid: id, text };
}
