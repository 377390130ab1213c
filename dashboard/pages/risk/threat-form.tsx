import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Risk, RiskThreat } from '../../../server/contract/risk.js';
import { addRisks, createOwnThreat, getThreatProposals } from '../../api/risk.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { SaveFault } from '../../components/save-fault.js';
import { useMessages } from '../../i18n/messages.js';
import { useRisksChanged } from './use-risks.js';

interface ThreatFormProps {
  object: string;
  domain: DomainRef;
  threats: readonly RiskThreat[];
  risks: readonly Risk[];
  onClose(): void;
}

/** Chooses which threats are looked at for an object: those proposed are marked, and an own one can be added. */
export function ThreatForm({ object, domain, threats, risks, onClose }: ThreatFormProps) {
  const { t } = useMessages();
  const changed = useRisksChanged();
  const { data, error } = useQuery({
    queryKey: ['risk', 'proposals', object],
    queryFn: ({ signal }) => getThreatProposals(object, signal),
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>();
  const [own, setOwn] = useState('');
  const there = new Set(risks.map(({ threat }) => threat));
  const left = threats.filter(({ id }) => !there.has(id));
  const proposals = new Map(data?.items.map((each) => [each.threat, each.requirements]));
  const selected = chosen ?? new Set(left.filter(({ id }) => proposals.has(id)).map(({ id }) => id));
  const save = useMutation({
    async mutationFn() {
      const title = own.trim();
      const added = title === '' ? [] : [(await createOwnThreat(domain, { title })).id];
      return addRisks(object, [...selected, ...added]);
    },
    onSuccess() {
      changed();
      onClose();
    },
  });
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <Loading rows={8} />;
  const count = selected.size + (own.trim() === '' ? 0 : 1);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (count > 0) save.mutate();
      }}
    >
      <SaveFault error={save.error} />
      <p className="gw-muted">{t(`risk.proposed.${data.source}`)}</p>
      <div className="gw-toolbar">
        <Button
          small
          variant="tertiary"
          label={t('risk.choose_all')}
          onPress={() => setChosen(new Set(left.map(({ id }) => id)))}
        />
        <Button small variant="tertiary" label={t('risk.choose_none')} onPress={() => setChosen(new Set())} />
      </div>
      <CheckList
        label={t('risk.threats')}
        options={left.map(({ id, title }) => ({
          value: id,
          label: `${id} ${title}`,
          hint: proposals.get(id)?.slice(0, 6).join(', '),
        }))}
        selected={selected}
        onChange={setChosen}
      />
      <TextField
        label={t('risk.own_threat')}
        hint={t('risk.own_threat_hint')}
        value={own}
        maxLength={200}
        onChange={setOwn}
      />
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('risk.add_count', { count })}
          isDisabled={count === 0}
          isPending={save.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}
