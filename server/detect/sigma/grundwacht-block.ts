import type { RuleInfo } from '../../contract/detection.js';
import type { ProblemList } from '../problems.js';
import { get, type Node, textOf, textsOf } from '../yaml/tree.js';
import { closest } from './closest.js';

/** What the block `grundwacht` of a rule adds to Sigma's attributes. */
export type GrundwachtBlock = Pick<
  RuleInfo,
  'title_de' | 'description_de' | 'runbook' | 'grundschutz' | 'entity'
>;

const keys = ['title_de', 'description_de', 'runbook', 'grundschutz', 'entity', 'notes'];
/** A requirement or Baustein of the IT-Grundschutz-Kompendium. */
const requirement = /^[A-Z]{3}(\.\d{1,2}){1,3}(\.A\d{1,2})?$/;

/**
 * Reads the block `grundwacht`; unknown keys are errors, because a misspelled runbook would silently be missing
 * when it is needed. `notes` is for rule authors and read by nobody else.
 */
export function parseGrundwachtBlock(node: Node | undefined, problems: ProblemList): GrundwachtBlock {
  const block: GrundwachtBlock = {
    title_de: textOf(get(node, 'title_de')),
    description_de: textOf(get(node, 'description_de'))?.trim(),
    runbook: parseRunbook(get(node, 'runbook'), problems),
    grundschutz: textsOf(get(node, 'grundschutz')),
    entity: textsOf(get(node, 'entity')),
  };
  if (node === undefined) return block;
  if (node.kind !== 'map') {
    problems.error(node.place, 'grundwacht-block', 'grundwacht', 'The block is no map.', 'Use {known}.', {
      known: keys.join(', '),
    });
    return block;
  }
  for (const entry of node.entries) {
    if (keys.includes(entry.key)) continue;
    const near = closest(entry.key, keys);
    problems.error(
      entry.place,
      'grundwacht-key',
      `grundwacht.${entry.key}`,
      'The block `grundwacht` has no key `{name}`.',
      near === undefined ? 'Use {known}.' : 'Did you mean `{near}`?',
      { name: entry.key, known: keys.join(', '), near: near ?? '' },
    );
  }
  for (const id of block.grundschutz) {
    if (requirement.test(id)) continue;
    problems.error(
      get(node, 'grundschutz')?.place ?? node.place,
      'grundwacht-grundschutz',
      'grundwacht.grundschutz',
      '`{id}` is no Baustein or requirement.',
      'Write such as `DER.1` or `DER.1.A5`.',
      { id },
    );
  }
  return block;
}

function parseRunbook(node: Node | undefined, problems: ProblemList): RuleInfo['runbook'] {
  if (node === undefined) return undefined;
  const runbook = { de: textsOf(get(node, 'de')), en: textsOf(get(node, 'en')) };
  if (node.kind !== 'map' || runbook.de.length === 0 || runbook.en.length === 0) {
    problems.error(
      node.place,
      'grundwacht-runbook',
      'grundwacht.runbook',
      'The runbook needs steps in German and in English.',
      'Write `de` and `en` below `runbook`, each a list of steps.',
    );
  }
  return runbook;
}
