import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { PseudonymMode, PseudonymProposal } from '../../../server/contract/pseudonym.js';
import { acceptProposal, withdrawProposal } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { useSession } from '../../state/session.js';
import { leastPassphrase } from './limits.js';
import { SettingsFacts } from './settings-facts.js';

interface ProposalPanelProps {
  mode: PseudonymMode;
  proposal: PseudonymProposal;
  onDone(recovery: string | null): void;
}

/** What waits for the second person, and that person's decision. */
export function ProposalPanel({ mode, proposal, onDone }: ProposalPanelProps) {
  const { t } = useMessages();
  const roles = useRoles();
  const { user } = useSession();
  const queries = useQueryClient();
  const [passphrase, setPassphrase] = useState('');
  const [checked, setChecked] = useState(false);
  const [asking, setAsking] = useState(false);
  const needsKey = proposal.enabled && !mode.sides.approver;
  const mayAccept = (roles.has('dpo') || roles.has('staff_council')) && user?.username !== proposal.by;
  const onSettled = () => queries.invalidateQueries({ queryKey: ['pseudonyms'] });
  const accept = useMutation({
    mutationFn: () =>
      acceptProposal(mode.tenant, { proposed_at: proposal.at, ...(needsKey ? { passphrase } : {}) }),
    onSuccess: ({ recovery }) => onDone(recovery),
    onSettled,
  });
  const withdraw = useMutation({ mutationFn: () => withdrawProposal(mode.tenant), onSettled });
  return (
    <section className="gw-panel" aria-labelledby="pseudonym-proposal">
      <h2 id="pseudonym-proposal" className="gw-panel__title">
        {t(proposal.enabled ? 'pseudonyms.proposal_on' : 'pseudonyms.proposal_off')}
      </h2>
      <p>
        {t('pseudonyms.proposed_by', { name: proposal.by })} <Time at={proposal.at} full />
      </p>
      <p className="gw-prose">{proposal.reason}</p>
      {proposal.enabled ? <SettingsFacts settings={proposal.settings} /> : null}
      {mayAccept ? null : <p className="gw-muted">{t('pseudonyms.waits')}</p>}
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (!needsKey || passphrase.length >= leastPassphrase) accept.mutate();
        }}
      >
        {accept.isError ? <ErrorNotice error={accept.error} /> : null}
        {withdraw.isError ? <ErrorNotice error={withdraw.error} /> : null}
        {mayAccept && needsKey ? (
          <TextField
            type="password"
            autoComplete="off"
            label={t('pseudonyms.passphrase.approver')}
            hint={t('pseudonyms.passphrase_new_hint')}
            value={passphrase}
            onChange={setPassphrase}
            error={
              checked && passphrase.length < leastPassphrase ? t('pseudonyms.passphrase_short') : undefined
            }
          />
        ) : null}
        <div className="gw-form__actions">
          {mayAccept ? (
            <Button
              type="submit"
              variant="primary"
              label={t('pseudonyms.accept')}
              isPending={accept.isPending}
            />
          ) : null}
          {mayAccept || roles.has('admin') ? (
            <Button
              variant="tertiary"
              label={t('pseudonyms.withdraw')}
              isPending={withdraw.isPending}
              onPress={() => setAsking(true)}
            />
          ) : null}
        </div>
      </Form>
      <ConfirmDialog
        title={t('pseudonyms.withdraw')}
        text={t('pseudonyms.withdraw_text', { name: proposal.by })}
        action={t('pseudonyms.withdraw')}
        isOpen={asking}
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          withdraw.mutate();
        }}
      />
    </section>
  );
}
