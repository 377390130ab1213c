import { useMutation } from '@tanstack/react-query';
import type { EvidenceFile } from '../../../server/contract/evidence.js';
import { readBytes } from '../../api/http.js';
import { Button } from '../../components/button.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

/** Has this browser compute the hash of what it is given, instead of taking the server's word for it. */
export function HashCheck({ address, file }: { address: string; file: EvidenceFile }) {
  const { t } = useMessages();
  const check = useMutation({
    async mutationFn() {
      const digest = await crypto.subtle.digest('SHA-256', await readBytes(address));
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  });
  const same = check.data === file.sha256;
  return (
    <>
      <span className="gw-mono gw-muted gw-block gw-break">{file.sha256}</span>
      <Button
        small
        variant="tertiary"
        label={t('room.hash_check')}
        isPending={check.isPending}
        onPress={() => check.mutate()}
      />
      {check.error ? <ErrorNotice error={check.error} /> : null}
      {check.data === undefined ? null : (
        <Notice tone={same ? 'success' : 'danger'} title={t(same ? 'room.hash_same' : 'room.hash_differs')}>
          {same ? null : <p className="gw-mono gw-break">{check.data}</p>}
        </Notice>
      )}
    </>
  );
}
