import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../../server/contract/package-root.js';
import {
  type ConformanceCase,
  errorClasses,
  readCaseFiles,
  readCases,
  rulesOf,
  suiteFolder,
} from './case.js';

const schema = JSON.parse(readFileSync(join(suiteFolder(), 'case.schema.json'), 'utf8'));
const cases = readCases();

t.test('every file follows the schema', (t) => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  for (const [chapter, content] of readCaseFiles()) {
    t.ok(validate(content), chapter, { errors: validate.errors });
  }
  t.notOk(validate([{ ...cases[0], id: 'no chapter' }]), 'an id without chapter is refused');
  t.notOk(validate([{ ...cases[0], rules: ['x'], rule: 'x' }]), 'rule and rules together are refused');
  t.notOk(validate([{ ...cases[0], status: 'ambiguous', note: undefined }]), 'ambiguous needs a note');
  t.end();
});

t.test('the schema names the error classes of the code', (t) => {
  t.same(schema.$defs.errorClass.enum, errorClasses);
  t.end();
});

t.test('ids are unique and begin with their chapter', (t) => {
  t.equal(new Set(cases.map(({ id }) => id)).size, cases.length);
  for (const [chapter, content] of readCaseFiles()) {
    const strays = (content as ConformanceCase[]).filter(({ id }) => !id.startsWith(`${chapter}/`));
    t.same(strays, [], chapter);
  }
  t.end();
});

t.test('expectations point at events of the case', (t) => {
  for (const { id, expect, may = [], events } of cases) {
    if ('error' in expect) {
      t.equal(events.length, 0, `${id}: a refused rule sees no events`);
      continue;
    }
    const firings = Array.isArray(expect) ? expect : Object.values(expect.rules).flat();
    const wrong = [...firings.flat(), ...may].filter((index) => index >= events.length);
    t.same(wrong, [], id);
  }
  t.end();
});

t.test('the suite has the promised size', (t) => {
  const required = cases.filter(({ status }) => status === undefined);
  const correlations = required.filter(({ id }) => id.startsWith('correlation-'));
  t.ok(required.length >= 400, `${required.length} cases without the ambiguous ones`);
  t.ok(correlations.length >= 80, `${correlations.length} of them correlations`);
  t.end();
});

const sigma = join(packageRoot(), '..', 'shared', 'data', 'sigma');
const specification = join(sigma, 'specification');
const absent = existsSync(specification) ? false : 'the specification is absent (../shared/data)';

t.test('cited sections exist in the specification', { skip: absent }, (t) => {
  const headings = new Set<string>();
  for (const document of readdirSync(specification)) {
    for (const line of readFileSync(join(specification, document), 'utf8').split('\n')) {
      const [, heading] = /^#+ (.+)$/.exec(line) ?? [];
      if (heading !== undefined) headings.add(`${document} "${heading.trim()}"`);
    }
  }
  const cited = new Set(cases.map(({ spec }) => `${spec.document} "${spec.section}"`));
  for (const place of cited) t.ok(headings.has(place), place);
  t.end();
});

/** The text of the specification allows a list of conditions, its JSON schema does not. */
const beyondSchema = /^conditions\/list-/;

t.test('rules that must be accepted follow the official JSON schemas', { skip: absent }, (t) => {
  const schemaOf = (name: string) => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    return ajv.compile(
      JSON.parse(readFileSync(join(sigma, 'json-schema', `sigma-${name}-schema.json`), 'utf8')),
    );
  };
  const [detection, correlation, filter] = ['detection-rule', 'correlation-rules', 'filters'].map(schemaOf);
  for (const one of cases) {
    if (one.status !== undefined || 'error' in one.expect || beyondSchema.test(one.id)) continue;
    const documents = rulesOf(one).flatMap((text) => [...parseAllDocuments(text)]);
    for (const content of documents.map((document) => document.toJS()).filter((value) => value !== null)) {
      const validate = 'correlation' in content ? correlation! : 'filter' in content ? filter! : detection!;
      t.ok(validate(content), one.id, { errors: validate.errors });
    }
  }
  t.end();
});
