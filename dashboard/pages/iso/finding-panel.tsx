import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Finding } from '../../../server/contract/iso.js';
import type { Measure } from '../../../server/contract/plan.js';
import { getMeasures } from '../../api/plan.js';
import type { DomainRef } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { ErrorNotice } from '../../components/notice.js';
import { Term } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { today } from '../../i18n/zoned-time.js';
import { MeasureDialog } from '../plan/measure-dialog.js';
import type { NewMeasureFor } from '../plan/measure-form.js';
import { MeasureTable } from '../plan/measure-table.js';

interface FindingPanelProps {
  finding: Finding;
  domain: DomainRef;
  byId: ReadonlyMap<string, TargetObject>;
  mayChange: boolean;
  onEdit(): void;
}

const measureLimit = 1000;

/** A finding with its corrective actions. */
export function FindingPanel({ finding, domain, byId, mayChange, onEdit }: FindingPanelProps) {
  const { t, date } = useMessages();
  const [measured, setMeasured] = useState<Measure | NewMeasureFor>();
  const measures = useQuery({
    queryKey: ['plan', 'finding', finding.id],
    queryFn: ({ signal }) => getMeasures(domain, { finding: finding.id, limit: measureLimit }, signal),
  });
  const object = finding.target_object ? byId.get(finding.target_object) : undefined;
  const heading = `finding-${finding.number}`;
  return (
    <section className="gw-panel" aria-labelledby={heading}>
      <div className="gw-panel__head">
        <h2 id={heading} className="gw-panel__title">
          {finding.number}. {finding.title}
        </h2>
        {mayChange ? (
          <Button
            small
            icon="edit"
            variant="tertiary"
            label={t('finding.edit_this', { number: finding.number })}
            onPress={onEdit}
          />
        ) : null}
      </div>
      <p className="gw-finding__facts">
        <span className={`gw-finding gw-finding--${finding.kind}`}>{t(`finding.kind.${finding.kind}`)}</span>
        {finding.control ? <span className="gw-mono">{finding.control}</span> : null}
        {object ? (
          <Link to={`/target-objects/${object.id}`}>
            {object.key} {object.name}
          </Link>
        ) : null}
        <span className="gw-muted">
          {finding.closed_by && finding.closed_at
            ? t('finding.closed_by', { name: finding.closed_by, date: date(finding.closed_at) })
            : t('finding.is_open')}
        </span>
      </p>
      {finding.description ? <p className="gw-prose">{finding.description}</p> : null}
      {finding.cause ? (
        <p className="gw-prose">
          <strong>{t('finding.cause')}:</strong> {finding.cause}
        </p>
      ) : null}
      {finding.verification ? (
        <p className="gw-prose">
          <strong>{t('finding.verification')}:</strong> {finding.verification}
        </p>
      ) : null}
      <div className="gw-panel__head">
        <h3 className="gw-panel__subtitle">
          <Term id="korrektur">{t('finding.actions')}</Term>
        </h3>
        {mayChange ? (
          <Button
            small
            icon="add"
            label={t('finding.add_action', { number: finding.number })}
            onPress={() => setMeasured({ finding: finding.id, title: finding.title })}
          />
        ) : null}
      </div>
      {measures.error ? <ErrorNotice error={measures.error} onRetry={() => void measures.refetch()} /> : null}
      {measures.data && measures.data.items.length > 0 ? (
        <MeasureTable
          measures={measures.data.items}
          byId={byId}
          today={today()}
          onEdit={mayChange ? setMeasured : undefined}
        />
      ) : null}
      {measures.data?.items.length === 0 ? <p className="gw-muted">{t('finding.no_actions')}</p> : null}
      <MeasureDialog domain={domain} edited={measured} onClose={() => setMeasured(undefined)} />
    </section>
  );
}
