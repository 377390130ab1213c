import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseSync, Visitor } from 'vite';
import type { Fault } from '../../server/contract/fault.js';
import { packageRoot } from '../../server/contract/package-root.js';
import {
  fileSentences,
  otherSchemaSentence,
  schemaSentences,
} from '../../server/contract/schema-sentences.js';
import { loadDashboard } from './load.js';

interface FaultTexts {
  sentences: Record<string, string>;
  fields: Record<string, string>;
  words: Record<string, string>;
}
interface Format {
  language: string;
  number(value: number): string;
  date(day: string): string;
  dateTime(instant: string): string;
}

const { faultLines } = await loadDashboard<{
  faultLines(faults: readonly Fault[], texts: FaultTexts | undefined, format: Format): object[];
}>('i18n/fault-lines.ts');

const root = packageRoot();
const german = JSON.parse(readFileSync(join(root, 'dashboard/locales/faults.de.json'), 'utf8')) as FaultTexts;

/** Parts of the server whose errors a person at the dashboard can meet. */
const folders = [
  ...['api', 'identity', 'store', 'isms', 'case', 'alert', 'report', 'evidence', 'notify', 'signal', 'scan'],
  ...['indicators', 'pseudonym', 'backtest', 'detection', 'detect', 'query'],
];
/** What only the command line, the log and machines that send records are told, in English. */
const ofOperators = [
  /^store\/(?:migrations\/|app-role|tree-verify|oscal-import|events\/sealing)/,
  /^identity\/(?:key-file|secret-box|collector-|oidc\/client)/,
  /^(?:evidence\/signer|scan\/mapping|signal\/definition|isms\/modelling\/read-rules|isms\/catalog\/committed)/,
  /^(?:isms\/report\/words-|evidence\/verify\/|detect\/(?:load|correlate\/))/,
];
const sources = folders.flatMap((folder) =>
  readdirSync(join(root, 'server', folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !ofOperators.some((form) => form.test(path))),
);

interface Node {
  type: string;
  [property: string]: unknown;
}

/** @returns the texts that an expression can come to; undefined: it is put together, so no catalogue can know it */
function texts(node: Node): string[] | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : [];
  if (node.type === 'TemplateLiteral') {
    const quasis = node['quasis'] as { value: { cooked: string } }[];
    return quasis.length === 1 ? [quasis[0]!.value.cooked] : undefined;
  }
  if (node.type === 'BinaryExpression') return undefined;
  if (node.type !== 'ConditionalExpression') return [];
  const [one, other] = [texts(node['consequent'] as Node), texts(node['alternate'] as Node)];
  return one === undefined || other === undefined ? undefined : [...one, ...other];
}

/** @returns whether a value is English words, which would stay English: a value can be a sentence of its own */
function isWords({ type, ...node }: Node): boolean {
  if (type === 'Literal') return typeof node['value'] === 'string' && words.test(node['value']);
  if (type !== 'TemplateLiteral') return false;
  return (node['quasis'] as { value: { cooked: string } }[]).some(({ value }) => words.test(value.cooked));
}
const words = /[a-z]{2} [a-z]{2}/;

/** Functions whose argument at a place is a fault's sentence. */
const sayers = new Map<string, readonly number[]>([
  ...(['malformed', 'invalid', 'fault', 'mustBePerson', 'syntaxError', 'gap', 'noteOf'] as const).map(
    (name) => [name, [1]] as const,
  ),
  ['failAt', [2]],
  ...(['fail', 'refuse'] as const).map((name) => [name, [0]] as const),
  ['worded', [0, 1]],
  ['leaveOut', [2]],
]);
/** The same of methods; a problem of a rule has a message and a hint. */
const sayingMethods = new Map<string, readonly number[]>([
  ...(['error', 'warn'] as const).map((name) => [name, [3, 4]] as const),
  ['refuse', [2]],
]);
/** Where such methods are a logger's, or a parser's. */
const listsOfProblems = /^(?:this|list|problems|reading)$|^this\.problems$/;
/** Errors whose arguments at these places are sentences. */
const sayingErrors = new Map<string, readonly number[]>([
  ...(['ConditionFault', 'ModifierFault'] as const).map((name) => [name, [1, 2]] as const),
  ['GrundwachtError', [1]],
  ...(['Refusal', 'TooLarge'] as const).map((name) => [name, [0]] as const),
]);
/** Names of what is said later, of a problem or of a fault. */
const saidLater = new Set(['message', 'hint']);
/** Where variables of these names are such. */
const ofProblems = /^(?:detect|indicators)\/|^api\/own-rule|^isms\/catalog\/resolve-/;

