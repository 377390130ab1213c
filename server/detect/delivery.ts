import type { RuleInfo } from '../contract/detection.js';
import { channelSlug } from '../normalise/windows/channel.js';
import type { PipelineEntry } from './pipeline.js';
import { ProblemList } from './problems.js';
import { routesOf } from './routing.js';
import { type Expression, type Leaf, leaves } from './sigma/expression.js';
import { formatLogsource, type Logsource } from './sigma/logsource.js';
import { literalOf, matchesPattern } from './sigma/pattern.js';
import { parseYaml } from './yaml/parse.js';
import { get, textOf, textsOf } from './yaml/tree.js';

/** A dataset that the tenant's sources deliver. */
export interface DeliveredDataset {
  /** `event.dataset`. */
  dataset: string;
  /** How many sources deliver it. */
  sources: number;
}

/** Whether anything delivers what a rule looks at. */
export interface RuleDelivery {
  delivered: boolean;
  /** Where the log source is found: channels, datasets, modules; of which one would do. */
  needs: string[];
  /** What is delivered of the same product. */
  near: DeliveredDataset[];
}

const shown = 5;
const nothingNeeded: RuleDelivery = { delivered: true, needs: [], near: [] };

/** Which rules can fire with what the sources of a tenant deliver. */
export class Delivery {
  readonly #entries: readonly PipelineEntry[];
  readonly #datasets: readonly DeliveredDataset[];
  readonly #rules: ReadonlyMap<string, RuleInfo>;
  readonly #byLogsource = new Map<string, RuleDelivery>();
  readonly #byRule = new Map<RuleInfo, RuleDelivery>();

  /** @param rules that correlations may refer to */
  constructor(
    entries: readonly PipelineEntry[],
    datasets: readonly DeliveredDataset[],
    rules: readonly RuleInfo[],
  ) {
    this.#entries = entries;
    this.#datasets = datasets;
    this.#rules = byReference(rules);
  }

  /** @returns for a correlation, of the rules that it needs: each for a temporal one, any for a count */
  ofRule(rule: RuleInfo): RuleDelivery {
    let found = this.#byRule.get(rule);
    if (found === undefined) {
      // A correlation that leads back to itself is refused at loading; the entry ends the walk in any case.
      this.#byRule.set(rule, nothingNeeded);
      found = rule.type === 'detection' ? this.ofLogsource(rule.logsource) : this.#ofCorrelation(rule);
      this.#byRule.set(rule, found);
    }
    return found;
  }

  /** @returns whether a log source is delivered, and where it would be found */
  ofLogsource(logsource: Logsource): RuleDelivery {
    const key = formatLogsource(logsource);
    let found = this.#byLogsource.get(key);
    if (found === undefined) {
      found = this.#find(logsource);
      this.#byLogsource.set(key, found);
    }
    return found;
  }

  #ofCorrelation(rule: RuleInfo): RuleDelivery {
    const { type, references } = correlationOf(rule);
    const needed = references.flatMap((reference) => this.#rules.get(reference) ?? []);
    if (needed.length === 0) return nothingNeeded;
    const each = needed.map((one) => this.ofRule(one));
    const missing = each.filter(({ delivered }) => !delivered);
    const delivered = type.startsWith('temporal') ? missing.length === 0 : missing.length < each.length;
    return {
      delivered,
      needs: delivered ? [] : unique(missing.flatMap(({ needs }) => needs)).slice(0, shown),
      near: delivered ? [] : (missing[0]?.near ?? []),
    };
  }

  #find(logsource: Logsource): RuleDelivery {
    const conditions = routesOf(logsource, this.#entries).map(({ condition }) => condition);
    const delivered = this.#datasets.some(({ dataset }) =>
      conditions.some((condition) => truth(condition, dataset) !== false),
    );
    if (delivered) return nothingNeeded;
    const needs = unique(conditions.flatMap(placesOf));
    const products = new Set([logsource.product ?? '', ...conditions.flatMap(modulesOf)]);
    const near = this.#datasets.filter(({ dataset }) => products.has(moduleOf(dataset)));
    return { delivered, needs: needs.slice(0, shown), near: near.slice(0, shown) };
  }
}

/**
 * @returns whether the condition holds for the events of a dataset; undefined: for some it may
 */
