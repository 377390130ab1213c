import t from 'tap';
import { splitPaths } from '../../server/cli/detect-arguments.js';

const isFolder = (path: string) => path.endsWith('/');
const split = (rules: string[], recordings: string[] = []) => splitPaths(rules, recordings, isFolder);

t.test('recordings behind --rules are told from rules', async (t) => {
  t.same(split(['a.yml', 'b/', 'events.json', 'x.evtx']), {
    rules: ['a.yml', 'b/'],
    recordings: ['events.json', 'x.evtx'],
  });
  t.same(split(['sigma.zip', 'auth.log']), { rules: ['sigma.zip'], recordings: ['auth.log'] });
});

t.test('what is plain stays as it is', async (t) => {
  t.same(split(['a.yml', 'b/'], ['events.json']), { rules: ['a.yml', 'b/'], recordings: ['events.json'] });
  t.same(split(['a.zip', 'b.zip'], ['c.zip']), { rules: ['a.zip', 'b.zip'], recordings: ['c.zip'] });
  t.same(split(['a.yml']), { rules: ['a.yml'], recordings: [] });
});

t.test('of folders and archives alone, the last is the recording', async (t) => {
  t.same(split(['rules/', 'evidence/']), { rules: ['rules/'], recordings: ['evidence/'] });
  t.same(split(['sigma.zip', 'logs.zip']), { rules: ['sigma.zip'], recordings: ['logs.zip'] });
  t.same(split(['logs/', 'a.yml']), { rules: ['logs/', 'a.yml'], recordings: [] });
});
