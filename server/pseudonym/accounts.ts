import { detached, folded } from './characters.js';
import { NamePatterns } from './pattern.js';

/** Accounts that every system has and that are no persons: rules ask for them by name. */
const wellKnown = [
  ...['system', 'local service', 'network service', 'anonymous logon', 'anonymous', 'everyone', 'self'],
  ...[
    'lokaler dienst',
    'netzwerkdienst',
    'jeder',
    'trustedinstaller',
    'iusr',
    'iis apppool*',
    'dwm-*',
    'umfd-*',
  ],
  ...[
    'administrator',
    'admin',
    'guest',
    'gast',
    'krbtgt',
    'krbtgt_*',
    'defaultaccount',
    'wdagutilityaccount',
  ],
  ...[
    'root',
    'toor',
    'daemon',
    'bin',
    'sys',
    'sync',
    'mail',
    'news',
    'uucp',
    'proxy',
    'backup',
    'nobody',
    'nogroup',
  ],
  ...[
    'www-data',
    'apache',
    'nginx',
    'http',
    'postgres',
    'mysql',
    'mariadb',
    'redis',
    'sshd',
    'ntp',
    'chrony',
    'bind',
  ],
  ...[
    'named',
    'postfix',
    'dovecot',
    'syslog',
    'messagebus',
    'polkitd',
    'systemd-*',
    '_*',
    'ftp',
    'git',
    'test',
  ],
  ...[
    'postmaster',
    'mailer-daemon',
    'hostmaster',
    'abuse',
    'noreply',
    'no-reply',
    'ubuntu',
    'debian',
    'user',
    'sa',
  ],
  ...['grundwacht', 'public', 'default', 'default user', 'all users', 'alle benutzer', 'oracle', 'service'],
];

/** What stands in a field of account names without being one. */
const none = new Set([
  '',
  '-',
  '--',
  '?',
  '*',
  'n/a',
  'none',
  'null',
  '(null)',
  '(unset)',
  'unset',
  'unknown',
  '(unknown)',
]);

/** The parts of an account's spelling: `DOMAIN\name`, `name@domain`, `CN=name,OU=...`. */
export interface Account {
  /** Place of the name in the text. */
  from: number;
  to: number;
  /** As it is written. */
  name: string;
}

/** @returns where the name of the account stands in the value of a field */
export function accountIn(value: string): Account | undefined {
  let from = 0;
  let to = value.length;
  if (/^cn=/i.test(value)) {
    from = 3;
    const comma = unescapedComma(value, from);
    if (comma > 0) to = comma;
  } else {
    const slash = value.lastIndexOf('\\');
    if (slash >= 0) from = slash + 1;
    const at = value.indexOf('@', from);
    if (at > from) to = at;
  }
  while (from < to && value.charCodeAt(from) <= 32) from++;
  while (to > from && value.charCodeAt(to - 1) <= 32) to--;
  return from === to ? undefined : { from, to, name: value.slice(from, to) };
}

function unescapedComma(text: string, from: number): number {
  for (let n = from; n < text.length; n++) {
    const code = text.charCodeAt(n);
    if (code === 92) n++;
    else if (code === 44) return n;
  }
  return -1;
}

/** Tells accounts of persons from others. */
export class Exemptions {
  readonly #patterns: NamePatterns;
  readonly #known = new Map<string, boolean>();

  /** @param exempt patterns of the tenant, besides the accounts that every system has */
  constructor(exempt: readonly string[]) {
    this.#patterns = new NamePatterns([...wellKnown, ...exempt]);
  }

  /** @returns whether the account stays as it is: a machine's, a service's, or no account at all */
  has(name: string): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const lower = folded(name);
    const exempt =
      none.has(lower) || lower.endsWith('$') || isSystemNumber(lower) || this.#patterns.has(lower);
    // Names come from records: bound what a stranger can make this process remember.
    if (this.#known.size >= 20_000) this.#known.clear();
    this.#known.set(detached(name), exempt);
    return exempt;
  }
}

/** User ids below 1000 are systems' own, and 4294967295 means that there is none. */
function isSystemNumber(name: string): boolean {
  if (!/^\d{1,10}$/.test(name)) return false;
  const number = Number(name);
  return number < 1000 || number === 4_294_967_295;
}

/** Names of own fields that hold an account, in lower case: the whole name or what stands behind its last dot. */
const userFields = new Set([
  ...[
    'user',
    'username',
    'user_name',
    'user-name',
    'targetusername',
    'subjectusername',
    'targetoutboundusername',
  ],
  ...[
    'accountname',
    'account_name',
    'samaccountname',
    'userprincipalname',
    'upn',
    'displayname',
    'userdisplayname',
  ],
  ...[
    'targetuser',
    'sourceuser',
    'parentuser',
    'processuser',
    'membername',
    'newtargetusername',
    'oldtargetusername',
  ],
  ...[
    'clientusername',
    'callerusername',
    'caller_user_name',
    'logonuser',
    'fullname',
    'full_name',
    'userfullinfo',
  ],
  ...[
    'acct',
    'auid',
    'uid',
    'euid',
    'suid',
    'fsuid',
    'ouid',
    'ruser',
    'suser',
    'duser',
    'srcuser',
    'dstuser',
    'logname',
  ],
  ...[
    'xauthuser',
    'unauthuser',
    'cs-username',
    'src_user_name',
    'dst_user_name',
    'login',
    'account',
    'usrname',
  ],
  ...[
    'invalid_user',
    'by_user',
    'sudo_user',
    'userid',
    'user_id',
    'fullyqualifiedsubjectusername',
    'mappedname',
  ],
  ...[
    'security_userid',
    'targetsid_name',
    'subjectaccountname',
    'owner',
    'actor',
    'principal',
    'principalemail',
  ],
]);

/** What is known of fields with one name. */
export interface FieldFacts {
  /** Whether they hold accounts. */
  account: boolean;
  /** State of the identities in which the name itself held none of them. */
  safeIn: number;
}

/** Knows by their names which own fields hold accounts. */
export class UserFields {
  readonly #further: ReadonlySet<string>;
  readonly #known = new Map<string, FieldFacts>();

  constructor(further: readonly string[]) {
    this.#further = new Set(further.map((name) => name.trim().toLowerCase()));
  }

  /** @returns what the caller may add to: the same for the same name as long as it is remembered */
  factsOf(name: string): FieldFacts {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const facts = { account: this.#holdsAccount(name.toLowerCase()), safeIn: -1 };
    if (this.#known.size >= 5000) this.#known.clear();
    this.#known.set(name, facts);
    return facts;
  }

  /** @param lower name in lower case */
  #holdsAccount(lower: string): boolean {
    const last = lower.slice(lower.lastIndexOf('.') + 1);
    // `user.name` and the like, of whatever comes before it.
    const ofUser = last === 'name' && /(^|\.)(user|actor|account|subject|principal)\.name$/.test(lower);
    return ofUser || userFields.has(last) || this.#further.has(lower) || this.#further.has(last);
  }
}
