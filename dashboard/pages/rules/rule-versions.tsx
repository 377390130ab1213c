import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnRuleDetail, OwnRuleVersion } from '../../../server/contract/own-rule.js';
import { promoteOwnRule } from '../../api/own-rules.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DiffView } from '../../components/diff-view.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import { useTenant } from './tenant-select.js';
import { useRights } from './use-rights.js';

interface RuleVersionsProps {
  file: OwnRuleDetail;
  /** The text as it is being edited, which versions are compared with. */
  yaml: string;
}

/** Every version of a file of own rules: who, when, the difference to the text, and the way back. */
export function RuleVersions({ file, yaml }: RuleVersionsProps) {
  const { t } = useMessages();
  const tenant = useTenant();
  const rights = useRights();
  const user = useSession().user?.username;
  const queries = useQueryClient();
  const [compared, setCompared] = useState<number>();
  const [withdrawing, setWithdrawing] = useState(false);
  const promote = useMutation({
    mutationFn: (number: number | null) =>
      promoteOwnRule(file.id, tenant, { number, revision: file.revision }),
    onSuccess: (saved) => queries.setQueryData(['own-rules', tenant, file.id], saved),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['own-rules'] });
      await queries.invalidateQueries({ queryKey: ['rules'] });
    },
  });
  const approves = ({ approved_by }: OwnRuleVersion) => file.review_required && approved_by === null;
  const label = (version: OwnRuleVersion) => {
    if (approves(version)) return t('rules.versions.approve', { number: version.number });
    return version.number < (file.in_force ?? 0)
      ? t('rules.versions.roll_back', { number: version.number })
      : t('rules.versions.put_in_force', { number: version.number });
  };
  return (
    <section className="gw-panel gw-stack" aria-labelledby="versions">
      <h2 id="versions" className="gw-panel__title">
        {t('rules.versions.title')}
      </h2>
      {promote.error ? <ErrorNotice error={promote.error} onRetry={promote.reset} /> : null}
      <ol className="gw-versions">
        {file.versions.map((version) => {
          const { number, saved_at, saved_by, approved_by } = version;
          const mayPromote = !(approves(version) && saved_by === user);
          return (
            <li key={number} className="gw-version">
              <div className="gw-version__head">
                <strong>{t('rules.versions.number', { number })}</strong>
                {number === file.in_force ? (
                  <span className="gw-state gw-state--active">{t('rules.set.in_force')}</span>
                ) : null}
                {file.waiting && number === file.latest ? (
                  <span className="gw-tag gw-tag--warning">{t('rules.own.waiting')}</span>
                ) : null}
                <span className="gw-muted">
                  {saved_by}, <Time at={saved_at} full />
                  {approved_by ? ` · ${t('rules.versions.approved', { by: approved_by })}` : ''}
                </span>
              </div>
              <div className="gw-version__actions">
                <Button
                  small
                  variant="tertiary"
                  label={t('rules.versions.compare', { number })}
                  aria-expanded={compared === number}
                  onPress={() => setCompared(compared === number ? undefined : number)}
                />
                {rights.change && number !== file.in_force ? (
                  <Button
                    small
                    label={label(version)}
                    isDisabled={!mayPromote || promote.isPending}
                    isPending={promote.isPending && promote.variables === number}
                    onPress={() => promote.mutate(number)}
                  />
                ) : null}
                {rights.change && number === file.in_force ? (
                  <Button
                    small
                    label={t('rules.versions.withdraw')}
                    isDisabled={promote.isPending}
                    onPress={() => setWithdrawing(true)}
                  />
                ) : null}
              </div>
              {!mayPromote && number === file.latest ? (
                <p className="gw-muted">{t('rules.versions.second_person')}</p>
              ) : null}
              {compared === number ? (
                <DiffView
                  label={t('rules.versions.difference', { number })}
                  before={version.yaml}
                  after={yaml}
                />
              ) : null}
            </li>
          );
        })}
      </ol>
      <h3 className="gw-panel__subtitle">{t('alert.history')}</h3>
      <ul className="gw-acts">
        {file.acts.map(({ at, by, action, number, reason }) => (
          <li key={`${at}-${action}-${number}`}>
            <Time at={at} full /> {t(`rules.act.${action}`, { by, number })}
            {reason ? `: ${reason}` : ''}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        title={t('rules.versions.withdraw_title')}
        text={t('rules.versions.withdraw_text')}
        action={t('rules.versions.withdraw')}
        isOpen={withdrawing}
        onConfirm={() => {
          setWithdrawing(false);
          promote.mutate(null);
        }}
        onCancel={() => setWithdrawing(false)}
      />
    </section>
  );
}
