import type { OscalMetadata } from './oscal-document.js';

/** @returns the edition of an OSCAL document: its version, of a point in time the day */
export function oscalEdition({ version }: OscalMetadata): string {
  const day = /^(\d{4}-\d{2}-\d{2})T/.exec(version)?.[1];
  return day ?? version.slice(0, 60);
}

/** @returns the day on which the publisher says that the document was given out or last changed */
export function oscalPublished(metadata: OscalMetadata): string {
  return (metadata.published ?? metadata['last-modified']).slice(0, 10);
}

/** @returns the year in the name of the Kompendium's file, which holds no edition itself */
export function kompendiumEdition(file: string): string | undefined {
  return /(?<!\d)20\d{2}(?!\d)/.exec(file)?.[0];
}

/** @returns an id for a catalogue or mapping: lower case letters, digits and dashes, at most 63 */
export function catalogId(title: string, edition: string): string {
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replace(/ä/g, 'ae')
      .replace(/ö/g, 'oe')
      .replace(/ü/g, 'ue')
      .replace(/ß/g, 'ss')
      .replace(/\+\+/g, '-plus-plus')
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '');
  const end = slug(edition).slice(0, 30);
  const start = slug(title)
    .slice(0, 62 - end.length)
    .replace(/-+$/, '');
  return start.endsWith(end) ? start : [start, end].filter((part) => part !== '').join('-');
}
