import type { ReportLanguage } from '../../contract/report.js';
import { german } from './words-de.js';
import { english } from './words-en.js';

export type Words = typeof english;

const languages: Record<ReportLanguage, Words> = { de: german, en: english };

/** @returns what reports say in a language */
export const wordsOf = (language: ReportLanguage): Words => languages[language];
