import type {
  Catalog,
  CatalogDiff,
  InstallReport,
  MappingSummary,
  RequirementDetail,
} from '../contract/catalog.js';

const shownNotes = 8;

/** @returns what an installation did, for a terminal */
export function formatReport(report: InstallReport): string {
  const { model, id, title, edition, published, sha256, installed, figures, notes } = report;
  const lines = [
    `${installed ? 'installed' : 'already installed'}: ${id}`,
    row('title', title),
    row('kind', model),
    row('edition', edition),
    ...(published === null ? [] : [row('published', published)]),
    row('sha256', sha256),
    ...Object.entries(figures).map(([name, value]) => row(name.replace(/_/g, ' '), value)),
    ...notes.slice(0, shownNotes).map(({ pointer, what }) => `  note: ${pointer}: ${what}`),
    ...(notes.length > shownNotes ? [`  and ${notes.length - shownNotes} more notes (--json has all)`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const row = (name: string, value: string | number): string => `  ${name.padEnd(18)}${value}`;

/** @returns the installed catalogues and mappings, for a terminal */
export function formatCatalogs(found: { catalogs: Catalog[]; mappings: MappingSummary[] }): string {
  const catalogs = found.catalogs.map((each) => {
    const what =
      each.kind === 'kompendium'
        ? `${each.bausteine} Bausteine, ${each.requirements} requirements`
        : `${each.groups} groups, ${each.requirements} controls`;
    const subs = each.sub_requirements > 0 ? ` (${each.sub_requirements} sub-requirements)` : '';
    const texts = each.texts_installed_at === null ? 'index only' : `texts installed${subs}`;
    return `${each.id}\n  ${each.title}, ${each.edition}: ${what}; ${texts}\n`;
  });
  const mappings = found.mappings.map(
    (each) =>
      `${each.id}\n  ${each.source_catalog} -> ${each.target_catalogs.join(', ')} (${each.status}): ${each.pairs} pairs, ` +
      `${each.sources} requirements -> ${each.targets} controls; ${each.unconfirmed} unconfirmed, ${each.absent} absent\n`,
  );
  return [...catalogs, ...mappings].join('');
}

/** @returns a requirement with its text and mappings, for a terminal */
export function formatRequirement(found: RequirementDetail): string {
  const facts = [found.level, found.modal_verb, found.sec_level].filter((fact) => fact !== null);
  const lines = [
    `${found.id} ${found.title}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`,
    ...(found.sub_requirements.length > 0
      ? found.sub_requirements.map(({ id, modal, text }) => `  ${id} [${modal}] ${text}`)
      : found.parts.map(({ name, text, depth }) => `  ${' '.repeat(depth * 2)}${name}: ${text}`)),
    ...(found.parts.length === 0 ? ['  (no text is installed: grundwacht catalog install)'] : []),
    ...found.mapped.map(({ direction, own, relation, catalog, id, title, state }) => {
      const [from, to] = direction === 'to' ? [own, `${catalog} ${id}`] : [`${catalog} ${id}`, own];
      return `  ${from} ${relation} ${to}${title === null ? '' : ` ${title}`}${state === 'confirmed' ? '' : ` [${state}]`}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** @returns the differences of two editions, for a terminal */
export function formatDiff(diff: CatalogDiff): string {
  const lines = [
    ...diff.added.map(({ id, title }) => `+ ${id} ${title}`),
    ...diff.removed.map(({ id, title }) => `- ${id} ${title}`),
    ...diff.withdrawn.map(({ id, title }) => `- ${id} ${title} (withdrawn)`),
    ...diff.moved.map(({ id, title, before }) => `> ${before} is now ${id} ${title}`),
    ...diff.renamed.map(({ id, title, before }) => `~ ${id} title: ${before} -> ${title}`),
    ...diff.level_changed.map(({ id, before, after }) => `~ ${id} level: ${before} -> ${after}`),
    ...diff.reworded.map(({ id, title }) => `~ ${id} text: ${title}`),
    `${diff.added.length} added, ${diff.removed.length} removed, ${diff.withdrawn.length} withdrawn, ` +
      `${diff.moved.length} moved, ${diff.renamed.length} renamed, ${diff.level_changed.length} level changed, ` +
      `${diff.reworded.length} re-worded, ${diff.unchanged} unchanged`,
    ...(diff.texts_missing > 0
      ? [`${diff.texts_missing} texts could not be compared: not installed in both`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
