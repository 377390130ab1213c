import { useState } from 'react';
import type { StoredProposal } from '../../../server/contract/migration.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { useMessages } from '../../i18n/messages.js';
import type { Decided } from './use-migration.js';

interface DecisionBarProps {
  /** That the filter lets through. */
  shown: readonly StoredProposal[];
  picked: readonly StoredProposal[];
  isBusy: boolean;
  onPick(requirements: readonly string[]): void;
  onDecide(decided: Decided): void;
}

/** Decides about several proposals at once, with one note. */
export function DecisionBar({ shown, picked, isBusy, onPick, onDecide }: DecisionBarProps) {
  const { t, plural } = useMessages();
  const [note, setNote] = useState('');
  const acceptable = picked.filter(({ proposal }) => proposal !== 'open');
  const send = (decided: Decided): void => {
    onDecide({ ...decided, note: note.trim() === '' ? undefined : note.trim() });
    setNote('');
  };
  const all = shown.length > 0 && picked.length === shown.length;
  return (
    <div className="gw-decision-bar">
      <Button
        small
        label={all ? t('proposal.pick_none') : plural('migration.pick_shown', shown.length)}
        isDisabled={shown.length === 0}
        onPress={() => onPick(all ? [] : shown.map(({ requirement }) => requirement))}
      />
      <span className="gw-muted" role="status">
        {plural('migration.picked', picked.length)}
      </span>
      {picked.length > 0 ? (
        <>
          <div className="gw-decision-bar__note">
            <TextField label={t('migration.note')} maxLength={4000} value={note} onChange={setNote} />
          </div>
          <Button
            small
            variant="primary"
            label={plural('migration.accept', acceptable.length)}
            isDisabled={isBusy || acceptable.length === 0}
            onPress={() => send({ proposals: acceptable, decision: 'accepted' })}
          />
          <Button
            small
            label={plural('migration.reject', picked.length)}
            isDisabled={isBusy}
            onPress={() => send({ proposals: picked, decision: 'rejected' })}
          />
          <Button
            small
            variant="tertiary"
            label={t('migration.reopen')}
            isDisabled={isBusy}
            onPress={() => send({ proposals: picked, decision: 'open' })}
          />
        </>
      ) : null}
    </div>
  );
}
