import t from 'tap';
import { newRecoveryCodes, recoveryCodeHash } from '../../server/identity/recovery-codes.js';

t.test('ten codes of eighty bits', async (t) => {
  const codes = newRecoveryCodes();
  t.equal(new Set(codes).size, 10);
  for (const code of codes) t.match(code, /^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
});

t.test('case, blanks and dashes do not count; the account does', async (t) => {
  const hash = recoveryCodeHash('1', 'abcd-efgh-jkmn-pqrs');
  t.ok(hash.equals(recoveryCodeHash('1', ' ABCDefgh jkmn-PQRS ')));
  t.notOk(hash.equals(recoveryCodeHash('2', 'abcd-efgh-jkmn-pqrs')));
  t.notOk(hash.equals(recoveryCodeHash('1', 'abcd-efgh-jkmn-pqrt')));
});
