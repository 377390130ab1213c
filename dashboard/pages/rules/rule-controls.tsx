import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Level } from '../../../server/contract/detection.js';
import type { RuleDetail } from '../../../server/contract/rule-views.js';
import { changeRuleState, releaseRule } from '../../api/rules.js';
import { useAnnounce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/fields.js';
import { levelOrder } from '../../components/level.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { Term } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { ConditionMark } from './condition-mark.js';
import { useTenant } from './tenant-select.js';
import { useRights } from './use-rights.js';

/** Says why a rule does not run although it is switched on. */
function Obstacle({ rule }: { rule: RuleDetail }) {
  const { t, dateTime } = useMessages();
  const rights = useRights();
  const queries = useQueryClient();
  const release = useMutation({
    mutationFn: () => releaseRule(rule.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  const { quarantine, state } = rule;
  if (quarantine !== null) {
    return (
      <Notice tone="warning" title={t(`rules.quarantine.${quarantine.reason}`)}>
        <p>{quarantine.detail}</p>
        <p className="gw-muted">
          <Term id="quarantaene">{t('rules.condition.quarantined')}</Term>.{' '}
          {t('rules.quarantine_since', { at: dateTime(quarantine.since) })}
        </p>
        {release.error ? <ErrorNotice error={release.error} /> : null}
        {rights.manage ? (
          <Button
            small
            label={t('rules.release')}
            isPending={release.isPending}
            onPress={() => release.mutate()}
          />
        ) : null}
      </Notice>
    );
  }
  if (!state.enabled || state.in_force) return null;
  return <Notice tone="info" title={t('rules.set_off_text', { set: rule.set ?? '' })} />;
}

function ControlForm({ rule }: { rule: RuleDetail }) {
  const { t } = useMessages();
  const tenant = useTenant();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [enabled, setEnabled] = useState(rule.state.enabled);
  const [level, setLevel] = useState<Level | ''>(rule.state.level ?? '');
  const [reason, setReason] = useState('');
  const changed = enabled !== rule.state.enabled || (level || null) !== rule.state.level;
  const save = useMutation({
    mutationFn: () =>
      changeRuleState(rule.id, tenant, {
        enabled,
        level: level || null,
        version: rule.state.version,
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      }),
    onSuccess: () => announce(t('rules.saved')),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate();
      }}
    >
      <Switch label={t('rules.enabled')} isSelected={enabled} onChange={setEnabled} />
      <SelectField<Level | ''>
        label={t('rules.level_here')}
        value={level}
        options={[
          { value: '', label: t('rules.level_own', { level: t(`level.${rule.level}`) }) },
          ...levelOrder.map((value) => ({ value, label: t(`level.${value}`) })),
        ]}
        onChange={setLevel}
      />
      {changed ? (
        <>
          <TextField
            label={t('rules.reason')}
            hint={t('rules.reason_hint')}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={setReason}
          />
          <div className="gw-form__actions">
            <Button
              small
              type="submit"
              variant="primary"
              label={t('action.save')}
              isPending={save.isPending}
            />
            <Button
              small
              variant="tertiary"
              label={t('action.cancel')}
              onPress={() => {
                setEnabled(rule.state.enabled);
                setLevel(rule.state.level ?? '');
              }}
            />
          </div>
        </>
      ) : null}
      {save.error ? <ErrorNotice error={save.error} /> : null}
    </Form>
  );
}

/** Switches a rule on or off and sets its level, for the tenant. */
export function RuleControls({ rule }: { rule: RuleDetail }) {
  const { t } = useMessages();
  const rights = useRights();
  return (
    <section className="gw-panel" aria-labelledby="controls">
      <div className="gw-panel__head">
        <h2 id="controls" className="gw-panel__title">
          {t('rules.column.condition')}
        </h2>
        <ConditionMark rule={rule} />
      </div>
      <Obstacle rule={rule} />
      {rights.change ? <ControlForm key={rule.state.version} rule={rule} /> : null}
    </section>
  );
}
