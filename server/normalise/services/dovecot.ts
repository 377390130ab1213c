import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair, setUser } from '../device/columns.js';

const service =
  /^(?<service>imap|pop3|managesieve|submission|lmtp)(?:-login)?(?:\([^)]{0,300}\)(?:<[^>]{0,60}>){0,2})?: /;
const failed =
  /auth failed|Aborted login|unknown user|Password mismatch|too many invalid|no auth attempts in/i;

/**
 * Reads a message of Dovecot: `imap-login: Login: user=<anna>, method=PLAIN, rip=..., lip=..., TLS`, `pop3-login:
 * Disconnected: ... (auth failed, 3 attempts in 12 secs): user=<anna>, ...`, `auth: passwd-file(anna,192.0.2.1):
 * Password mismatch`.
 */
export function dovecot(event: Event, text: string): void {
  setDataset(event, 'dovecot', 'log');
  const worker =
    /^auth(?:-worker\(\d{1,10}\))?: (?:conn [^:]{0,100}: )?(?:auth\()?[\w-]{2,30}\((?<user>[^,()]{1,128}),(?<ip>[\da-fA-F.:]{2,45})/.exec(
      text,
    );
  if (worker?.groups !== undefined) {
    setUser(event, worker.groups['user']);
    setEnd(event, 'source', worker.groups['ip']);
    if (failed.test(text)) setKind(event, 'login', false);
    return;
  }
  const name = service.exec(text)?.groups?.['service'];
  if (name !== undefined) setPair(event, 'service', name);
  details(event, text);
  if (text.includes('-login: Login: ')) setKind(event, 'login', true);
  else if (text.includes('-login: ') && failed.test(text) && !text.includes('no auth attempts')) {
    setKind(event, 'login', false);
    const attempts = /\bauth failed, (\d{1,6}) attempts/.exec(text);
    if (attempts !== null) event.fields['repeated'] = Number(attempts[1]);
  }
}

/** `user=<anna>, method=PLAIN, rip=203.0.113.5, lip=10.1.2.3, TLS, session=<...>`, in any order. */
function details(event: Event, text: string): void {
  for (const [, key, value] of text.matchAll(
    /\b(user|method|rip|lip|rport|lport|session|mpid)=<?([^\s,<>]{1,320})>?/g,
  )) {
    setPair(event, key!, value!);
  }
  const { user, rip, rport, lip, lport } = event.fields as Record<string, string | undefined>;
  setUser(event, user);
  setEnd(event, 'source', rip, rport);
  setEnd(event, 'destination', lip, lport);
}
