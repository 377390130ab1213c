import fc from 'fast-check';
import t from 'tap';
import type { Event, FieldValue } from '../../server/contract/event.js';
import { isSealed } from '../../server/contract/sealed-record.js';
import { Pseudonymiser, recordContext } from '../../server/pseudonym/pseudonymiser.js';
import { halfOf, unseal } from '../../server/pseudonym/seal.js';
import { active, approver, eventOf, received, requester } from './setup.js';

const replaced = (values: Partial<Event>, settings = {}): Event => {
  const event = eventOf(values);
  new Pseudonymiser(active(settings)).replace(event);
  return event;
};
const ofMessage = (message: string, fields: Record<string, FieldValue> = {}): string =>
  replaced({ message, fields }).message!;

t.test('a person has one pseudonym in each spelling of the account', async (t) => {
  const { fields, ...event } = replaced({
    'user.name': 'Anna.Weber',
    message: 'Anna Weber (STADT\\anna.weber, anna.weber@stadt.example) logged on',
    'process.command_line': '"C:\\Users\\anna.weber\\run.exe" --home=/home/anna.weber/x',
    fields: {
      TargetUserName: 'anna.weber',
      User: 'STADT\\Anna.Weber',
      UserPrincipalName: 'ANNA.WEBER@stadt.example',
      MemberName: 'CN=anna.weber,OU=Amt 1,DC=stadt,DC=example',
      list: ['x', ['by anna.weber']],
      'groups.anna.weber': 'member',
    },
  });
  const pseudonym = event['user.name']!;
  t.match(pseudonym, /^user-[0-9a-hjkmnp-tv-z]{13}$/);
  t.equal(fields['TargetUserName'], pseudonym);
  t.equal(fields['User'], `STADT\\${pseudonym}`);
  t.equal(fields['UserPrincipalName'], `${pseudonym}@stadt.example`);
  t.equal(fields['MemberName'], `CN=${pseudonym},OU=Amt 1,DC=stadt,DC=example`);
  t.same(fields['list'], ['x', [`by ${pseudonym}`]]);
  t.equal(fields[`groups.${pseudonym}`], 'member');
  t.equal(event.message, `${pseudonym} (STADT\\${pseudonym}, ${pseudonym}@stadt.example) logged on`);
  t.equal(event['process.command_line'], `"C:\\Users\\${pseudonym}\\run.exe" --home=/home/${pseudonym}/x`);
});

t.test('machines, services and accounts that every system has stay as they are', async (t) => {
  for (const name of [
    'SYSTEM',
    'root',
    'DC01$',
    'svc-backup',
    'ADM_weber',
    'Administrator',
    'krbtgt',
    '-',
    '33',
  ]) {
    t.equal(replaced({ 'user.name': name })['user.name'], name, name);
  }
  const kept =
    'NT AUTHORITY\\SYSTEM S-1-5-18 S-1-5-21-1-2-3-500 srv01.stadt.example 192.0.2.7 root@srv01.example';
  t.equal(ofMessage(kept), kept);
});

t.test(
  'security identifiers, mail addresses, workstations and client addresses are found in texts',
  async (t) => {
    t.match(ofMessage('of S-1-5-21-11-22-33-1105 now'), /^of sid-[0-9a-z]{13} now$/);
    t.match(ofMessage('<a.b+c@x-y.example>, ok'), /^<mail-[0-9a-z]{13}@pseudonym\.invalid>, ok$/);
    t.match(
      ofMessage('on pc-0815.stadt.example, NB1234'),
      /^on ws-[0-9a-z]{13}\.stadt\.example, ws-[0-9a-z]{13}$/,
    );
    t.match(ofMessage('from 10.20.3.4 to 10.21.3.4'), /^from fd[0-9a-f:]+ to 10\.21\.3\.4$/);
    t.match(ofMessage('from 10.20.3.4:515'), /^from \[fd[0-9a-f:]+\]:515$/);
    t.match(ofMessage('from 2001:db8:20::7, 2001:db8:21::7'), /^from fd[0-9a-f:]+, 2001:db8:21::7$/);
    t.equal(ofMessage('version 1.10.20.3.4'), 'version 1.10.20.3.4');
    t.match(ofMessage('X: acct="anna" res=1'), /^X: acct="user-[0-9a-z]{13}" res=1$/);
    const event = replaced({ 'source.ip': '10.20.3.4', 'host.name': 'PC-1', 'log.source': '10.20.3.4' });
    t.equal(event['log.source'], event['source.ip']);
    t.match(event['host.name'], /^ws-/);
  },
);

t.test('a name seen in one event is found in the text of a later one', async (t) => {
  const pseudonymiser = new Pseudonymiser(active());
  const first = eventOf({ 'user.name': 'bernd' });
  pseudonymiser.replace(first);
  const second = eventOf({
    message: 'password of Bernd expires; Berndt stays',
    fields: { note: 'ask bernd' },
  });
  pseudonymiser.replace(second);
  t.equal(second.message, `password of ${first['user.name']} expires; Berndt stays`);
  t.equal(second.fields['note'], `ask ${first['user.name']}`);
  t.equal(pseudonymiser.takeNew().length, 1);
});

