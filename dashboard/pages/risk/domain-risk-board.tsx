import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Risk, RiskMatrix, RiskThreat } from '../../../server/contract/risk.js';
import { getDomainRisks } from '../../api/risk.js';
import type { DomainRef } from '../../api/structure.js';
import { Dialog } from '../../components/dialog.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { RiskForm } from './risk-form.js';
import { RiskMatrixBoard } from './risk-matrix-board.js';

interface DomainRiskBoardProps {
  domain: DomainRef;
  matrix: RiskMatrix;
  threats: readonly RiskThreat[];
  byId: ReadonlyMap<string, TargetObject>;
  /** Text in key or name of the object; empty: all. */
  wanted: string;
  mayChange: boolean;
}

/** All risks of a domain in its matrix. */
export function DomainRiskBoard({ domain, matrix, threats, byId, wanted, mayChange }: DomainRiskBoardProps) {
  const { t } = useMessages();
  const [editing, setEditing] = useState<Risk>();
  const { data, error, refetch } = useQuery({
    queryKey: ['risk', 'all', domain.domain],
    queryFn: ({ signal }) => getDomainRisks(domain, signal),
  });
  const titles = new Map(threats.map(({ id, title }) => [id, title]));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const risks = data.items.filter(({ target_object }) => {
    const object = byId.get(target_object);
    return `${object?.key} ${object?.name}`.toLowerCase().includes(wanted);
  });
  return (
    <>
      {risks.length === 0 ? (
        <Empty icon="risk" title={t('risk.none')}>
          <p>{t('risk.none_text')}</p>
        </Empty>
      ) : (
        <RiskMatrixBoard
          risks={risks}
          matrix={matrix}
          titles={titles}
          byId={byId}
          mayChange={mayChange}
          onOpen={setEditing}
        />
      )}
      <Dialog
        wide
        title={
          editing
            ? `${byId.get(editing.target_object)?.key} ${editing.threat} ${titles.get(editing.threat) ?? ''}`
            : ''
        }
        isOpen={editing !== undefined && mayChange}
        onClose={() => setEditing(undefined)}
      >
        {editing ? <RiskForm risk={editing} matrix={matrix} onClose={() => setEditing(undefined)} /> : null}
      </Dialog>
    </>
  );
}
