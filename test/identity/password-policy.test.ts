import t from 'tap';
import { checkPassword, fewestBits } from '../../server/identity/password-policy.js';
import { guessBits } from '../../server/identity/password-strength.js';

t.test('what everybody takes is refused, however it is dressed up', async (t) => {
  for (const password of [
    'password12345',
    'Passwort1234!',
    'P4$$w0rt2026!!',
    'Sommer2026!!!',
    'Winter-2025-26',
    'qwertzuiop12',
    '1qay2wsx3edc4rfv',
    'asdfghjklöä123',
    '123456789012',
    'abcdefghijkl',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'Stadtverwaltung1',
    'Rathaus2026!',
    'Grundwacht2026',
    'Willkommen123!',
    'administrator1',
    'BerlinBerlin2024',
    'iloveyou1234',
    'FritzBox-2024',
    'Hallo Welt 123',
    'Muenchen089!',
    'Schalke04Schalke04',
  ]) {
    t.throws(() => checkPassword(password, 'anna'), { code: 'PASSWORD_TOO_COMMON' }, password);
  }
});

t.test('words that do not belong together and what a password manager makes are taken', async (t) => {
  for (const password of [
    'Brunnen am Marktplatz',
    'Rathaus-Turmuhr 7',
    'Musterstadt leuchtet',
    'kabel ziege oktober lampe',
    'xK9#vLq2!mZt',
    'häuschen törtchen spüle',
    'correct horse battery staple',
  ]) {
    t.doesNotThrow(() => checkPassword(password, 'anna'), password);
  }
});

t.test('length, user name and the password before', async (t) => {
  t.throws(() => checkPassword('xK9#vLq2!mZ', 'anna'), { code: 'VALIDATION', message: /12/ });
  t.throws(() => checkPassword('meine-Anna-Karenina-heißt', 'anna'), {
    code: 'VALIDATION',
    message: /user name/,
  });
  t.throws(() => checkPassword('xK9#vLq2!mZt', 'anna', 'xK9#vLq2!mZt'), { message: /differ/ });
  t.throws(
    () => checkPassword('uwe.maier2026', 'maier.uwe'),
    { code: 'PASSWORD_TOO_COMMON' },
    'parts of the name',
  );
});

t.test('a sign more adds no more than a sign, and a long one costs no time', async (t) => {
  const text = 'Sommer 2026 am Rathaus, qwertz 12345 und noch mehr';
  for (let length = 1; length < text.length; length++) {
    t.ok(guessBits(text.slice(0, length + 1)) <= guessBits(text.slice(0, length)) + 5);
  }
  t.equal(guessBits(''), 0);
  t.ok(guessBits('a1!'.repeat(333)) < fewestBits);
});
