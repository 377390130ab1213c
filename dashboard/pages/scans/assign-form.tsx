import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { ScanCandidate } from '../../../server/contract/scan.js';
import { assignScan } from '../../api/scans.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useStructure } from '../structure/use-structure.js';

/** Which target object a scan was of: those that it can be first, then all others. */
export function AssignForm({
  scan,
  domain,
  candidates,
}: {
  scan: string;
  domain: DomainRef;
  candidates: readonly ScanCandidate[];
}) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const { objects = [] } = useStructure(domain);
  const [target, setTarget] = useState('');
  const assign = useMutation({
    mutationFn: () => assignScan(domain, scan, target),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['scans'] }),
  });
  const likely = new Set(candidates.map(({ id }) => id));
  const options = [
    { value: '', label: t('scans.choose') },
    ...candidates.map(({ id, key, name, by }) => ({
      value: id,
      label: `${key} ${name} (${by.join(', ')})`,
    })),
    ...objects
      .filter(({ id }) => !likely.has(id))
      .map(({ id, key, name }) => ({ value: id, label: `${key} ${name}` })),
  ];
  return (
    <section className="gw-panel" aria-labelledby="assign">
      <h2 id="assign" className="gw-panel__title">
        {t('scans.assign')}
      </h2>
      <p>{t(candidates.length === 0 ? 'scans.assign_none' : 'scans.assign_several')}</p>
      {assign.error ? <ErrorNotice error={assign.error} /> : null}
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (target !== '') assign.mutate();
        }}
      >
        <SelectField label={t('scans.target')} value={target} options={options} onChange={setTarget} />
        <div className="gw-form__actions">
          <Button
            type="submit"
            variant="primary"
            label={t('scans.assign')}
            isDisabled={target === ''}
            isPending={assign.isPending}
          />
        </div>
      </Form>
    </section>
  );
}
