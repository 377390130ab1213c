import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

/** The key of a side for paper; shown once. */
export function RecoveryNotice({ code, onDone }: { code: string; onDone(): void }) {
  const { t } = useMessages();
  return (
    <Notice tone="warning" title={t('pseudonyms.recovery_title')}>
      <p>{t('pseudonyms.recovery_text')}</p>
      <pre className="gw-code" data-testid="recovery">
        {code}
      </pre>
      <div className="gw-form__actions">
        <Button small label={t('pseudonyms.print')} onPress={() => window.print()} />
        <Button small variant="tertiary" label={t('pseudonyms.recovery_done')} onPress={onDone} />
      </div>
    </Notice>
  );
}
