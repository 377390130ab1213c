import { useRef } from 'react';
import type { WibaProposal, WibaTopic } from '../../../server/contract/migration.js';
import { Button } from '../../components/button.js';
import { useMessages } from '../../i18n/messages.js';
import { QuestionCard } from './question-card.js';
import { TopicList } from './topic-list.js';
import { useInterviewKeys } from './use-interview-keys.js';

interface InterviewProps {
  tenant: string;
  topics: readonly WibaTopic[];
  topic: WibaTopic;
  proposals: readonly WibaProposal[];
  mayChange: boolean;
  onSelect(topic: string): void;
  onReload(): void;
}

/** The questions of one topic, and the way to the others. */
export function Interview({
  tenant,
  topics,
  topic,
  proposals,
  mayChange,
  onSelect,
  onReload,
}: InterviewProps) {
  const { t, language } = useMessages();
  const list = useRef<HTMLOListElement>(null);
  const at = topics.indexOf(topic);
  const byRequirement = new Map(proposals.map((proposal) => [proposal.requirement, proposal]));
  const step = (by: number): boolean => {
    const cards = [...(list.current?.children ?? [])];
    const here = cards.findIndex((card) => card.contains(document.activeElement));
    const next = cards[here + by];
    if (next === undefined) return false;
    // The radio that takes the focus: the chosen one, or the first.
    const radios = [...next.querySelectorAll<HTMLInputElement>('input[type=radio]')];
    (radios.find(({ checked }) => checked) ?? radios[0])?.focus();
    next.scrollIntoView({ block: 'nearest' });
    return true;
  };
  useInterviewKeys(list, (key) => (key === 'j' ? step(1) : key === 'k' ? step(-1) : false));
  return (
    <div className="gw-selfcheck">
      <TopicList topics={topics} current={topic.id} onSelect={onSelect} />
      <section aria-labelledby="wiba-topic" className="gw-selfcheck__topic">
        <h2 id="wiba-topic" className="gw-panel__title">
          {topic.title[language]}
        </h2>
        <p className="gw-muted gw-selfcheck__keys">{t('wiba.keys')}</p>
        <ol ref={list} className="gw-selfcheck__list">
          {topic.questions.map((question, index) => (
            <QuestionCard
              key={`${tenant} ${question.id}`}
              tenant={tenant}
              question={question}
              number={index + 1}
              proposals={byRequirement}
              mayChange={mayChange}
              onReload={onReload}
            />
          ))}
        </ol>
        <div className="gw-toolbar">
          {at > 0 ? (
            <Button
              icon="back"
              variant="tertiary"
              label={topics[at - 1]!.title[language]}
              onPress={() => onSelect(topics[at - 1]!.id)}
            />
          ) : null}
          {at < topics.length - 1 ? (
            <Button
              icon="next"
              label={t('wiba.next_topic', { title: topics[at + 1]!.title[language] })}
              onPress={() => onSelect(topics[at + 1]!.id)}
            />
          ) : null}
        </div>
      </section>
    </div>
  );
}
