import type { Language } from '../../i18n/messages.js';

/** @returns the rule's title in the user's language, where it has one */
export function ruleTitle(
  rule: { title: string; title_de?: string | null | undefined },
  language: Language,
): string {
  return language === 'de' ? (rule.title_de ?? rule.title) : rule.title;
}
