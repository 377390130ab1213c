import { Button } from '../../components/button.js';
import { FieldRow, RadioField, TextField } from '../../components/fields.js';
import type { MessageKey } from '../../i18n/messages.js';
import { useMessages } from '../../i18n/messages.js';
import type { AnswerDraft } from './answer-draft.js';
import type { AnswerState } from './use-answer.js';

const grounds = ['not_applicable', 'alternative', 'risk_accepted'] as const;

interface AnswerFieldsProps {
  answer: AnswerState;
  /** The gap of a Basis requirement cannot be accepted as a risk. */
  mayAcceptRisk: boolean;
  /** A "no" has a reason, too. */
  asksWhyNot: boolean;
  isDisabled: boolean;
}

/** Everything about an answer but its state. */
export function AnswerFields({ answer, mayAcceptRisk, asksWhyNot, isDisabled }: AnswerFieldsProps) {
  const { t } = useMessages();
  const { draft, change, faults } = answer;
  type Text = Exclude<keyof AnswerDraft, 'status' | 'dispensable_as' | 'evidence' | 'sub_statuses'>;
  const text = (
    field: Text,
    more: { rows?: number; maxLength?: number; type?: string; hint?: MessageKey } = {},
  ) => {
    const { hint, ...rest } = more;
    const isWrong = field in faults && faults[field as keyof typeof faults];
    return (
      <TextField
        label={t(`check.field.${field}`)}
        name={field}
        hint={hint && t(hint)}
        value={draft[field]}
        isDisabled={isDisabled}
        error={isWrong ? t(field === 'reason' ? 'targets.required' : 'check.euros_wrong') : undefined}
        onChange={(value) => change({ [field]: value })}
        {...rest}
      />
    );
  };
  return (
    <>
      {draft.status === 'dispensable' ? (
        <RadioField
          label={t('check.field.dispensable_as')}
          value={draft.dispensable_as === 'none' ? undefined : draft.dispensable_as}
          options={grounds
            .filter((ground) => mayAcceptRisk || ground !== 'risk_accepted')
            .map((value) => ({ value, label: t(`check.ground.${value}`) }))}
          error={faults.dispensable_as ? t('targets.required') : undefined}
          onChange={(dispensable_as) => change({ dispensable_as })}
        />
      ) : null}
      {draft.status === 'dispensable' || draft.reason !== '' || (asksWhyNot && draft.status === 'no')
        ? text('reason', { rows: 2, maxLength: 4000 })
        : null}
      {text('implementation', { rows: 4, maxLength: 20_000 })}
      <FieldRow>
        {text('responsible', { maxLength: 200 })}
        {text('due', { type: 'date' })}
      </FieldRow>
      <FieldRow>
        {text('cost_once', { maxLength: 10 })}
        {text('cost_yearly', { maxLength: 10 })}
      </FieldRow>
      <FieldRow>
        {text('assessor', { maxLength: 200 })}
        {text('assessed_on', { type: 'date' })}
      </FieldRow>
      {text('interviewees', { maxLength: 2000, hint: 'check.interviewees_hint' })}
      <EvidenceFields answer={answer} isDisabled={isDisabled} />
    </>
  );
}

function EvidenceFields({
  answer: { draft, change },
  isDisabled,
}: Pick<AnswerFieldsProps, 'answer' | 'isDisabled'>) {
  const { t } = useMessages();
  const { evidence } = draft;
  const replace = (at: number, link: Partial<(typeof evidence)[number]>): void =>
    change({ evidence: evidence.map((each, index) => (index === at ? { ...each, ...link } : each)) });
  return (
    <fieldset className="gw-fieldset">
      <legend className="gw-panel__subtitle">{t('check.field.evidence')}</legend>
      {evidence.map(({ title, url }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: links have no identity but their place
        <div key={at} className="gw-evidence">
          <TextField
            label={t('check.evidence_title')}
            value={title}
            isDisabled={isDisabled}
            maxLength={200}
            onChange={(next) => replace(at, { title: next })}
          />
          <TextField
            label={t('check.evidence_url')}
            value={url}
            isDisabled={isDisabled}
            maxLength={2000}
            onChange={(next) => replace(at, { url: next })}
          />
          {isDisabled ? null : (
            <Button
              small
              variant="tertiary"
              iconOnly
              icon="remove"
              label={t('check.evidence_remove', { name: title })}
              onPress={() => change({ evidence: evidence.filter((_, index) => index !== at) })}
            />
          )}
        </div>
      ))}
      {isDisabled ? null : (
        <Button
          small
          icon="add"
          label={t('check.evidence_add')}
          onPress={() => change({ evidence: [...evidence, { title: '', url: '' }] })}
        />
      )}
    </fieldset>
  );
}
