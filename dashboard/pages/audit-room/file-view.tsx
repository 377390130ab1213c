import type { EvidenceDisplay } from '../../../server/contract/audit-room.js';
import type { Evidence } from '../../../server/contract/evidence.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { TextView } from './text-view.js';

interface FileViewProps {
  item: Pick<Evidence, 'title' | 'shows' | 'file'>;
  shown: EvidenceDisplay['shown'];
  /** Where the file is given out to be shown. */
  address: string;
}

/** The file of an item, as what it is: PDF, image or text. */
export function FileView({ item, shown, address }: FileViewProps) {
  const { t } = useMessages();
  const { file, title } = item;
  if (file === null) return null;
  if (shown === 'pdf') return <iframe className="gw-viewer" title={title} src={address} />;
  if (shown === 'image') return <img className="gw-viewer__image" src={address} alt={item.shows || title} />;
  if (shown === 'text') return <TextView address={address} name={file.name} size={file.size} />;
  return (
    <Notice tone="info" title={t('room.not_shown')}>
      <p>{t('room.not_shown_text')}</p>
    </Notice>
  );
}
