import type { KeyboardEvent } from 'react';
import type { Risk } from '../../../server/contract/risk.js';

interface RiskChipProps {
  risk: Risk;
  /** Key of the object, where risks of several are shown. */
  label: string;
  title: string;
  mayChange: boolean;
  onOpen(): void;
  onKey(event: KeyboardEvent): void;
}

/** A risk in the matrix. */
export function RiskChip({ risk, label, title, mayChange, onOpen, onKey }: RiskChipProps) {
  return (
    <button
      type="button"
      className={`gw-chip${risk.signed_by ? ' gw-chip--signed' : ''}`}
      data-risk={risk.id}
      aria-label={title}
      title={title}
      draggable={mayChange}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', risk.id);
      }}
      onClick={onOpen}
      onKeyDown={onKey}
    >
      {label ? <span className="gw-chip__object">{label} </span> : null}
      {risk.threat}
    </button>
  );
}
