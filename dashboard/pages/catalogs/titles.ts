import type { Language } from '../../i18n/messages.js';

/** @returns the title in the language of the page, where the catalogue has it */
export function titleIn(
  language: Language,
  { title, title_de }: { title: string; title_de: string | null },
): string {
  return language === 'de' ? (title_de ?? title) : title;
}

/** @returns where a requirement or control is shown */
export function requirementPath(catalog: string, id: string): string {
  return `/catalogs/${encodeURIComponent(catalog)}/requirements/${encodeURIComponent(id)}`;
}
