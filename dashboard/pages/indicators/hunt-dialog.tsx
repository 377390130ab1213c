import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { startHunt } from '../../api/indicators.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { fromWallClock } from '../../i18n/zoned-time.js';

interface HuntDialogProps {
  tenant: string;
  list: string;
  isOpen: boolean;
  onClose(): void;
  onStarted(): void;
}

function HuntForm({ tenant, list, onClose, onStarted }: Omit<HuntDialogProps, 'isOpen'>) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [range, setRange] = useState({ from: '', to: '' });
  const from = fromWallClock(range.from);
  const to = fromWallClock(range.to);
  const valid = from === undefined || to === undefined || from < to;
  const start = useMutation({
    mutationFn: () =>
      startHunt(tenant, list, {
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['indicators'] });
      onStarted();
    },
  });
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) start.mutate();
      }}
    >
      {start.error ? <ErrorNotice error={start.error} /> : null}
      <p>{t('indicators.hunt.text')}</p>
      <FieldRow>
        <TextField
          type="datetime-local"
          label={t('storage.hold_from_label')}
          value={range.from}
          onChange={(value) => setRange({ ...range, from: value })}
        />
        <TextField
          type="datetime-local"
          label={t('storage.hold_to_label')}
          value={range.to}
          onChange={(value) => setRange({ ...range, to: value })}
          error={valid ? undefined : t('rules.backtest.range_wrong')}
        />
      </FieldRow>
      <div className="gw-form__actions">
        <Button
          type="submit"
          variant="primary"
          label={t('indicators.hunt.start')}
          isPending={start.isPending}
        />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Looks for a list in stored events, all of them or those of a time. */
export function HuntDialog({ isOpen, ...rest }: HuntDialogProps) {
  const { t } = useMessages();
  return (
    <Dialog title={t('indicators.hunt.title')} isOpen={isOpen} onClose={rest.onClose}>
      <HuntForm {...rest} />
    </Dialog>
  );
}
