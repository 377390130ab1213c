import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { useMessages } from '../../i18n/messages.js';
import { type SearchState, writeSearch } from './search-state.js';

/** @returns the address that shows the same events to everybody: a preset becomes the range that it is now */
const addressOf = (state: SearchState): string => {
  const url = new URL(document.baseURI);
  url.hash = `/events?${writeSearch({ ...state, preset: undefined, run: 0 })}`;
  return url.href;
};

/** Gives the search away as a link. */
export function ShareDialog({ state }: { state: SearchState }) {
  const { t } = useMessages();
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState(false);
  const address = addressOf(state);
  const copy = async () => {
    await navigator.clipboard.writeText(address);
    setCopied(true);
  };
  return (
    <>
      <Button
        small
        variant="tertiary"
        label={t('events.share')}
        onPress={() => {
          setCopied(false);
          setOpen(true);
        }}
      />
      <Dialog title={t('events.share')} isOpen={open} onClose={() => setOpen(false)}>
        <div className="gw-form">
          <p>{t('events.share_text')}</p>
          <label className="gw-field">
            <span className="gw-field__label">{t('events.share_address')}</span>
            <input
              className="kern-form-input__input gw-input"
              readOnly
              value={address}
              onFocus={(event) => event.target.select()}
            />
          </label>
          <div className="gw-form__actions">
            {navigator.clipboard === undefined ? null : (
              <Button variant="primary" icon="copy" label={t('action.copy')} onPress={() => void copy()} />
            )}
            <span role="status">{copied ? t('events.share_copied') : ''}</span>
          </div>
        </div>
      </Dialog>
    </>
  );
}
