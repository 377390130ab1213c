import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { TargetObject } from '../../../server/contract/isms.js';
import type {
  DamageScenario,
  NeedEffect,
  NeedLevel,
  ProtectionNeed,
  ProtectionNeedInput,
  Scenarios,
} from '../../../server/contract/protection.js';
import { ApiError } from '../../api/http.js';
import { setProtectionNeed } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Term } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { useStructureChanged } from '../structure/use-structure.js';

const levels: readonly NeedLevel[] = ['normal', 'high', 'very_high'];
const scenarios: readonly DamageScenario[] = [
  'laws',
  'self_determination',
  'physical_integrity',
  'task_performance',
  'reputation',
  'finances',
];
type Choice = NeedLevel | 'none';

interface NeedFormProps {
  object: TargetObject;
  stated: ProtectionNeed;
  onClose(): void;
}

/** What a person says of an object in one dimension: by damage scenario, as a whole, and an effect with its reason. */
export function NeedForm({ object, stated, onClose }: NeedFormProps) {
  const { t } = useMessages();
  const changed = useStructureChanged();
  const [level, setLevel] = useState<Choice>(stated.level ?? 'none');
  const [reason, setReason] = useState(stated.reason);
  const [said, setSaid] = useState<Scenarios>(stated.scenarios);
  const [effect, setEffect] = useState<NeedEffect | 'none'>(stated.override?.effect ?? 'none');
  const [effectLevel, setEffectLevel] = useState<NeedLevel>(stated.override?.level ?? 'high');
  const [effectReason, setEffectReason] = useState(stated.override?.reason ?? '');
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: (input: ProtectionNeedInput) =>
      setProtectionNeed(object.id, stated.dimension, input, stated.version),
    onSuccess() {
      changed();
      onClose();
    },
  });
  const conflict = save.error instanceof ApiError && save.error.code === 'CONFLICT';
  const choices = (none: string) => [
    { value: 'none' as const, label: none },
    ...levels.map((value) => ({ value, label: t(`need.level.${value}`) })),
  ];
  const setScenario = (name: DamageScenario, next: Choice, why = said[name]?.reason ?? ''): void => {
    const { [name]: _before, ...others } = said;
    setSaid(next === 'none' ? others : { ...others, [name]: { level: next, reason: why } });
  };
  const effectLevels = levels.filter((each) => each !== (effect === 'cumulation' ? 'normal' : 'very_high'));

  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (effect !== 'none' && effectReason.trim() === '') return;
        save.mutate({
          level: level === 'none' ? null : level,
          reason,
          scenarios: said,
          override: effect === 'none' ? null : { effect, level: effectLevel, reason: effectReason },
        });
      }}
    >
      {conflict ? (
        <Notice tone="warning" title={t('error.CONFLICT')}>
          <p>{t('targets.conflict_text')}</p>
        </Notice>
      ) : null}
      {save.isError && !conflict ? <ErrorNotice error={save.error} /> : null}
      <fieldset className="gw-fieldset">
        <legend className="gw-panel__subtitle">
          <Term id="schadensszenario">{t('need.scenarios')}</Term>
        </legend>
        {scenarios.map((name) => (
          <div key={name} className="gw-scenario">
            <SelectField
              label={t(`need.scenario.${name}`)}
              value={said[name]?.level ?? 'none'}
              options={choices(t('need.not_relevant'))}
              onChange={(next) => setScenario(name, next)}
            />
            <TextField
              label={t('need.scenario_reason')}
              isDisabled={said[name] === undefined}
              value={said[name]?.reason ?? ''}
              maxLength={2000}
              onChange={(why) => setScenario(name, said[name]!.level, why)}
            />
          </div>
        ))}
      </fieldset>
      <FieldRow>
        <SelectField
          label={t('need.own')}
          value={level}
          options={choices(t('need.from_scenarios'))}
          onChange={(next) => setLevel(next)}
        />
        <TextField label={t('need.reason')} value={reason} maxLength={2000} onChange={setReason} />
      </FieldRow>
      <fieldset className="gw-fieldset">
        <legend className="gw-panel__subtitle">{t('need.override')}</legend>
        <FieldRow>
          <SelectField
            label={t('need.effect')}
            value={effect}
            options={(['none', 'cumulation', 'distribution'] as const).map((value) => ({
              value,
              label: t(`need.effect.${value}`),
            }))}
            onChange={(next) => {
              setEffect(next);
              setEffectLevel(next === 'cumulation' ? 'very_high' : 'normal');
            }}
          />
          {effect === 'none' ? null : (
            <SelectField
              label={t('need.effect_level')}
              value={effectLevel}
              options={effectLevels.map((value) => ({ value, label: t(`need.level.${value}`) }))}
              onChange={(next) => setEffectLevel(next)}
            />
          )}
        </FieldRow>
        {effect === 'none' ? null : (
          <TextField
            label={t('need.effect_reason')}
            value={effectReason}
            maxLength={2000}
            rows={2}
            error={checked && effectReason.trim() === '' ? t('targets.required') : undefined}
            onChange={setEffectReason}
          />
        )}
      </fieldset>
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('action.save')} isPending={save.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
