import { useEffect, useState } from 'react';
import { ApiError } from '../api/http.js';
import { type FaultLine, type FaultTexts, faultLines, noTexts } from './fault-lines.js';
import { useMessages } from './messages.js';

/** @returns what exactly is wrong, in the user's language; nothing until its texts are loaded */
export function useFaultLines(error: unknown): FaultLine[] {
  const messages = useMessages();
  const [german, setGerman] = useState<FaultTexts>();
  const faults = error instanceof ApiError ? error.faults : [];
  const wanted = messages.language === 'de' && faults.length > 0;
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    const take = (texts: FaultTexts) => {
      if (current) setGerman(texts);
    };
    import('../locales/faults.de.json').then(
      ({ default: texts }) => take(texts),
      () => take(noTexts),
    );
    return () => {
      current = false;
    };
  }, [wanted]);
  if (wanted && german === undefined) return [];
  return faultLines(faults, wanted ? german : undefined, messages);
}