/** @returns sentences in a source, and where one is put together instead of having named values */
function sentencesOf(path: string, code: string) {
  const said: string[] = [];
  const literals: string[] = [];
  const together: string[] = [];
  const take = (node: Node | undefined) => {
    if (node === undefined) return;
    const found = texts(node);
    if (found === undefined) together.push(code.slice(node['start'] as number, node['end'] as number));
    else said.push(...found);
  };
  const visitor = new Visitor({
    Literal({ value }) {
      if (typeof value === 'string') literals.push(value);
    },
    ObjectExpression({ properties }) {
      const named = new Map<string, Node>();
      for (const each of properties)
        if (each.type === 'Property' && each.key.type === 'Identifier')
          named.set(each.key.name, each.value as unknown as Node);
      const alone = named.size === 1 && properties.length === 1;
      const sentence = alone || ['pointer', 'values', 'hint'].some((name) => named.has(name));
      if (sentence) for (const name of saidLater) take(named.get(name));
      if (path.startsWith('indicators/')) take(named.get('fault'));
      const values = named.get('values') as { properties?: { value?: Node }[] } | undefined;
      for (const { value } of values?.properties ?? [])
        if (value !== undefined && isWords(value))
          together.push(code.slice(value['start'] as number, value['end'] as number));
    },
    VariableDeclarator({ id, init }) {
      if (id.type !== 'Identifier') return;
      const value = init as unknown as Node | undefined;
      if (saidLater.has(id.name) && ofProblems.test(path)) take(value);
      if (id.name !== 'sentences') return;
      for (const each of (value as { properties?: { value?: Node }[] } | undefined)?.properties ?? [])
        take(each.value);
    },
    NewExpression({ callee, arguments: given }) {
      if (callee.type !== 'Identifier') return;
      for (const at of sayingErrors.get(callee.name) ?? []) take(given[at] as unknown as Node | undefined);
    },
    CallExpression({ callee, arguments: given }) {
      if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
        const of = code.slice(callee.object.start, callee.object.end);
        const ofCondition = of === 'this' && path.startsWith('detect/') && callee.property.name === 'fault';
        if (ofCondition) for (const at of [0, 1]) take(given[at] as unknown as Node);
        if (!listsOfProblems.test(of)) return;
        for (const at of sayingMethods.get(callee.property.name) ?? []) take(given[at] as unknown as Node);
      }
      if (callee.type !== 'Identifier') return;
      const inTable = callee.name === 'malformed' && path.startsWith('isms/table/');
      // There the first says which sentence.
      if (path.startsWith('query/') && ['fault', 'fail'].includes(callee.name)) return;
      for (const at of inTable ? [0] : (sayers.get(callee.name) ?? []))
        take(given[at] as unknown as Node | undefined);
    },
  });
  visitor.visit(parseSync(path, code, { lang: 'ts' }).program);
  return { said: said.filter((sentence) => sentence !== ''), together, literals };
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

t.test('every fault that a person can meet has its German', async (t) => {
  const said = new Set(Object.values(schemaSentences));
  for (const path of sources) {
    const found = sentencesOf(path, readFileSync(join(root, 'server', path), 'utf8'));
    t.same(found.together, [], `${path}: say it with {name} and values, so that it can be worded in German`);
    for (const sentence of found.literals) said.add(sentence);
    t.same(
      found.said.filter((sentence) => german.sentences[sentence] === undefined),
      [],
      `${path}: dashboard/locales/faults.de.json lacks these`,
    );
  }
  // Two come out of a query.
  for (const sentence of ['the catalogue has no {value}', 'the domain has no target object {value}'])
    said.add(sentence);
  const ofKeywords = [...Object.values(fileSentences), otherSchemaSentence];
  for (const sentence of ofKeywords) said.add(sentence);
  t.same(
    ofKeywords.filter((sentence) => german.sentences[sentence] === undefined),
    [],
    'keywords of JSON Schema',
  );
  t.same(
    Object.keys(german.sentences).filter((sentence) => !said.has(sentence)),
    [],
    'nobody says these any more',
  );
});

