import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Reveal, Revealed } from '../../../server/contract/pseudonym.js';
import { viewReveal } from '../../api/pseudonyms.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/fields.js';
import { Empty, ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

function InClear({ revealed }: { revealed: Revealed }) {
  const { t } = useMessages();
  const { pseudonyms, records } = revealed;
  if (pseudonyms.length + records.length === 0) return <Empty title={t('reveals.nothing')} />;
  return (
    <div className="gw-stack" data-testid="revealed">
      <dl className="gw-facts gw-facts--wide">
        {pseudonyms.map(({ pseudonym, kind, clear }) => (
          <div key={pseudonym} className="gw-facts__row">
            <dt>
              <span className="gw-mono">{pseudonym}</span>
            </dt>
            <dd>
              <strong>{clear}</strong> <span className="gw-muted">{t(`pseudonyms.kind.${kind}`)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {records.map(({ event, time, original }) => (
        <div key={event}>
          <p className="gw-record__heading">
            {t('events.original')} <Time at={time} full />
          </p>
          <pre className="gw-code">{original}</pre>
        </div>
      ))}
    </div>
  );
}

function ViewForm({ reveal, onClose }: { reveal: Reveal; onClose(): void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [passphrase, setPassphrase] = useState('');
  const view = useMutation({
    // What is in clear stays in this dialog: no cache keeps it.
    gcTime: 0,
    mutationFn: () => viewReveal(reveal.tenant, reveal.id, passphrase),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reveals'] }),
  });
  if (view.data) {
    return (
      <div className="gw-form">
        <InClear revealed={view.data} />
        <div className="gw-form__actions">
          <Button label={t('action.close_dialog')} onPress={onClose} />
        </div>
      </div>
    );
  }
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (passphrase !== '') view.mutate();
      }}
    >
      {view.isError ? <ErrorNotice error={view.error} /> : null}
      <p>{t('reveals.view_text')}</p>
      <TextField
        type="password"
        autoComplete="off"
        label={t('pseudonyms.passphrase.requester')}
        value={passphrase}
        onChange={setPassphrase}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('reveals.view')} isPending={view.isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** What was approved, in clear, as long as the dialog is open. */
export function ViewDialog({ isOpen, ...rest }: { reveal: Reveal; isOpen: boolean; onClose(): void }) {
  const { t } = useMessages();
  return (
    <Dialog wide title={t('reveals.view_title')} isOpen={isOpen} onClose={rest.onClose}>
      <ViewForm {...rest} />
    </Dialog>
  );
}
