import { useEffect, useRef, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { Link } from 'react-router';
import type { WibaAnswer, WibaProposal, WibaQuestion } from '../../../server/contract/migration.js';
import { ApiError } from '../../api/http.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useLeaving } from '../../components/use-leaving.js';
import { useMessages } from '../../i18n/messages.js';
import { requirementPath } from '../catalogs/titles.js';
import { ProposalMark } from './proposal-mark.js';
import { useAnswer } from './use-answers.js';
import { useInterviewKeys } from './use-interview-keys.js';

const answers: readonly WibaAnswer[] = ['yes', 'partial', 'no', 'not_applicable'];
const catalog = 'kompendium-2023';
const quietMs = 1_200;

interface QuestionCardProps {
  tenant: string;
  question: WibaQuestion;
  number: number;
  /** By requirement: what all answers together propose. */
  proposals: ReadonlyMap<string, WibaProposal>;
  mayChange: boolean;
  onReload(): void;
}

/** One question of the interview: the answer is stored when it is chosen, the note when the typing pauses. */
export function QuestionCard(props: QuestionCardProps) {
  const { tenant, question, number, proposals, mayChange, onReload } = props;
  const { t, language } = useMessages();
  const card = useRef<HTMLLIElement>(null);
  const save = useAnswer(tenant, question.id);
  const [note, setNote] = useState(question.note);
  const [known, setKnown] = useState(question.note);
  // Somebody else's note comes in with the next load.
  if (question.note !== known) {
    setKnown(question.note);
    if (note === known) setNote(question.note);
  }
  const isConflict = save.error instanceof ApiError && save.error.code === 'CONFLICT';
  const choose = (answer: WibaAnswer): void => {
    if (mayChange && answer !== question.answer) save.mutate({ answer, note });
  };
  useInterviewKeys(card, (key) => {
    const answer = answers[Number(key) - 1];
    if (answer === undefined) return false;
    choose(answer);
    return true;
  });
  const { answer } = question;
  const unsaved = answer !== null && note !== question.note && !save.isPending && save.error === null;
  const { mutate } = save;
  useEffect(() => {
    if (!unsaved || answer === null) return;
    const timer = setTimeout(() => mutate({ answer, note }), quietMs);
    return () => clearTimeout(timer);
  }, [unsaved, answer, note, mutate]);
  useLeaving(() => {
    if (unsaved) mutate({ answer, note });
  });

  return (
    <li ref={card} className="gw-wiba" data-question={question.id}>
      <RadioGroup
        className="gw-wiba__answer"
        value={answer}
        isReadOnly={!mayChange}
        onChange={(value) => choose(value as WibaAnswer)}
      >
        <Label className="gw-wiba__text">
          <span className="gw-wiba__number">{number}</span>
          {question[language]}
        </Label>
        <div className="gw-answers">
          {answers.map((each, at) => (
            <Radio key={each} value={each} className="gw-answer">
              <span className="gw-answer__key" aria-hidden="true">
                {at + 1}
              </span>
              {t(`wiba.answer.${each}`)}
            </Radio>
          ))}
        </div>
      </RadioGroup>
      {answer === null ? null : (
        <TextField
          label={t('wiba.note')}
          rows={2}
          maxLength={4000}
          isReadOnly={!mayChange}
          value={note}
          onChange={(text) => {
            setNote(text);
            if (save.isError && !isConflict) save.reset();
          }}
          onBlur={() => {
            if (unsaved) save.mutate({ answer, note });
          }}
        />
      )}
      <Requirements question={question} proposals={proposals} />
      {isConflict ? (
        <Notice tone="warning" title={t('wiba.conflict')}>
          <Button
            small
            label={t('wiba.reload')}
            onPress={() => {
              save.reset();
              onReload();
            }}
          />
        </Notice>
      ) : null}
      {save.error && !isConflict ? (
        <ErrorNotice error={save.error} onRetry={() => save.variables && save.mutate(save.variables)} />
      ) : null}
      <p className="gw-wiba__state gw-muted" role="status">
        {save.isPending ? t('wiba.saving') : save.isSuccess && !unsaved ? t('wiba.saved') : null}
        {!save.isPending && !save.isSuccess && question.answered_by !== null
          ? t('wiba.answered_by', { name: question.answered_by })
          : null}
      </p>
    </li>
  );
}

function Requirements({ question, proposals }: Pick<QuestionCardProps, 'question' | 'proposals'>) {
  const { t } = useMessages();
  return (
    <p className="gw-wiba__requirements">
      <span className="gw-muted">
        {t(question.answer === null ? 'wiba.touches' : 'wiba.proposes_in_check')}
      </span>
      {question.requirements.map((requirement) => {
        const proposal = proposals.get(requirement);
        return (
          <span key={requirement} className="gw-nowrap">
            <Link className="gw-mono" to={requirementPath(catalog, requirement)}>
              {requirement}
            </Link>{' '}
            {question.answer !== null && proposal ? <ProposalMark state={proposal.proposal} /> : null}
          </span>
        );
      })}
    </p>
  );
}
