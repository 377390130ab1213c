import type { Event } from '../../server/contract/event.js';
import { type FieldReader, fieldReader } from '../../server/detect/match/field-reader.js';
import { flatten, interpretLeaf } from '../../server/detect/match/interpret.js';
import { keywordTexts } from '../../server/detect/match/keyword-text.js';
import { isTextTest } from '../../server/detect/match/predicate.js';
import {
  compileTextTest,
  lowerCase,
  type TextTest,
  textOfValue,
} from '../../server/detect/match/value-test.js';
import { routeTable } from '../../server/detect/route-table.js';
import { type ResolvedLeaf, routedExpression } from '../../server/detect/routing.js';
import type { LoadedRules } from '../../server/detect/rules.js';
import type { Expression } from '../../server/detect/sigma/expression.js';

/*
 * The engine that one writes first, to compare with: `JSON.parse`, then every rule of the event's log source,
 * interpreted. Tests are compiled once (a regular expression is not parsed anew for each event), and which rules
 * belong to a log source is remembered by channel and event id.
 */

interface InterpretedLeaf {
  leaf: ResolvedLeaf;
  read: FieldReader;
  /** Undefined for tests of more than a text. */
  test: TextTest | undefined;
}

interface RoutedRule {
  rule: number;
  condition: Expression;
  expression: Expression;
}

/** Matches flat Windows events in JSON. */
export class Interpreter {
  private readonly rules: RoutedRule[];
  private readonly bySource = new Map<string, RoutedRule[]>();
  /** The event's texts for keywords, which all rules ask for. */
  private texts: [text: string, lower: string][] | undefined;
  private readonly leaves = new Map<Expression, InterpretedLeaf>();

  constructor(loaded: LoadedRules) {
    const routes = routeTable(loaded.rules, loaded.pipelines);
    this.rules = loaded.rules.flatMap((rule, number) =>
      routes.get(rule)!.map((route) => ({
        rule: number,
        condition: routedExpression({ op: 'constant', value: true }, [route]),
        expression: routedExpression(rule.expression, [
          { ...route, condition: { op: 'constant', value: true } },
        ]),
      })),
    );
  }

  /** @returns numbers of the rules that are true, ascending */
  match(line: Buffer): number[] {
    const event = eventOf(line);
    const source = `${event['winlog.channel']}\n${event['event.code']}\n${event['winlog.provider_name']}`;
    let rules = this.bySource.get(source);
    if (rules === undefined) {
      rules = this.rules.filter(({ condition }) => this.holds(condition, event));
      this.bySource.set(source, rules);
    }
    this.texts = undefined;
    const hits = new Set<number>();
    for (const { rule, expression } of rules) if (this.holds(expression, event)) hits.add(rule);
    return [...hits].sort((a, b) => a - b);
  }

  private holds(expression: Expression, event: Event): boolean {
    switch (expression.op) {
      case 'and':
        for (const arg of expression.args) if (!this.holds(arg, event)) return false;
        return true;
      case 'or':
        for (const arg of expression.args) if (this.holds(arg, event)) return true;
        return false;
      case 'not':
        return !this.holds(expression.arg, event);
      case 'of':
        return expression.args.filter((arg) => this.holds(arg, event)).length >= expression.count;
      case 'constant':
        return expression.value;
      case 'leaf':
        return this.holdsLeaf(this.leafOf(expression as ResolvedLeaf), event);
    }
  }

  private holdsLeaf({ leaf, read, test }: InterpretedLeaf, event: Event): boolean {
    if (test === undefined) return interpretLeaf(leaf, event, read);
    if (leaf.names === null) {
      this.texts ??= keywordTexts(event).map((text) => [text, lowerCase(text)]);
      return this.texts.some(([text, lower]) => test(text, lower));
    }
    return flatten(read(event)).some((value) => {
      const text = textOfValue(value);
      return text !== undefined && test(text, lowerCase(text));
    });
  }

  private leafOf(leaf: ResolvedLeaf): InterpretedLeaf {
    let known = this.leaves.get(leaf);
    if (known === undefined) {
      const read = fieldReader(leaf.names ?? []);
      known = { leaf, read, test: isTextTest(leaf.test) ? compileTextTest(leaf.test) : undefined };
      this.leaves.set(leaf, known);
    }
    return known;
  }
}

/** The columns that log sources are told by; fields as they stand in the record. */
function eventOf(line: Buffer): Event {
  const fields = JSON.parse(line.toString('utf8')) as Event['fields'];
  return {
    id: '',
    tenant: '',
    '@timestamp': 0,
    'event.ingested': 0,
    'event.kind': 'event',
    'event.module': 'windows',
    'event.dataset': '',
    'event.code': String(fields['EventID']),
    'winlog.channel': String(fields['Channel']),
    'winlog.provider_name': String(fields['SourceName'] ?? fields['Provider_Name'] ?? ''),
    'observer.id': '',
    'log.source': '',
    fields,
    'event.original': line,
  };
}
