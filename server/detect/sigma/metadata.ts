import type { Level, RuleInfo } from '../../contract/detection.js';
import { levels } from '../../contract/levels.js';
import type { ProblemList } from '../problems.js';
import { get, type Node, textOf, textsOf } from '../yaml/tree.js';
import { closest } from './closest.js';
import { type GrundwachtBlock, parseGrundwachtBlock } from './grundwacht-block.js';

const statuses = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];

/** What a rule says of itself; the log source is added by those that have one. */
export type Metadata = Omit<RuleInfo, 'type' | 'logsource' | 'source' | 'path'> & {
  /** Name by which correlations may refer to it. */
  name: string | undefined;
};

/**
 * Reads the descriptive attributes (Sigma 2.1, "Components").
 * @param root the rule document
 * @param fallbackId id of a rule that has none
 */
export function parseMetadata(root: Node, fallbackId: string, problems: ProblemList): Metadata {
  const id = textOf(get(root, 'id'));
  problems.ruleId = id ?? textOf(get(root, 'name')) ?? undefined;
  const title = textOf(get(root, 'title'));
  if (title === undefined || title === '') {
    problems.error(root.place, 'title-missing', 'title', 'The rule has no title.', 'Add `title`.');
  } else if (title.length > 256) {
    problems.warn(
      root.place,
      'title-long',
      'title',
      'The title is longer than 256 characters.',
      'Shorten it.',
    );
  }
  const block: GrundwachtBlock = parseGrundwachtBlock(get(root, 'grundwacht'), problems);
  return {
    id: id ?? textOf(get(root, 'name')) ?? fallbackId,
    name: textOf(get(root, 'name')),
    title: title ?? fallbackId,
    level: parseLevel(root, problems),
    tags: textsOf(get(root, 'tags')).map((tag) => tag.toLowerCase()),
    description: textOf(get(root, 'description'))?.trim() ?? '',
    status: parseStatus(root, problems),
    author: textOf(get(root, 'author')) ?? '',
    references: textsOf(get(root, 'references')),
    falsepositives: textsOf(get(root, 'falsepositives')),
    ...block,
  };
}

function parseLevel(root: Node, problems: ProblemList): Level {
  const node = get(root, 'level');
  const text = textOf(node)?.toLowerCase();
  if (node === undefined || text === undefined) return 'medium';
  const level = levels.find((name) => name === text);
  if (level !== undefined) return level;
  const near = closest(text, levels);
  problems.error(
    node.place,
    'level-unknown',
    'level',
    'There is no level `{name}`.',
    near === undefined ? 'Use one of {known}.' : 'Did you mean `{near}`?',
    { name: text, known: levels.join(', '), near: near ?? '' },
  );
  return 'medium';
}

function parseStatus(root: Node, problems: ProblemList): string {
  const node = get(root, 'status');
  const text = textOf(node)?.toLowerCase() ?? '';
  if (node !== undefined && !statuses.includes(text)) {
    problems.warn(
      node.place,
      'status-unknown',
      'status',
      'There is no status `{name}`.',
      'Use one of {known}.',
      { name: text, known: statuses.join(', ') },
    );
  }
  return text;
}