t.test('however many accounts begin alike, a text is asked once for each length', async (t) => {
  const pseudonymiser = new Pseudonymiser(active());
  for (let n = 0; n < 15_000; n++) pseudonymiser.replace(eventOf({ 'user.name': `spray.${n}` }));
  const event = eventOf({ message: 'spray spray.14999 spray.x '.repeat(2000) });
  pseudonymiser.replace(event);
  t.match(event.message, /^spray user-[0-9a-z]{13} spray.x spray user-/);
});

t.test('the period of the receipt decides the key', async (t) => {
  const october = replaced({ 'user.name': 'anna', 'event.ingested': Date.UTC(2026, 9, 31, 23, 59) });
  const november = replaced({ 'user.name': 'anna' });
  const before = replaced({ 'user.name': 'anna', 'event.ingested': Date.UTC(2025, 1, 1) });
  t.not(october['user.name'], november['user.name']);
  t.equal(before['user.name'], october['user.name']);
});

t.test('the original is sealed and takes both sides to be opened', async (t) => {
  const event = replaced({ 'event.original': Buffer.from('anna was here') });
  const sealed = event['event.original'];
  t.ok(isSealed(sealed));
  const halves = {
    requester: halfOf(sealed, requester.privateKey),
    approver: halfOf(sealed, approver.privateKey),
  };
  const context = recordContext('city', event.id);
  t.equal(unseal(sealed, halves, context).toString(), 'anna was here');
  t.throws(() => unseal(sealed, { ...halves, approver: halves.requester }, context), {
    code: 'PASSPHRASE_WRONG',
  });
  t.throws(() => unseal(sealed, halves, recordContext('other', event.id)), { code: 'PASSPHRASE_WRONG' });
});

t.test('what is switched off is not replaced', async (t) => {
  const settings = { users: false, sids: false, mails: false, workstations: [], client_networks: [] };
  const text = 'anna a@b.example S-1-5-21-1-2-3-1105 PC-1 10.20.1.1 C:\\Users\\anna\\x';
  const event = replaced({ 'user.name': 'anna', message: text }, settings);
  t.equal(event['user.name'], 'anna');
  t.equal(event.message, text);
});

const letters = fc.string({ unit: fc.constantFrom(...'bcdfghkmpqrtvwzäöüß'), minLength: 5, maxLength: 9 });
/** Something that no other generated text holds by chance. */
const person = fc.record({
  user: fc.tuple(letters, fc.constantFrom('', '.', '-', '_'), letters).map((parts) => parts.join('')),
  mail: fc.tuple(letters, letters).map(([a, b]) => `${a}.q@${b.replaceAll(/[^a-z]/g, 'x')}.example`),
  rid: fc.integer({ min: 1000, max: 99_999 }),
  host: fc.integer({ min: 1, max: 9999 }).map((n) => `PC-${n}qx`),
  last: fc.integer({ min: 1, max: 254 }),
});
const around = fc.constantFrom(
  ' ',
  '"',
  "'",
  '(',
  ')',
  '<',
  '>',
  ',',
  ';',
  '=',
  '/',
  '\\',
  '\t',
  '\n',
  '|',
  '[',
  ']',
  ': ',
);
const spelling = fc.constantFrom<(user: string) => string>(
  (user) => user,
  (user) => user.toUpperCase(),
  (user) => `STADT\\${user}`,
  (user) => `${user}@stadt.example`,
  (user) => `C:\\Users\\${user}\\AppData`,
  (user) => `/home/${user}/.ssh`,
);

t.test('planted identities survive in no field, no text and no name of a field', async () => {
  const pseudonymiser = new Pseudonymiser(active());
  fc.assert(
    fc.property(
      person,
      fc.array(fc.tuple(around, spelling, around), { minLength: 1, maxLength: 6 }),
      (who, places) => {
        const sid = `S-1-5-21-123-456-789-${who.rid}`;
        const address = `10.20.9.${who.last}`;
        const text = places
          .map(([left, spell, right]) =>
            [spell(who.user), who.mail, sid, who.host, address]
              .map((value) => `${left}${value}${right}`)
              .join('~'),
          )
          .join('~');
        const event = eventOf({
          'user.name': who.user,
          'host.name': `${who.host}.stadt.example`,
          'source.ip': address,
          'process.executable': `C:\\Users\\${who.user}\\x.exe`,
          'process.command_line': text,
          message: text,
          'error.message': text,
          fields: { TargetUserName: `STADT\\${who.user}`, other: text, [`of ${who.user}`]: [text, [text]] },
        });
        pseudonymiser.replace(event);
        const stored = JSON.stringify({ ...event, 'event.original': '' }).toLowerCase();
        for (const value of [who.user, who.mail, sid, who.host, address]) {
          const clear = JSON.stringify(value.toLowerCase()).slice(1, -1);
          const at = stored.indexOf(clear);
          // 10.20.9.1 is no part of 10.20.9.12.
          if (at >= 0 && !/[\p{L}\p{N}]/u.test(stored[at + clear.length] ?? '')) {
            throw new Error(`${value} survived in ${stored}`);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

t.test('the time for a text grows with its length alone', async (t) => {
  const pseudonymiser = new Pseudonymiser(active());
  for (const part of ['@', 'a@', 'user=', '/home/', 'S-1-5-21-', '10.20.', 'pc-', '::', 'a.', 'users\\']) {
    const event = eventOf({ message: part.repeat(20_000), 'event.ingested': received });
    pseudonymiser.replace(event);
    t.type(event.message, 'string', part);
  }
});
