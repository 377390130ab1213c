import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readBytes } from '../../api/http.js';
import { Foreign } from '../../components/foreign.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';
import { sizeText } from '../storage/storage-facts.js';
import { decodeText, lineCount, namedLineEnds } from './decode-text.js';

/** A text of somebody else's: what cannot be seen in it is named; blanks and line ends, too, where that is asked for. */
export function TextView({ address, name, size }: { address: string; name: string; size: number }) {
  const messages = useMessages();
  const { t, number } = messages;
  const [all, setAll] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['room', 'text', address],
    queryFn: async ({ signal }) => {
      const bytes = await readBytes(address, signal);
      return { length: bytes.byteLength, ...decodeText(new Uint8Array(bytes)) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  return (
    <section className="gw-panel" aria-label={name}>
      <div className="gw-panel__head">
        <p className="gw-muted">
          {t('room.text_facts', { encoding: data.encoding, lines: number(lineCount(data.text)) })}
        </p>
        <Switch label={t('room.text_ends')} isSelected={all} onChange={setAll} />
      </div>
      {data.length < size ? (
        <Notice
          tone="info"
          title={t('room.text_cut', {
            shown: sizeText(data.length, messages),
            all: sizeText(size, messages),
          })}
        />
      ) : null}
      <ScrollRegion className="gw-text-view" label={name}>
        <pre className="gw-code gw-code--text">
          <Foreign text={all ? namedLineEnds(data.text) : data.text} />
        </pre>
      </ScrollRegion>
    </section>
  );
}
