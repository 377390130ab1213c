import t from 'tap';
import { sentences, subRequirements } from '../../../server/isms/catalog/sub-requirement.js';

t.test('abbreviations, numbers and brackets end no sentence', async (t) => {
  t.same(sentences('Das gilt z. B. Servern. Auch bzw. Clients! Was tun? (Siehe Anhang.) Ende'), [
    'Das gilt z. B. Servern.',
    'Auch bzw. Clients!',
    'Was tun?',
    '(Siehe Anhang.)',
    'Ende',
  ]);
  t.same(sentences('Am 3. Oktober SOLLTE geprüft werden.'), ['Am 3. Oktober SOLLTE geprüft werden.']);
  t.same(sentences('  '), []);
});

t.test('every sentence with a modal verb in capitals counts, the strongest verb names it', async (t) => {
  const text = [
    'Hinweis vorab. Es DÜRFEN NUR Befugte eintreten. Dies SOLLTE geplant und MUSS kontrolliert werden.',
    'Es KANN genügen. Man muss nicht. DER MUSSKATELLER zählt nicht. Punkte SOLLTEN sein:',
    'erstens,',
    'zweitens.',
  ];
  t.same(subRequirements('X.1.A1', text), [
    { id: 'X.1.A1.1', modal: 'MUSS', text: 'Hinweis vorab. Es DÜRFEN NUR Befugte eintreten.' },
    { id: 'X.1.A1.2', modal: 'MUSS', text: 'Dies SOLLTE geplant und MUSS kontrolliert werden.' },
    {
      id: 'X.1.A1.3',
      modal: 'KANN',
      text: 'Es KANN genügen. Man muss nicht. DER MUSSKATELLER zählt nicht.',
    },
    { id: 'X.1.A1.4', modal: 'SOLLTE', text: 'Punkte SOLLTEN sein: erstens, zweitens.' },
  ]);
});
