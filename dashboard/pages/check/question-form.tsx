import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import type {
  Assessment,
  AssessmentStatus,
  CheckQuestion,
  ControlFacts,
} from '../../../server/contract/check.js';
import { type EditionRef, removeAnswer, scopeOf } from '../../api/check.js';
import { Button } from '../../components/button.js';
import { RadioField } from '../../components/fields.js';
import { LevelTag } from '../../components/level-tag.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { today } from '../../i18n/zoned-time.js';
import { useSession } from '../../state/session.js';
import { RequirementSignals } from '../signals/requirement-signals.js';
import { AnswerConflict } from './answer-conflict.js';
import { type AnswerDraft, agreedStatus } from './answer-draft.js';
import { AnswerFields } from './answer-fields.js';
import { AnswerHistory } from './answer-history.js';
import { type InterviewAct, useInterviewKeys } from './interview-keys.js';
import { draftStore } from './kept-draft.js';
import { RequirementText } from './requirement-text.js';
import { controlStatuses, statuses } from './tally-bar.js';
import { type AnswerState, useAnswer } from './use-answer.js';

interface QuestionFormProps {
  domain: EditionRef;
  baustein: string;
  question: CheckQuestion;
  targetObject: string | null;
  mayChange: boolean;
  onStored(answer: Assessment): void;
  /** What is stored has changed elsewhere: it is read anew. */
  onReload(): void;
  /** Goes on to the next one; undefined: there is none. */
  onNext?(): void;
  /** false: the history is shown elsewhere. */
  showsHistory?: boolean;
  /** Keys of the interview work. */
  keys?: boolean;
  /** The question was reached by a key: its title gets the focus. */
  isReached?: boolean;
  /** What is not about this question; returns whether it was possible. */
  onAct?(act: InterviewAct): boolean;
}

/** One requirement of the interview: what it asks, how it is met, and who says so. It stores itself. */
export function QuestionForm(props: QuestionFormProps) {
  const { domain, baustein, question, targetObject, mayChange, onStored, onReload, onNext } = props;
  const { showsHistory = true, keys = false, isReached = false } = props;
  const { t } = useMessages();
  const { user } = useSession();
  const { requirement, control, own, inherited } = question;
  const scope = scopeOf(targetObject);
  const [store] = useState(() =>
    draftStore([user?.username ?? '', domain.domain, domain.catalog, scope, requirement.id]),
  );
  const answer = useAnswer(domain, question, targetObject, store, onStored);
  const { draft, change, state } = answer;
  const subs = requirement.sub_requirements.map(({ id }) => id);
  /** Who decides for the first time assesses today. */
  const decided = (status: AssessmentStatus): Partial<AnswerDraft> => ({
    status,
    ...(draft.assessor === '' && user ? { assessor: user.username } : {}),
    ...(draft.assessed_on === '' ? { assessed_on: today() } : {}),
  });
  const choices = control === null ? statuses : controlStatuses;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isReached) head.current?.focus();
  }, [isReached]);
  useInterviewKeys((act) => {
    if (act.act === 'write') {
      const field = head.current
        ?.closest('form')
        ?.querySelector<HTMLElement>('[name=implementation]:not(:disabled)');
      field?.focus();
      return field !== undefined && field !== null;
    }
    if (act.act !== 'answer') return props.onAct?.(act) ?? false;
    const status = choices[act.at];
    if (status === undefined || !mayChange) return false;
    change(decided(status));
    return true;
  }, keys);
  const back = useMutation({
    mutationFn: () => removeAnswer(domain, requirement.id, scope, own!.version),
    onSettled: onReload,
  });
  return (
    <Form
      className="gw-form gw-question"
      onSubmit={(event) => {
        event.preventDefault();
        answer.save();
        onNext?.();
      }}
    >
      <header className="gw-question__head">
        <h2 className="gw-question__title" ref={head} tabIndex={-1}>
          <span className="gw-mono">{requirement.id}</span> {requirement.title}
        </h2>
        <LevelTag level={requirement.level} isControl={control !== null} />
        <SaveState state={state} />
      </header>
      {control === null ? null : <ControlLine control={control} />}
      {state === 'conflict' ? (
        <AnswerConflict
          domain={domain}
          baustein={baustein}
          scope={scope}
          requirement={requirement.id}
          draft={draft}
          onOverwrite={answer.overwrite}
          onReload={() => {
            answer.discard();
            onReload();
          }}
        />
      ) : null}
      {state === 'failed' ? <ErrorNotice error={answer.error} /> : null}
      {back.error ? <ErrorNotice error={back.error} /> : null}
      {inherited === null ? null : (
        <Notice tone="info" title={t(own === null ? 'check.from_group' : 'check.own_answer')}>
          {own !== null && mayChange ? (
            <Button
              small
              label={t('check.as_group')}
              isPending={back.isPending}
              onPress={() => back.mutate()}
            />
          ) : null}
        </Notice>
      )}
      <RequirementText
        requirement={requirement}
        states={draft.sub_statuses}
        mayChange={mayChange}
        onChange={(id, status) => {
          const sub_statuses = { ...draft.sub_statuses, [id]: status };
          const agreed = agreedStatus(subs, sub_statuses);
          change({ sub_statuses, ...(agreed === undefined ? {} : decided(agreed)) });
        }}
      />
      <RequirementSignals
        domain={domain}
        requirement={requirement.id}
        catalog={domain.catalog}
        scope={scope}
      />
      <fieldset className="gw-fieldset" disabled={!mayChange}>
        <RadioField
          label={t('check.question')}
          value={draft.status}
          options={choices.map((value, at) => ({
            value,
            label: t(`check.status.${value}`),
            ...(props.keys ? { shortcut: `${at + 1}` } : {}),
          }))}
          onChange={(status) => change(decided(status))}
        />
        <AnswerFields
          answer={answer}
          mayAcceptRisk={requirement.level !== 'B'}
          asksWhyNot={control !== null}
          isDisabled={!mayChange}
        />
      </fieldset>
      {onNext ? (
        <div className="gw-form__actions">
          <Button type="submit" variant="primary" icon="next" label={t('check.next')} />
        </div>
      ) : null}
      {showsHistory ? (
        <AnswerHistory key={own?.version ?? 0} domain={domain} scope={scope} requirement={requirement.id} />
      ) : null}
    </Form>
  );
}

/** What the catalogue says of a control beside its level. */
function ControlLine({ control }: { control: ControlFacts }) {
  const { t } = useMessages();
  const facts = [
    control.modal_verb,
    control.sec_level && t('check.control.sec_level', { value: control.sec_level }),
    control.effort_level && t('check.control.effort_level', { value: control.effort_level }),
    control.target_objects.length > 0 &&
      t('check.control.target_objects', { value: control.target_objects.join(', ') }),
  ];
  return <p className="gw-muted">{facts.filter(Boolean).join(' · ')}</p>;
}

function SaveState({ state }: { state: AnswerState['state'] }) {
  const { t } = useMessages();
  return (
    <span className="gw-question__state gw-muted" role="status">
      {state === 'failed' || state === 'conflict' ? '' : t(`check.save.${state}`)}
    </span>
  );
}
