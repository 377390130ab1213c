import type { Event } from '../../contract/event.js';

/** Security events whose user is the account that was logged on, locked out or authenticated: Target fields. */
const targetFirst = new Set(
  '4624 4625 4634 4647 4740 4767 4768 4769 4770 4771 4772 4773 4776 4777 4778 4779 4800 4801 4802 4803 4964'.split(
    ' ',
  ),
);

/** Pairs of name and domain; AccountName with Domain is what NXLog adds for the System section's user. */
const subject = [
  ['SubjectUserName', 'SubjectDomainName'],
  ['TargetUserName', 'TargetDomainName'],
] as const;
const target = [subject[1], ['AccountName', 'AccountDomain'], subject[0]] as const;
const others = [
  ['User', ''],
  ['SourceUser', ''],
  ['UserName', ''],
  ['AccountName', 'Domain'],
  ['Param1', 'Param2'],
] as const;

/**
 * Sets `user.name` and `user.domain`: who acted, or, where the event is about an account's logon, that account.
 * `DOMAIN\name` and `name@domain` (4769) are split.
 */
export function userColumns(event: Event, id: string): void {
  const security = event['event.dataset'] === 'windows.security';
  const pairs = security && targetFirst.has(id) ? target : subject;
  for (const [name, domain] of pairs) if (setUser(event, name, domain)) return;
  for (const [name, domain] of others) {
    if (name === 'Param1' && id !== '1149') continue;
    if (setUser(event, name, domain)) return;
  }
}

function setUser(event: Event, nameField: string, domainField: string): boolean {
  const value = event.fields[nameField];
  if (typeof value !== 'string' || value === '' || value === '-') return false;
  const domain = event.fields[domainField];
  const backslash = value.indexOf('\\');
  if (backslash > 0) {
    event['user.name'] = value.slice(backslash + 1);
    event['user.domain'] = value.slice(0, backslash);
    return true;
  }
  const at = value.indexOf('@');
  event['user.name'] = at > 0 ? value.slice(0, at) : value;
  if (typeof domain === 'string' && domain !== '' && domain !== '-') event['user.domain'] = domain;
  else if (at > 0) event['user.domain'] = value.slice(at + 1);
  return true;
}
