import fc from 'fast-check';
import t from 'tap';
import { characters, folded } from '../../server/pseudonym/characters.js';

t.test('a name folds alike in capitals, in small letters and character by character', async (t) => {
  for (const [one, other] of [
    ['ΣΑΣ', 'σας'],
    ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'Παπαδόπουλος'.normalize('NFD').replace(/\u0301/g, '')],
    ['JÖRG', 'jörg'],
    ['ŞAHİN', 'şahİn'],
  ] as const) {
    t.equal(folded(one), folded(other), one);
  }
  const { fold } = characters();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const each = [...Array(text.length).keys()].map((n) => String.fromCharCode(fold[text.charCodeAt(n)]!));
      return folded(text) === each.join('');
    }),
  );
});
