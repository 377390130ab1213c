import { useEffect } from 'react';
import { useAnnounce } from '../../components/announcer.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import type { ActOutcome } from './use-acts.js';

/** @returns what was done, and of what was not done why, each a sentence */
export function outcomeSentences(
  { kind, changed, refused, assignee = '' }: ActOutcome,
  { plural }: Pick<Messages, 'plural'>,
): { done: string | undefined; refused: string[] } {
  const because = (code: string) => refused.filter((each) => each.code === code);
  const conflicts = because('CONFLICT');
  const others = [...new Set(conflicts.flatMap(({ by }) => by ?? []))].join(', ') || '–';
  const sentences = [
    ...(conflicts.length > 0 ? [plural('alerts.refused.conflict', conflicts.length, { by: others })] : []),
    ...(['TRANSITION_INVALID', 'NOT_FOUND'] as const).flatMap((code) => {
      const { length } = because(code);
      const key = code === 'NOT_FOUND' ? 'alerts.refused.gone' : 'alerts.refused.state';
      return length > 0 ? [plural(key, length)] : [];
    }),
  ];
  const done = changed > 0 ? plural(`alerts.done.${kind}`, changed, { assignee }) : undefined;
  return { done, refused: sentences };
}

/** What was done, in words; read out when it is done. */
export function useOutcome(outcome: ActOutcome | undefined) {
  const messages = useMessages();
  const announce = useAnnounce();
  const sentences = outcome && outcomeSentences(outcome, messages);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each outcome once
  useEffect(() => {
    if (sentences) announce([sentences.done, ...sentences.refused].filter(Boolean).join(' '));
  }, [outcome]);
  return sentences;
}
