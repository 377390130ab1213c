import { useState } from 'react';
import type { EventDocument } from '../../../server/contract/event.js';
import { Button } from '../../components/button.js';
import { Foreign } from '../../components/foreign.js';
import { useMessages } from '../../i18n/messages.js';
import { around, type SearchState } from './search-state.js';

interface EventPivotsProps {
  event: EventDocument;
  onChange(change: Partial<SearchState>): void;
}

/** Ways from one event to others: what happened around it, on the same host; and the event as it is stored. */
export function EventPivots({ event, onChange }: EventPivotsProps) {
  const { t } = useMessages();
  const [asJson, setAsJson] = useState(false);
  const host = event['host.name'];
  const pivot = (change: Partial<SearchState>) => {
    onChange(change);
    window.scrollTo(0, 0);
  };
  return (
    <>
      <div className="gw-pivots">
        <Button
          small
          label={t('events.around')}
          onPress={() => pivot({ q: '', filter: [], ...around(event['@timestamp']) })}
        />
        {host === undefined ? null : (
          <>
            <Button
              small
              label={t('events.around_host', { host })}
              onPress={() => pivot({ q: '', filter: [`host.name:${host}`], ...around(event['@timestamp']) })}
            />
            <Button
              small
              variant="tertiary"
              label={t('events.same_host')}
              onPress={() => pivot({ q: '', filter: [`host.name:${host}`] })}
            />
          </>
        )}
        <Button
          small
          variant="tertiary"
          label={t(asJson ? 'events.hide_json' : 'events.show_json')}
          aria-expanded={asJson}
          onPress={() => setAsJson(!asJson)}
        />
      </div>
      {asJson ? (
        <pre className="gw-code">
          <Foreign text={JSON.stringify(event, null, 2)} />
        </pre>
      ) : null}
    </>
  );
}