t.test('the scan finds what is said, and what is put together', async (t) => {
  const code = `
    throw new GrundwachtError('CONFLICT', 'it is over');
    throw new GrundwachtError('CONFLICT', \`\${name} is over\`);
    problems.push({ pointer: '/a', message: yes ? 'is wrong' : 'is worse' });
    fault('/b', 'is too late ' + 'by far');
    log({ level: 'info', message: 'nobody reads this' });
    throw new GrundwachtError('CONFLICT', { message: '{why}', values: { why: 'it is over' } });`;
  t.match(sentencesOf('api/x.ts', code), {
    said: ['it is over', 'is wrong', 'is worse', '{why}'],
    together: [['`$', '{name} is over`'].join(''), "'is too late ' + 'by far'", "'it is over'"],
  });
  const ofRules = `
    problems.error(place, 'a-code', where, 'It is wrong.', near ? 'Was it {near}?' : 'Mend it.', { near });
    const message = \`\${type} needs a field.\`;
    throw new ConditionFault('a-code', 'It ends.', 'Go on.', 0);
    logger.error(place, 'a-code', where, 'nobody reads this', '');`;
  t.match(sentencesOf('detect/x.ts', ofRules), {
    said: ['It is wrong.', 'Was it {near}?', 'Mend it.', 'It ends.', 'Go on.'],
    together: [['`$', '{type} needs a field.`'].join('')],
  });
});

t.test('the German has the same values', async (t) => {
  for (const [sentence, text] of Object.entries(german.sentences))
    t.same(placeholders(text), placeholders(sentence), sentence);
});

t.test('a place is told by its label, a value by its word and in the form of the language', async (t) => {
  const format: Format = {
    language: 'de',
    number: (value) => String(value).replace('.', ','),
    date: (day) => day.split('-').reverse().join('.'),
    dateTime: (instant) => instant,
  };
  const faults: Fault[] = [
    { pointer: '/valid_until', message: 'must not be before /effective_on' },
    { pointer: 'querystring /networks/1', message: 'is missing' },
    { message: '{tasks} open tasks', values: { tasks: 3 } },
    { pointer: 'host.xml:3:7', message: 'is not UTF-8' },
    { message: 'this takes the role {roles}', values: { roles: 'admin or dpo' } },
    { pointer: '/certificate', message: 'ended {ends}', values: { ends: '2026-11-01' } },
    { pointer: '/other_name', message: 'a sentence of a later server, {size}', values: { size: 4 } },
    { message: '{clock}', values: { clock: { de: 'Frühe Erstmeldung', en: 'Early warning' } } },
    {
      pointer: '/yaml',
      message: 'line {line}, column {column}: {problem} {remedy}',
      values: {
        line: 3,
        column: 7,
        problem: { message: 'There is no modifier `{name}`.', values: { name: 'contain' } },
        remedy: { message: 'Did you mean `{near}`?', values: { near: 'contains' } },
      },
    },
    {
      message: '{list}; install what is missing first, or ask for an incomplete installation',
      values: { list: [{ message: 'no control {id}', values: { id: 'a-1' } }, { message: 'a later one' }] },
    },
  ];
  t.same(faultLines(faults, german, format), [
    { text: 'Gültig bis: darf nicht vor dem Stichtag liegen' },
    { text: 'Netze 2: fehlt' },
    { text: 'Offene Aufgaben: 3' },
    { text: 'host.xml:3:7: ist nicht in UTF-8 kodiert' },
    { text: 'Dafür brauchen Sie die Rolle Administration oder Datenschutz.' },
    { text: 'Zertifikat: ist am 01.11.2026 abgelaufen' },
    { text: 'Other name: a sentence of a later server, 4', lang: 'en' },
    { text: 'Frühe Erstmeldung' },
    {
      text: 'Regeltext: Zeile 3, Spalte 7: Einen Modifikator `contain` gibt es nicht. Meinten Sie `contains`?',
    },
    {
      text: 'Keine Maßnahme a-1; a later one; installieren Sie zuerst, was fehlt, oder verlangen Sie ausdrücklich einen unvollständigen Stand.',
    },
  ]);
  t.same(faultLines(faults.slice(0, 1), undefined, { ...format, language: 'en' }), [
    { text: 'Valid until: must not be before “Effective on”' },
  ]);
});
