import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { RiskThreat } from '../../../server/contract/risk.js';
import { deleteOwnThreat, updateOwnThreat } from '../../api/risk.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { Empty } from '../../components/notice.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { useRisksChanged } from './use-risks.js';

interface OwnThreatsProps {
  domain: DomainRef;
  /** The elementary ones, too. */
  threats: readonly RiskThreat[];
}

/** The domain's own threats (BSI-Standard 200-3, 5): renamed here, and deleted where no risk names them. */
export function OwnThreats({ domain, threats }: OwnThreatsProps) {
  const { t } = useMessages();
  const own = threats.filter((threat) => threat.own);
  if (own.length === 0) {
    return (
      <Empty icon="risk" title={t('risk.own_none')}>
        <p>{t('risk.own_none_text')}</p>
      </Empty>
    );
  }
  return own.map((threat) => (
    <OwnThreat key={`${threat.id} ${threat.version}`} domain={domain} threat={threat} />
  ));
}

function OwnThreat({ domain, threat }: { domain: DomainRef; threat: RiskThreat }) {
  const { t } = useMessages();
  const changed = useRisksChanged();
  const [title, setTitle] = useState(threat.title);
  const [description, setDescription] = useState(threat.description);
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () => updateOwnThreat(domain, threat, { title: title.trim(), description }),
    onSuccess: changed,
  });
  const remove = useMutation({ mutationFn: () => deleteOwnThreat(domain, threat), onSuccess: changed });
  const isChanged = title.trim() !== threat.title || description !== threat.description;
  return (
    <Form
      className="gw-form gw-own-threat"
      aria-label={threat.id}
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() !== '') save.mutate();
      }}
    >
      <SaveFault error={save.error ?? remove.error} />
      <TextField
        label={t('risk.own_title', { id: threat.id })}
        maxLength={200}
        value={title}
        error={title.trim() === '' ? t('targets.required') : undefined}
        onChange={setTitle}
      />
      <TextField
        label={t('targets.description')}
        rows={2}
        maxLength={4000}
        value={description}
        onChange={setDescription}
      />
      <div className="gw-form__actions">
        <Button
          small
          type="submit"
          label={t('action.save')}
          isDisabled={!isChanged}
          isPending={save.isPending}
        />
        <Button
          small
          variant="tertiary"
          icon="remove"
          label={t(asked ? 'risk.own_remove_sure' : 'action.remove')}
          isPending={remove.isPending}
          onPress={() => (asked ? remove.mutate() : setAsked(true))}
        />
      </div>
    </Form>
  );
}
