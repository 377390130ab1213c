import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';
import type { OpenDialog } from './act-dialogs.js';
import { type Selection, selectedCount } from './selection.js';

interface ActBarProps {
  selection: Selection;
  /** Rows that are loaded. */
  total: number;
  outcome: { done: string | undefined; refused: readonly string[] } | undefined;
  canUndo: boolean;
  pending: boolean;
  onUndo(): void;
  onDismiss(): void;
  onClear(): void;
  onSelectAll(): void;
  onAcknowledge(): void;
  onAssignMe(): void;
  onOpen(kind: OpenDialog['kind']): void;
}

/** What was done last, with its undo; or, while alerts are selected, what can be done with them. */
export function ActBar(props: ActBarProps) {
  const { t } = useMessages();
  const { selection, outcome } = props;
  if (selectedCount(selection) > 0) return <SelectionBar {...props} />;
  if (outcome === undefined) return null;
  return (
    <section className="gw-act-bar" aria-label={t('alerts.last_act')}>
      <div className="gw-act-bar__text">
        {outcome.done ? <p>{outcome.done}</p> : null}
        {outcome.refused.map((sentence) => (
          <p key={sentence} className="gw-act-bar__refused">
            <Icon name="warning" />
            {sentence}
          </p>
        ))}
      </div>
      {props.canUndo ? (
        <Button
          small
          icon="back"
          label={t('alerts.undo')}
          isPending={props.pending}
          onPress={props.onUndo}
          aria-keyshortcuts="u"
        />
      ) : null}
      <Button
        small
        variant="tertiary"
        icon="close"
        iconOnly
        label={t('alerts.dismiss')}
        onPress={props.onDismiss}
      />
    </section>
  );
}

function SelectionBar(props: ActBarProps) {
  const { t, plural } = useMessages();
  const { selection, pending, onOpen } = props;
  const count = selectedCount(selection);
  return (
    <section className="gw-act-bar" aria-label={t('alerts.selection')}>
      <p className="gw-act-bar__text" role="status">
        {plural('alerts.selected', count)}
      </p>
      <Button
        small
        variant="primary"
        icon="check"
        label={t('alerts.acknowledge')}
        isPending={pending}
        onPress={props.onAcknowledge}
      />
      <Button small icon="close" label={t('alerts.close_dots')} onPress={() => onOpen('close')} />
      <Button
        small
        icon="user"
        label={t('alerts.assign_me')}
        isPending={pending}
        onPress={props.onAssignMe}
      />
      <Button small label={t('alerts.assign_dots')} onPress={() => onOpen('assign')} />
      <Button small label={t('alerts.escalate_dots')} onPress={() => onOpen('escalate')} />
      <Button small variant="tertiary" label={t('alerts.select_none')} onPress={props.onClear} />
    </section>
  );
}
