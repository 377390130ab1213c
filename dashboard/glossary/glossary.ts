import { useEffect, useState } from 'react';
import { type Language, useMessages } from '../i18n/messages.js';
import type de from './de.json';

export type TermId = keyof typeof de;

/** What a term means, in own words. */
export interface Entry {
  term: string;
  text: string;
  /** Standard and section where it is laid down, as people cite it. */
  source: string;
}
export type Glossary = Record<TermId, Entry>;

const files: Record<Language, () => Promise<{ default: Glossary }>> = {
  de: () => import('./de.json'),
  en: () => import('./en.json'),
};

/**
 * @param wanted only then the texts are fetched, once for each language
 * @returns the glossary in the user's language; undefined: not wanted or not there yet
 */
export function useGlossary(wanted: boolean): Glossary | undefined {
  const { language } = useMessages();
  const [loaded, setLoaded] = useState<{ language: Language; glossary: Glossary }>();
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    void files[language]().then(({ default: glossary }) => {
      if (current) setLoaded({ language, glossary });
    });
    return () => {
      current = false;
    };
  }, [wanted, language]);
  return loaded?.language === language ? loaded.glossary : undefined;
}
