import type { RuleProblemView } from '../../../server/contract/rule-views.js';
import type { FaultLine } from '../../i18n/fault-lines.js';
import { useMessages } from '../../i18n/messages.js';
import { useWording } from '../../i18n/use-fault-lines.js';

/** What a problem says and how to mend it, in the user's language. */
export interface ProblemLines {
  message: FaultLine;
  hint: FaultLine;
}

/**
 * @param wanted whether there are problems
 * @returns what words a problem; one that was stored by an older version is told in English
 */
export function useProblemLines(wanted: boolean): (problem: RuleProblemView) => ProblemLines {
  const { language } = useMessages();
  const word = useWording(wanted);
  const asItIs = (text: string): FaultLine => (language === 'en' ? { text } : { text, lang: 'en' });
  return ({ message, hint, said }) => {
    if (said === undefined) return { message: asItIs(message), hint: asItIs(hint) };
    const { values } = said;
    return { message: word({ message: said.message, values }), hint: word({ message: said.hint, values }) };
  };
}

/** A problem in words. */
export function ProblemWords({ lines: { message, hint } }: { lines: ProblemLines }) {
  return (
    <>
      <span lang={message.lang}>{message.text}</span> <strong lang={hint.lang}>{hint.text}</strong>
    </>
  );
}
