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

t.test('every modal verb in capitals makes a demand; what has none belongs to the one before', async (t) => {
  const text = [
    'Hinweis vorab. Es DÜRFEN NUR Befugte eintreten. Dies SOLLTE geplant und MUSS kontrolliert werden.',
    'Es KANN genügen. Man muss nicht. DER MUSSKATELLER zählt nicht. Punkte SOLLTEN sein:',
    'erstens,',
    'zweitens.',
  ];
  t.same(subRequirements('X.1.A1', text), [
    { id: 'X.1.A1.1', modal: 'MUSS', text: 'Hinweis vorab. Es DÜRFEN NUR Befugte eintreten.' },
    { id: 'X.1.A1.2', modal: 'SOLLTE', text: 'Dies SOLLTE geplant' },
    { id: 'X.1.A1.3', modal: 'MUSS', text: 'und MUSS kontrolliert werden.' },
    {
      id: 'X.1.A1.4',
      modal: 'KANN',
      text: 'Es KANN genügen. Man muss nicht. DER MUSSKATELLER zählt nicht.',
    },
    { id: 'X.1.A1.5', modal: 'SOLLTE', text: 'Punkte SOLLTEN sein: erstens, zweitens.' },
  ]);
});

t.test('negations', async (t) => {
  const modals = (text: string) => subRequirements('X.1.A1', [text]).map(({ modal }) => modal);
  t.same(modals('Es DARF NICHT sein. Sie DÜRFEN KEINE haben. Es DARF in dem Raum NICHT sein.'), [
    'DARF NICHT',
    'DARF NICHT',
    'DARF NICHT',
  ]);
  t.same(modals('Es DÜRFEN NUR Befugte eintreten.'), ['MUSS']);
  t.same(modals('Es SOLLTE NICHT sein. SOLLTEN KEINE sein. Es SOLLTE sein und nicht so.'), [
    'SOLLTE NICHT',
    'SOLLTE NICHT',
    'SOLLTE',
  ]);
  t.same(modals('z/OS SOLLTE laufen. z/OS SOLLTE enden; es MUSS ruhen.'), ['SOLLTE', 'SOLLTE', 'MUSS']);
});
