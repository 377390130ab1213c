import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AccessibilityFacts } from '../../../server/contract/accessibility.js';
import { getAccessibility } from '../../api/accessibility.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

/** What the program itself does not make accessible. */
const ownLimits = ['evidence', 'records', 'api', 'assistive'] as const;
const foundations = ['design', 'automatic', 'keyboard', 'media'] as const;

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="gw-panel" aria-labelledby={id}>
      <h2 id={id} className="gw-panel__title">
        {title}
      </h2>
      <div className="gw-statement">{children}</div>
    </section>
  );
}

interface ReachProps {
  of: { name: string; address?: string; email: string; phone: string; url: string };
  /** Said where nothing was configured. */
  missing: string;
}

/** How a body is reached, as far as the city has said. */
function Reach({ of: { name, address = '', email, phone, url }, missing }: ReachProps) {
  const { t } = useMessages();
  const lines: { label: string; text: string; href?: string }[] = [
    { label: t('statement.name'), text: name },
    { label: t('statement.address'), text: address },
    { label: t('statement.email'), text: email, href: `mailto:${email}` },
    { label: t('statement.phone'), text: phone, href: `tel:${phone.replace(/[^+\d]/g, '')}` },
    { label: t('statement.url'), text: url, href: url },
  ];
  const given = lines.filter(({ text }) => text !== '');
  if (given.length === 0) return <p className="gw-muted">{missing}</p>;
  return (
    <dl className="gw-facts gw-facts--wide">
      {given.map(({ label, text, href }) => (
        <div key={label} className="gw-facts__row">
          <dt>{label}</dt>
          <dd>{href ? <a href={href}>{text}</a> : text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Text({ facts }: { facts: AccessibilityFacts }) {
  const { t, date } = useMessages();
  const { operator, law, reviewed, limits, contact, enforcement } = facts;
  const body = operator || t('statement.operator_unnamed');
  return (
    <div className="gw-stack">
      <Section id="statement-scope" title={t('statement.scope_title')}>
        <p>{t('statement.scope', { operator: body, law: law || t('statement.law') })}</p>
      </Section>
      <Section id="statement-state" title={t('statement.state_title')}>
        <p>{t('statement.state')}</p>
        <ul>
          {foundations.map((each) => (
            <li key={each}>{t(`statement.foundation.${each}`)}</li>
          ))}
        </ul>
      </Section>
      <Section id="statement-limits" title={t('statement.limits_title')}>
        <ul>
          {ownLimits.map((each) => (
            <li key={each}>{t(`statement.limit.${each}`)}</li>
          ))}
          {limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </Section>
      <Section id="statement-made" title={t('statement.made_title')}>
        <p>{t('statement.made')}</p>
        {reviewed ? <p>{t('statement.reviewed', { day: date(reviewed) })}</p> : null}
      </Section>
      <Section id="statement-contact" title={t('statement.contact_title')}>
        <p>{t('statement.contact')}</p>
        <Reach of={contact} missing={t('statement.contact_missing')} />
      </Section>
      <Section id="statement-enforcement" title={t('statement.enforcement_title')}>
        <p>{t('statement.enforcement')}</p>
        <Reach of={enforcement} missing={t('statement.enforcement_missing')} />
      </Section>
    </div>
  );
}

/** The accessibility statement (Erklärung zur Barrierefreiheit, § 12b BGG and the laws of the Länder). */
export function Statement() {
  const { data, error, refetch } = useQuery({
    queryKey: ['accessibility'],
    queryFn: ({ signal }) => getAccessibility(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return data ? <Text facts={data} /> : <Loading rows={10} />;
}
