import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import type { ImplementationState, SoaGround, StateGround, Statement } from '../../../server/contract/iso.js';
import { getStatement, setStatement } from '../../api/iso.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { SaveFault } from '../../components/save-fault.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { ImplementationMark } from './implementation-mark.js';
import { implementationStates, soaGrounds } from './iso-words.js';
import { useIsoChanged } from './use-iso-changed.js';

/** What a derived state comes from, pair by pair. */
function Basis({ basis }: { basis: readonly StateGround[] }) {
  const { t } = useMessages();
  if (basis.length === 0) return <p className="gw-muted">{t('soa.no_basis')}</p>;
  return (
    <ul className="gw-basis">
      {basis.map(({ id, title, state, certain, requirements }) => (
        <li key={id} className={certain ? undefined : 'gw-muted'}>
          <ImplementationMark state={state} /> <span className="gw-mono">{id}</span> {title}
          {certain ? null : ` (${t('soa.uncertain')})`}
          {requirements.length > 0 ? (
            <span className="gw-muted gw-block">
              {requirements
                .map((each) => `${each.id}: ${t(`soa.answer.${answerOf(each.status)}`)}`)
                .join(', ')}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

const answers = ['yes', 'partial', 'no', 'dispensable', 'open'] as const;
const answerOf = (status: string) => answers.find((each) => each === status) ?? 'open';

interface StatementFormProps {
  statement: Statement;
  domain: DomainRef;
  /** The user may change it. */
  mayChange: boolean;
  onClose(): void;
  /** Opens the one that comes after it. */
  onNext: (() => void) | undefined;
}

/** Whether a control is applied, why, and its state: derived, or said by a person with a reason. */
export function StatementForm({ statement, domain, mayChange, onClose, onNext }: StatementFormProps) {
  const { t } = useMessages();
  const goesOn = useRef(false);
  const changed = useIsoChanged();
  const [applicable, setApplicable] = useState(statement.applicable);
  const [grounds, setGrounds] = useState<ReadonlySet<string>>(new Set(statement.grounds));
  const [justification, setJustification] = useState(statement.justification);
  const [override, setOverride] = useState<ImplementationState | 'none'>(statement.override?.state ?? 'none');
  const [reason, setReason] = useState(statement.override?.reason ?? '');
  const [responsible, setResponsible] = useState(statement.responsible);
  const [checked, setChecked] = useState(false);
  const detail = useQuery({
    queryKey: ['iso', 'statement', domain.domain, statement.control],
    queryFn: ({ signal }) => getStatement(domain, statement.control, signal),
  });
  const isOverridden = applicable && override !== 'none';
  const save = useMutation({
    mutationFn: () =>
      setStatement(domain, statement, {
        applicable,
        grounds: soaGrounds.filter((ground: SoaGround) => grounds.has(ground)),
        justification,
        override: isOverridden ? { state: override, reason } : null,
        responsible,
      }),
    onSuccess() {
      changed();
      if (goesOn.current && onNext) onNext();
      else onClose();
    },
  });
  const missing = (needed: boolean, text: string) =>
    checked && needed && text.trim() === '' ? t('targets.required') : undefined;
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!applicable && justification.trim() === '') return;
        if (isOverridden && reason.trim() === '') return;
        save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <section aria-labelledby="soa-basis">
        <h3 id="soa-basis" className="gw-panel__subtitle">
          {t('soa.derived')} <ImplementationMark state={statement.derived?.state ?? 'open'} />
        </h3>
        <p className="gw-muted">{t('soa.derived_note')}</p>
        {statement.derived?.contradictory ? <p>{t('soa.contradictory')}</p> : null}
        {detail.error ? <ErrorNotice error={detail.error} /> : null}
        {detail.data ? <Basis basis={detail.data.basis} /> : detail.error ? null : <Loading rows={2} />}
      </section>
      <Switch
        label={t('soa.applicable')}
        isSelected={applicable}
        isDisabled={!mayChange}
        onChange={setApplicable}
      />
      {applicable ? (
        <CheckList
          inline
          label={t('soa.grounds')}
          options={soaGrounds.map((value) => ({ value, label: t(`soa.ground.${value}`) }))}
          selected={grounds}
          onChange={setGrounds}
        />
      ) : null}
      <TextField
        label={t(applicable ? 'soa.justification' : 'soa.exclusion')}
        rows={2}
        maxLength={4000}
        value={justification}
        error={missing(!applicable, justification)}
        onChange={setJustification}
      />
      {applicable ? (
        <FieldRow>
          <SelectField
            label={t('soa.override')}
            value={override}
            options={[
              { value: 'none' as const, label: t('soa.as_derived') },
              ...implementationStates.map((value) => ({ value, label: t(`soa.state.${value}`) })),
            ]}
            onChange={(next) => setOverride(next)}
          />
          <TextField
            label={t('plan.responsible')}
            maxLength={200}
            value={responsible}
            onChange={setResponsible}
          />
        </FieldRow>
      ) : null}
      {isOverridden ? (
        <TextField
          label={t('soa.override_reason')}
          rows={2}
          maxLength={4000}
          value={reason}
          error={missing(true, reason)}
          onChange={setReason}
        />
      ) : null}
      <div className="gw-form__actions">
        {mayChange ? (
          <>
            <Button
              type="submit"
              variant="primary"
              label={t('action.save')}
              isPending={save.isPending && !goesOn.current}
              onPress={() => (goesOn.current = false)}
            />
            {onNext ? (
              <Button
                type="submit"
                label={t('soa.save_next')}
                isPending={save.isPending && goesOn.current}
                onPress={() => (goesOn.current = true)}
              />
            ) : null}
          </>
        ) : null}
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
