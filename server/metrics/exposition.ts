/** Kinds of Prometheus' text format, version 0.0.4. */
export type MetricKind = 'counter' | 'gauge' | 'histogram';

export type Labels = Readonly<Record<string, string>>;

/** One line: the metric's name with a suffix of a histogram's, labels and value. */
export interface Sample {
  suffix?: '_bucket' | '_sum' | '_count';
  labels?: Labels;
  value: number;
}

export interface Metric {
  /** Snake case, with its unit: seconds, bytes, `_total` of counters. */
  name: string;
  help: string;
  kind: MetricKind;
  samples: readonly Sample[];
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

function lineOf(name: string, { suffix = undefined, labels = {}, value }: Sample): string {
  const list = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return `${name}${suffix ?? ''}${list.length > 0 ? `{${list.join(',')}}` : ''} ${numberOf(value)}`;
}

/** @returns Prometheus' text format 0.0.4; a metric without samples is left out */
export function exposition(metrics: readonly Metric[]): string {
  const parts: string[] = [];
  for (const { name, help, kind, samples } of metrics) {
    if (samples.length === 0) continue;
    parts.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${kind}`);
    for (const sample of samples) parts.push(lineOf(name, sample));
  }
  return `${parts.join('\n')}\n`;
}
