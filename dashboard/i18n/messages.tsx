import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type en from '../locales/en.json';
import { type Formats, formatsFor } from './formats.js';

export type Language = 'de' | 'en';
export type MessageKey = keyof typeof en;
/** Messages that exist as `<key>.one` and `<key>.other`. */
export type PluralKey = MessageKey extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never;
type Catalogue = Partial<Record<MessageKey, string>>;
export type Values = Record<string, string | number>;

type Part = () => Promise<{ default: Catalogue }>;
/** The texts of what the browser shows first, and those of all other pages; `build-steps/split-texts.mjs` divides them. */
const parts: Record<Language, { first: Part; rest: Part }> = {
  de: { first: () => import('../locales/de.json?first'), rest: () => import('../locales/de.json?rest') },
  en: { first: () => import('../locales/en.json?first'), rest: () => import('../locales/en.json?rest') },
};
const storageKey = 'grundwacht.language';

/** @returns the language chosen before, otherwise the browser's when it is German, otherwise English */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (stored === 'de' || stored === 'en') return stored;
  return navigator.languages.some((tag) => tag.startsWith('de')) ? 'de' : 'en';
}

/** @returns the texts of one language that the first page needs */
export async function loadFirstTexts(language: Language): Promise<Catalogue> {
  return (await parts[language].first()).default;
}

async function loadCatalogue(language: Language): Promise<Catalogue> {
  const [first, rest] = await Promise.all([parts[language].first(), parts[language].rest()]);
  return { ...first.default, ...rest.default };
}

export interface Messages extends Formats {
  language: Language;
  setLanguage(language: Language): void;
  /** The texts of every page are there, not only those of the first. */
  complete: boolean;
  /** Why the others could not be loaded. */
  fault?: unknown;
  /** The text of a key with `{name}` replaced by the value of that name. */
  t(key: MessageKey, values?: Values): string;
  /** The form of a key that the number asks for; `{count}` is the number in the language's form. */
  plural(key: PluralKey, count: number, values?: Values): string;
}

const Context = createContext<Messages | undefined>(undefined);

function fill(text: string, values: Values | undefined): string {
  return values === undefined
    ? text
    : text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

interface Loaded {
  language: Language;
  catalogue: Catalogue;
  complete: boolean;
  fault?: unknown;
}

function messagesFor(
  { language, catalogue, complete, fault }: Loaded,
  setLanguage: (language: Language) => void,
): Messages {
  const rules = new Intl.PluralRules(language);
  const formats = formatsFor(language);
  const t = (key: MessageKey, values?: Values) => fill(catalogue[key] ?? key, values);
  const plural = (key: PluralKey, count: number, values?: Values) => {
    const form = rules.select(count) === 'one' ? 'one' : 'other';
    return t(`${key}.${form}` as MessageKey, { count: formats.number(count), ...values });
  };
  return { language, setLanguage, complete, fault, t, plural, ...formats };
}

interface ProviderProps {
  language: Language;
  catalogue: Catalogue;
  children: ReactNode;
}

/** Gives the texts and formats of the chosen language to everything below it. */
export function MessagesProvider({ children, ...initial }: ProviderProps) {
  const [current, setCurrent] = useState<Loaded>({ ...initial, complete: false });
  const messages = useMemo(() => {
    const choose = (language: Language) => {
      localStorage.setItem(storageKey, language);
      void loadCatalogue(language).then((catalogue) => setCurrent({ language, catalogue, complete: true }));
    };
    return messagesFor(current, choose);
  }, [current]);
  useEffect(() => {
    const { language, complete } = current;
    if (complete || current.fault !== undefined) return;
    loadCatalogue(language).then(
      (catalogue) => setCurrent((now) => (now.complete ? now : { language, catalogue, complete: true })),
      (fault: unknown) => setCurrent((now) => ({ ...now, fault })),
    );
  }, [current]);
  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);
  return (
    <I18nProvider locale={current.language === 'de' ? 'de-DE' : 'en-US'}>
      <Context value={messages}>{children}</Context>
    </I18nProvider>
  );
}

/** @returns texts and formats of the user's language */
export function useMessages(): Messages {
  const messages = useContext(Context);
  if (messages === undefined) throw new Error('useMessages outside MessagesProvider');
  return messages;
}
