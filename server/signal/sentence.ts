import type { Localized } from '../contract/detection.js';
import { zone } from '../contract/german-day.js';
import type { Figures, SignalDefinition, SignalVerdict } from '../contract/signal.js';

const formats = {
  de: new Intl.NumberFormat('de-DE', { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }),
};
const times = {
  de: new Intl.DateTimeFormat('de-DE', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  }),
  en: new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  }),
};
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const never = { de: 'noch nie', en: 'never' };

/**
 * @param definition undefined: it is shipped no more
 * @returns what an observation says, in both languages; a figure that is no more measured is an ellipsis
 */
export function sentence(
  definition: Pick<SignalDefinition, 'statements'> | undefined,
  verdict: SignalVerdict,
  figures: Figures,
): Localized {
  const statement = definition?.statements[verdict];
  if (statement === undefined) return { de: '', en: '' };
  return { de: fill(statement.de, figures, 'de'), en: fill(statement.en, figures, 'en') };
}

function fill(text: string, figures: Figures, language: 'de' | 'en'): string {
  return text.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, name: string) => {
    const value = figures[name];
    if (value === undefined) return '…';
    if (typeof value === 'number') return formats[language].format(value);
    if (value === 'never') return never[language];
    return instant.test(value) ? times[language].format(new Date(value)) : value;
  });
}
