import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
} from 'yaml';
import type { RuleProblem } from '../contract/detection.js';
import { packageRoot } from '../contract/package-root.js';
import type { RuleSource } from '../detect/rules.js';

/** Validates rule documents against the official JSON schemas of Sigma (`rules/schema`). */
export class SchemaCheck {
  private readonly detection: ValidateFunction;
  private readonly correlation: ValidateFunction;
  private readonly filter: ValidateFunction;

  private constructor(schemas: readonly object[]) {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    [this.detection, this.correlation, this.filter] = schemas.map((schema) => ajv.compile(schema)) as [
      ValidateFunction,
      ValidateFunction,
      ValidateFunction,
    ];
  }

  /** Reads the schemas. */
  static async open(): Promise<SchemaCheck> {
    const names = ['detection-rule', 'correlation-rules', 'filters'];
    const texts = names.map((name) =>
      readFile(join(packageRoot(), 'rules', 'schema', `sigma-${name}-schema.json`), 'utf8'),
    );
    return new SchemaCheck((await Promise.all(texts)).map((text) => JSON.parse(text) as object));
  }

  /**
   * @param source a rule file; documents that are no YAML and `action` documents of rule collections, of which the
   * schemas know nothing, are passed over
   * @returns warnings: a rule can be used although another program may refuse it
   */
  check({ path, text }: RuleSource): RuleProblem[] {
    const counter = new LineCounter();
    const documents = parseAllDocuments(text, { lineCounter: counter, merge: true, version: '1.2' });
    if (!Array.isArray(documents)) return [];
    return documents.flatMap((document) => {
      if (document.errors.length > 0 || !isMap(document.contents)) return [];
      const rule = document.toJS() as Record<string, unknown>;
      if ('action' in rule) return [];
      const validate =
        'correlation' in rule ? this.correlation : 'filter' in rule ? this.filter : this.detection;
      if (validate(rule)) return [];
      const ruleId = typeof rule['id'] === 'string' ? rule['id'] : undefined;
      return outermost(validate.errors ?? []).map((error) => ({
        severity: 'warning' as const,
        path,
        ...placeOf(error, document, counter),
        ruleId,
        code: 'schema',
        field: pathOf(error).join('.'),
        message: `Sigma's JSON schema: ${messageOf(error)}.`,
        hint: hintOf(error),
      }));
    });
  }
}

/** Of a choice of forms the errors of each form say little: the choice itself is reported. */
function outermost(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return errors.filter(
    ({ schemaPath, keyword }) =>
      keyword !== 'if' && !choices.some((choice) => schemaPath.startsWith(`${choice.schemaPath}/`)),
  );
}

/** @returns the keys that lead to the place, with the key itself where one is too many */
function pathOf({ instancePath, params }: ErrorObject): string[] {
  const keys = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const extra = (params as Record<string, unknown>)['additionalProperty'];
  return typeof extra === 'string' ? [...keys, extra] : keys;
}

function placeOf(
  error: ErrorObject,
  document: Document.Parsed,
  counter: LineCounter,
): { line: number; column: number } {
  let node: unknown = document.contents;
  let start = document.contents?.range?.[0] ?? 0;
  for (const key of pathOf(error)) {
    // An entry is found by its key: that is where the author looks.
    const pair: Pair | undefined = isMap(node) ? node.items.find((item) => nameOf(item) === key) : undefined;
    node = pair === undefined ? itemOf(node, key) : pair.value;
    const at = pair === undefined ? node : pair.key;
    if (isNode(at)) start = at.range?.[0] ?? start;
  }
  const { line, col } = counter.linePos(start);
  return { line, column: col };
}

function nameOf(item: Pair): string | undefined {
  return isScalar(item.key) ? String(item.key.value) : undefined;
}

function itemOf(node: unknown, key: string): unknown {
  return isSeq(node) ? node.items[Number(key)] : undefined;
}

function messageOf({ message, params, keyword }: ErrorObject): string {
  const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
  if (keyword === 'enum' && allowed !== undefined) return `must be one of ${allowed.join(', ')}`;
  return message ?? `fails \`${keyword}\``;
}

function hintOf({ keyword, params }: ErrorObject): string {
  const { missingProperty, format } = params as { missingProperty?: string; format?: string };
  if (keyword === 'required') return `Add \`${missingProperty}\`.`;
  if (keyword === 'additionalProperties') return 'Remove it or correct its name.';
  if (keyword === 'format' && format === 'uuid') return 'Give the rule a UUID (version 4).';
  return 'Other programs may refuse the rule: correct the value.';
}
