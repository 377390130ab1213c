import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { type ConformanceCase, errorClasses, readCaseFiles, readCases, suiteFolder } from './case.js';

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

const specification = join(packageRoot(), '..', 'shared', 'data', 'sigma', 'specification');

t.test(
  'cited sections exist in the specification',
  { skip: existsSync(specification) ? false : 'the specification is absent (../shared/data)' },
  (t) => {
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
  },
);
