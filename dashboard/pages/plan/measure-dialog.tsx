import type { Measure } from '../../../server/contract/plan.js';
import type { DomainRef } from '../../api/structure.js';
import { Dialog } from '../../components/dialog.js';
import { useMessages } from '../../i18n/messages.js';
import { MeasureForm, type NewMeasureFor } from './measure-form.js';
import { PlanHistory } from './plan-history.js';

interface MeasureDialogProps {
  domain: DomainRef | undefined;
  /** A measure, or what a new one is for; undefined: closed. */
  edited: Measure | NewMeasureFor | undefined;
  onClose(): void;
}

/** Adds or changes a measure of the implementation plan. */
export function MeasureDialog({ domain, edited, onClose }: MeasureDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog
      wide
      title={t(edited && 'id' in edited ? 'plan.edit' : 'plan.add')}
      isOpen={edited !== undefined}
      onClose={onClose}
    >
      {edited && domain ? <MeasureForm domain={domain} edited={edited} onClose={onClose} /> : null}
      {edited && domain && 'id' in edited ? (
        <PlanHistory domain={domain} subject="measure" id={edited.id} />
      ) : null}
    </Dialog>
  );
}
