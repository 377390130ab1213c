import { useMessages } from '../i18n/messages.js';
import { Tags } from './tags.js';

/** Only web addresses become links; a rule could carry anything. */
const isWebAddress = (reference: string) => /^https?:\/\//i.test(reference);

interface RuleBackgroundProps {
  tags: readonly string[];
  /** Ids of requirements. */
  grundschutz: readonly string[];
  references: readonly string[];
}

/** What a rule is tied to: ATT&CK, requirements, further reading. */
export function RuleBackground({ tags, grundschutz, references }: RuleBackgroundProps) {
  const { t } = useMessages();
  return (
    <>
      {tags.length > 0 ? <Tags tags={tags} /> : null}
      {grundschutz.length > 0 ? (
        <>
          <h3 className="gw-panel__subtitle">{t('alert.grundschutz')}</h3>
          <ul className="gw-tags">
            {grundschutz.map((id) => (
              <li key={id} className="gw-tag">
                {id}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {references.length > 0 ? (
        <>
          <h3 className="gw-panel__subtitle">{t('alert.references')}</h3>
          <ul className="gw-references">
            {references.map((reference) => (
              <li key={reference}>
                {isWebAddress(reference) ? (
                  <a className="kern-link" href={reference} target="_blank" rel="noreferrer noopener">
                    {reference.replace(/^https?:\/\//i, '')}
                  </a>
                ) : (
                  reference
                )}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}
