import { useState } from 'react';
import type { PseudonymMode } from '../../../server/contract/pseudonym.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';
import { ProposalForm } from './proposal-form.js';
import { ProposalPanel } from './proposal-panel.js';
import { RecoveryNotice } from './recovery-notice.js';
import { SettingsFacts } from './settings-facts.js';

/** Whether monitoring is pseudonymised, with which settings, and what waits for a second person. */
export function ModePanel({ mode }: { mode: PseudonymMode }) {
  const { t, dateTime } = useMessages();
  const roles = useRoles();
  const [editing, setEditing] = useState(false);
  const [recovery, setRecovery] = useState<string>();
  const made = (code: string | null) => {
    setEditing(false);
    setRecovery(code ?? undefined);
  };
  return (
    <div className="gw-stack">
      {recovery ? <RecoveryNotice code={recovery} onDone={() => setRecovery(undefined)} /> : null}
      <Notice
        tone={mode.enabled ? 'success' : 'info'}
        title={
          mode.since === null ? t('pseudonyms.off') : t('pseudonyms.on_since', { at: dateTime(mode.since) })
        }
      >
        <p>{t(mode.enabled ? 'pseudonyms.on_text' : 'pseudonyms.off_text')}</p>
      </Notice>
      {mode.proposal ? <ProposalPanel mode={mode} proposal={mode.proposal} onDone={made} /> : null}
      <section className="gw-panel" aria-labelledby="pseudonym-settings">
        <div className="gw-panel__head">
          <h2 id="pseudonym-settings" className="gw-panel__title">
            {t('pseudonyms.settings')}
          </h2>
          {roles.has('admin') ? (
            <Button small icon="edit" label={t('pseudonyms.propose')} onPress={() => setEditing(true)} />
          ) : null}
        </div>
        <SettingsFacts settings={mode.settings} />
      </section>
      <Dialog wide title={t('pseudonyms.propose')} isOpen={editing} onClose={() => setEditing(false)}>
        <ProposalForm mode={mode} onDone={made} onClose={() => setEditing(false)} />
      </Dialog>
    </div>
  );
}
