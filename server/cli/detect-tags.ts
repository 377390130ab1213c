/** @returns ATT&CK technique ids of a rule's tags, such as `T1110.001` */
export function techniquesOf(tags: readonly string[]): string[] {
  return tags
    .filter((tag) => /^attack\.t\d{4}(\.\d{3})?$/i.test(tag))
    .map((tag) => tag.slice(7).toUpperCase());
}

/** @returns ATT&CK tactics of a rule's tags, such as `credential-access` */
export function tacticsOf(tags: readonly string[]): string[] {
  return tags
    .filter((tag) => /^attack\.[a-z]+(?:[-_][a-z]+)*$/.test(tag))
    .map((tag) => tag.slice(7).replaceAll('_', '-'));
}
