import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';

/** The rule's YAML with the lines marked by which the events match. */
export function RuleSource({ source, lines }: { source: string; lines: readonly number[] }) {
  const { t } = useMessages();
  const marked = new Set(lines);
  return (
    <details className="gw-source">
      <summary>{t('alert.rule_source')}</summary>
      <ScrollRegion label={t('alert.rule_source')} className="gw-source__text">
        <ol className="gw-source__lines">
          {source
            .trimEnd()
            .split('\n')
            .map((line, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line of a text has no other name
              <li key={n} className={marked.has(n + 1) ? 'gw-source__line--hit' : undefined}>
                {marked.has(n + 1) ? <mark>{line}</mark> : line || ' '}
              </li>
            ))}
        </ol>
      </ScrollRegion>
    </details>
  );
}
