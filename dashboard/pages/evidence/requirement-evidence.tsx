import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import { listEvidence } from '../../api/evidence.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { EvidenceForm } from './evidence-form.js';
import { EvidenceState } from './evidence-state.js';

interface RequirementEvidenceProps {
  domain: DomainRef;
  requirement: string;
  /** null: the whole domain. */
  targetObject: string | null;
  objects: readonly TargetObject[];
  mayChange: boolean;
}

const shownAtMost = 50;

/** What proves that a requirement is met, here or for the whole domain, and a way to add to it. */
export function RequirementEvidence(props: RequirementEvidenceProps) {
  const { domain, requirement, targetObject, objects, mayChange } = props;
  const { t, date } = useMessages();
  const [isAdding, setAdding] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['evidence', 'requirement', domain.domain, requirement],
    queryFn: ({ signal }) => listEvidence(domain, { requirement, limit: shownAtMost }, signal),
  });
  const items = data?.items.filter(
    ({ target_objects }) =>
      target_objects.length === 0 || target_objects.some(({ id }) => id === targetObject),
  );
  return (
    <section className="gw-panel" aria-labelledby="requirement-evidence">
      <div className="gw-panel__head">
        <h2 id="requirement-evidence" className="gw-panel__title">
          {t('evidence.for_requirement')}
        </h2>
        {mayChange ? (
          <Button small icon="add" label={t('evidence.add')} onPress={() => setAdding(true)} />
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {items?.length === 0 ? <p className="gw-muted">{t('evidence.for_requirement_none')}</p> : null}
      <dl className="gw-facts">
        {items?.map((item) => (
          <div key={item.id} className="gw-facts__row">
            <dt>
              <Link to={`/evidence/${item.id}`}>{item.title}</Link>
            </dt>
            <dd>
              <EvidenceState state={item.state} /> · {date(item.effective_on)}
              {item.valid_until ? ` – ${date(item.valid_until)}` : ''}
            </dd>
          </div>
        ))}
      </dl>
      <Dialog wide title={t('evidence.add')} isOpen={isAdding} onClose={() => setAdding(false)}>
        <EvidenceForm
          domain={domain}
          item={{ requirements: [requirement], target_objects: targetObject === null ? [] : [targetObject] }}
          objects={objects}
          onClose={() => setAdding(false)}
        />
      </Dialog>
    </section>
  );
}
