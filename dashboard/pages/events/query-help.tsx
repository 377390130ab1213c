import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

/** Queries as they are written, each with the message that says what it finds. */
const examples = [
  ['failed password', 'text'],
  ['"failed password"', 'phrase'],
  ['user.name:root', 'field'],
  ['host.name:srv-*', 'wildcard'],
  ['user.name:(anna or bert)', 'list'],
  ['user.name:*', 'exists'],
  ['event.severity:<=3', 'range'],
  ['event.code:[4624 TO 4634]', 'range_both'],
  ['source.ip:10.0.0.0/8', 'network'],
  ['@timestamp:>=now-1h', 'time'],
  ['CommandLine:*mimikatz*', 'own'],
  ['event.code:4625 and not source.ip:10.0.0.0/8', 'combined'],
  ['Image:C:\\Windows\\\\*', 'escape'],
] as const;

/** The query language at a glance. */
export function QueryHelp() {
  const { t } = useMessages();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="info" iconOnly label={t('query.help')} onPress={() => setOpen(true)} />
      <Dialog wide title={t('query.help')} isOpen={open} onClose={() => setOpen(false)}>
        <p>{t('query.help.intro')}</p>
        <table className="kern-table gw-table gw-query-help">
          <thead>
            <tr>
              <th scope="col" className="gw-table__cell">
                {t('query.help.written')}
              </th>
              <th scope="col" className="gw-table__cell">
                {t('query.help.finds')}
              </th>
            </tr>
          </thead>
          <tbody>
            {examples.map(([query, name]) => (
              <tr key={name}>
                <th scope="row" className="gw-table__cell">
                  <code>{query}</code>
                </th>
                <td className="gw-table__cell">{t(`query.help.${name}` as MessageKey)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Dialog>
    </>
  );
}
