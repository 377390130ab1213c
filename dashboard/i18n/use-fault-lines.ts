import { useEffect, useState } from 'react';
import type { Sentence } from '../../server/contract/fault.js';
import { ApiError } from '../api/http.js';
import { type FaultLine, type FaultTexts, faultLines, noTexts } from './fault-lines.js';
import { useMessages } from './messages.js';

/** @returns what exactly is wrong, in the user's language; nothing until its texts are loaded */
export function useFaultLines(error: unknown): FaultLine[] {
  const messages = useMessages();
  const faults = error instanceof ApiError ? error.faults : [];
  const wanted = messages.language === 'de' && faults.length > 0;
  const german = useGerman(wanted);
  if (wanted && german === undefined) return [];
  return faultLines(faults, wanted ? german : undefined, messages);
}

/**
 * @param wanted whether there is anything to be worded: its texts are loaded first then
 * @returns what words a sentence of the API in the user's language; as nothing until its texts are loaded
 */
export function useWording(wanted: boolean): (sentence: Sentence) => FaultLine {
  const messages = useMessages();
  const isGerman = messages.language === 'de';
  const german = useGerman(wanted && isGerman);
  return (sentence) => {
    if (isGerman && german === undefined) return { text: '' };
    return faultLines([sentence], isGerman ? german : undefined, messages)[0]!;
  };
}

function useGerman(wanted: boolean): FaultTexts | undefined {
  const [german, setGerman] = useState<FaultTexts>();
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
  return german;
}
