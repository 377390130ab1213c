import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { RuleSetView } from '../../../server/contract/rule-views.js';
import { undoImport } from '../../api/rule-imports.js';
import { changeRuleSet, reloadRules } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useTenant } from './tenant-select.js';
import { useRights } from './use-rights.js';

function RuleSetPanel({ set }: { set: RuleSetView }) {
  const { t, number } = useMessages();
  const tenant = useTenant();
  const rights = useRights();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (in_force: boolean) => changeRuleSet(set.name, tenant, { in_force, version: set.version }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  const facts = [
    [t('rules.set.rules'), number(set.rules)],
    [t('rules.set.refused'), number(set.refused)],
    [t('rules.set.licence'), set.licence],
    [t('rules.set.source'), set.source],
    [t('rules.set.installed'), set.installed_at ? <Time key="at" at={set.installed_at} full /> : null],
    [
      t('rules.set.sha256'),
      set.sha256 ? (
        <span key="hash" className="gw-mono gw-block">
          {set.sha256}
        </span>
      ) : null,
    ],
  ] as const;
  return (
    <section className="gw-panel gw-rule-set" aria-labelledby={`set-${set.name}`}>
      <div className="gw-rule-set__head">
        <h2 id={`set-${set.name}`} className="gw-panel__title">
          {set.name}
          <span className="gw-tag">{t(`rules.set_kind.${set.kind}`)}</span>
        </h2>
        <Switch
          label={t('rules.set.in_force')}
          isSelected={set.in_force}
          isDisabled={!rights.manage || change.isPending}
          onChange={(on) => change.mutate(on)}
        />
      </div>
      {change.error ? <ErrorNotice error={change.error} onRetry={change.reset} /> : null}
      <dl className="gw-facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="gw-facts__row">
              <dt>{name}</dt>
              <dd className="gw-block">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {rights.install && set.kind === 'installed' ? <Editions set={set.name} /> : null}
    </section>
  );
}

/** The way to another edition of an installed set, and back. */
function Editions({ set }: { set: string }) {
  const { t } = useMessages();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: () => undoImport(set),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  return (
    <>
      <div className="gw-toolbar gw-rule-set__editions">
        <Button
          small
          label={t('rules.set.review')}
          onPress={() => void navigate(`/rules/import?${new URLSearchParams({ set })}`)}
        />
        <Button
          small
          variant="tertiary"
          label={t('rules.set.undo')}
          isPending={undo.isPending}
          onPress={() => setAsking(true)}
        />
      </div>
      {undo.error ? <ErrorNotice error={undo.error} onRetry={undo.reset} /> : null}
      <ConfirmDialog
        title={t('rules.set.undo')}
        text={t('rules.set.undo_text', { set })}
        action={t('rules.import.undo')}
        isOpen={asking}
        onConfirm={() => {
          setAsking(false);
          undo.mutate();
        }}
        onCancel={() => setAsking(false)}
      />
    </>
  );
}

/** Where the rules come from, under which licence, and which of them are in force for the tenant. */
export function RuleSets({ sets }: { sets: readonly RuleSetView[] }) {
  const { t, plural } = useMessages();
  const rights = useRights();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const reload = useMutation({
    mutationFn: reloadRules,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  return (
    <>
      <p className="gw-lead gw-lead--tab">{t('rules.sets_text')}</p>
      {rights.install ? (
        <div className="gw-filters">
          <Button
            small
            icon="add"
            label={t('rules.set.import')}
            onPress={() => void navigate('/rules/import')}
          />
          <Button
            small
            icon="refresh"
            label={t('rules.reload')}
            isPending={reload.isPending}
            onPress={() => reload.mutate()}
          />
        </div>
      ) : null}
      {reload.error ? <ErrorNotice error={reload.error} onRetry={reload.reset} /> : null}
      {reload.data ? <Notice tone="success" title={plural('rules.reloaded', reload.data.rules)} /> : null}
      <div className="gw-rule-sets">
        {sets.map((set) => (
          <RuleSetPanel key={set.name} set={set} />
        ))}
      </div>
    </>
  );
}