export function truth(condition: Expression, dataset: string): boolean | undefined {
  switch (condition.op) {
    case 'constant':
      return condition.value;
    case 'not': {
      const inner = truth(condition.arg, dataset);
      return inner === undefined ? undefined : !inner;
    }
    case 'and': {
      const parts = condition.args.map((arg) => truth(arg, dataset));
      return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
    }
    case 'or': {
      const parts = condition.args.map((arg) => truth(arg, dataset));
      return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
    }
    case 'of': {
      const parts = condition.args.map((arg) => truth(arg, dataset));
      const open = parts.filter((part) => part === undefined).length;
      const held = parts.filter((part) => part === true).length;
      return held >= condition.count ? true : held + open < condition.count ? false : undefined;
    }
    case 'leaf':
      return leafTruth(condition, dataset);
  }
}

/** What the name of a dataset tells: itself, its module, and the channel of a Windows event. */
function leafTruth({ field, test }: Leaf, dataset: string): boolean | undefined {
  if (field === 'event.dataset' || field === 'event.module') {
    if (test.kind !== 'string') return undefined;
    const value = field === 'event.dataset' ? dataset : moduleOf(dataset);
    return matchesPattern(lower(test.pattern), value.toLowerCase());
  }
  if (field === null || !field.startsWith('winlog.')) return undefined;
  if (dataset === 'linux.sysmon') return undefined;
  if (moduleOf(dataset) !== 'windows') return false;
  const channel = field === 'winlog.channel' && test.kind === 'string' ? literalOf(test.pattern) : undefined;
  return channel === undefined ? undefined : `windows.${channelSlug(channel)}` === dataset;
}

function lower(pattern: Extract<Leaf['test'], { kind: 'string' }>['pattern']) {
  return pattern.map((part) => (typeof part === 'string' ? part.toLowerCase() : part));
}

const places = ['winlog.channel', 'event.dataset', 'event.module'] as const;

/** @returns the most exact places that a condition names */
function placesOf(condition: Expression): string[] {
  const all = leaves(condition);
  for (const place of places) {
    const named = all.filter(({ field }) => field === place).flatMap(literalText);
    if (named.length > 0) return named;
  }
  return [];
}

function modulesOf(condition: Expression): string[] {
  return leaves(condition).flatMap((leaf) => {
    if (leaf.field?.startsWith('winlog.')) return ['windows'];
    return leaf.field === 'event.dataset' || leaf.field === 'event.module'
      ? literalText(leaf).map(moduleOf)
      : [];
  });
}

function literalText({ test }: Leaf): string[] {
  const text = test.kind === 'string' ? literalOf(test.pattern) : undefined;
  return text === undefined ? [] : [text];
}

const moduleOf = (dataset: string): string => dataset.split('.', 1)[0]!;
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

interface Correlation {
  type: string;
  /** Ids and names. */
  references: readonly string[];
}

const correlations = new WeakMap<RuleInfo, Correlation>();

/** @returns what a loaded correlation refers to */
function correlationOf(rule: RuleInfo): Correlation {
  const known = correlations.get(rule);
  if (known !== undefined) return known;
  const nodes = parseYaml(rule.source, new ProblemList(rule.path)).map(({ root }) => root);
  const own = nodes.find((root) => textOf(get(root, 'id')) === rule.id && get(root, 'correlation'));
  const correlation = get(own, 'correlation') ?? nodes.flatMap((root) => get(root, 'correlation') ?? [])[0];
  const found = {
    type: textOf(get(correlation, 'type')) ?? '',
    references: textsOf(get(correlation, 'rules')),
  };
  correlations.set(rule, found);
  return found;
}

/** Correlations name rules by id or by name; the latter is not part of what users see of a rule. */
function byReference(rules: readonly RuleInfo[]): Map<string, RuleInfo> {
  const found = new Map<string, RuleInfo>();
  for (const rule of rules) found.set(rule.id, rule);
  for (const rule of rules) {
    const name = /^name:[ \t]*(["']?)([^\s"'#]+)\1[ \t]*$/m.exec(rule.source)?.[2];
    if (name !== undefined && !found.has(name)) found.set(name, rule);
  }
  return found;
}
