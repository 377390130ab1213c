import type { CaseCategory, CaseSeverity, CaseState } from '../contract/case.js';
import type { Localized } from '../contract/detection.js';

export const severityWords: Record<CaseSeverity, Localized> = {
  low: { de: 'niedrig', en: 'low' },
  medium: { de: 'mittel', en: 'medium' },
  high: { de: 'hoch', en: 'high' },
  critical: { de: 'kritisch', en: 'critical' },
};

export const stateWords: Record<CaseState, Localized> = {
  open: { de: 'in Bearbeitung', en: 'being handled' },
  contained: { de: 'eingedämmt', en: 'contained' },
  recovering: { de: 'Wiederherstellung läuft', en: 'recovery under way' },
  closed: { de: 'abgeschlossen', en: 'closed' },
};

export const categoryWords: Record<CaseCategory, Localized> = {
  abusive_content: { de: 'Missbräuchliche Inhalte', en: 'Abusive content' },
  malicious_code: { de: 'Schadprogramm', en: 'Malicious code' },
  information_gathering: { de: 'Ausforschung', en: 'Information gathering' },
  intrusion_attempt: { de: 'Angriffsversuch', en: 'Intrusion attempt' },
  intrusion: { de: 'Einbruch in Systeme', en: 'Intrusion' },
  availability: { de: 'Verfügbarkeit', en: 'Availability' },
  information_content_security: {
    de: 'Unbefugter Zugang zu Informationen',
    en: 'Information content security',
  },
  fraud: { de: 'Betrug', en: 'Fraud' },
  vulnerable: { de: 'Schwachstelle', en: 'Vulnerability' },
  other: { de: 'Sonstiges', en: 'Other' },
  test: { de: 'Übung', en: 'Exercise' },
};

/** A line of a report: what the law asks for, filled from the case where the case knows it. */
export type ReportPart =
  | 'incident'
  | 'description'
  | 'times'
  | 'systems'
  | 'indicators'
  | 'measures'
  | 'course'
  | { ask: string; name: Localized };

const ask = (id: string, de: string, en: string): ReportPart => ({ ask: id, name: { de, en } });

/**
 * What each report has to say. Article 33 (3) GDPR (a) to (d); § 32 (1) BSIG and Article 23 (4) of Directive
 * (EU) 2022/2555, by step.
 */
export const reportParts = {
  notification: [
    'incident',
    'description',
    'times',
    ask(
      'data_subjects',
      'Kategorien und ungefähre Zahl der betroffenen Personen (Art. 33 Abs. 3 lit. a DSGVO)',
      'Categories and approximate number of data subjects (Art. 33 (3) (a) GDPR)',
    ),
    ask(
      'data_records',
      'Kategorien und ungefähre Zahl der betroffenen Datensätze (lit. a)',
      'Categories and approximate number of personal data records (a)',
    ),
    ask(
      'dpo',
      'Name und Kontaktdaten der oder des Datenschutzbeauftragten (lit. b)',
      'Name and contact details of the data protection officer (b)',
    ),
    ask('consequences', 'Wahrscheinliche Folgen der Verletzung (lit. c)', 'Likely consequences (c)'),
    'systems',
    'measures',
    ask(
      'communication',
      'Benachrichtigung der betroffenen Personen (Art. 34 DSGVO)',
      'Communication to the data subjects (Art. 34 GDPR)',
    ),
  ],
  early_warning: [
    'incident',
    'description',
    'times',
    ask(
      'malicious',
      'Verdacht auf rechtswidrige oder böswillige Handlungen (ja/nein/unbekannt)',
      'Suspected to be caused by unlawful or malicious acts (yes/no/unknown)',
    ),
    ask(
      'cross_border',
      'Mögliche grenzüberschreitende Auswirkungen (ja/nein/unbekannt)',
      'Possible cross-border impact (yes/no/unknown)',
    ),
    ask('contact', 'Kontaktstelle, rund um die Uhr erreichbar', 'Point of contact, reachable at all hours'),
  ],
  report: [
    'incident',
    'description',
    'times',
    ask('assessment', 'Erste Bewertung: Schwere und Auswirkungen', 'Initial assessment: severity and impact'),
    'systems',
    'indicators',
    'measures',
    ask('contact', 'Kontaktstelle', 'Point of contact'),
  ],
  final_report: [
    'incident',
    'description',
    'times',
    ask(
      'cause',
      'Art der Bedrohung und wahrscheinliche Ursache',
      'Type of threat and root cause likely to have triggered the incident',
    ),
    'systems',
    'indicators',
    'course',
    'measures',
    ask('cross_border', 'Grenzüberschreitende Auswirkungen', 'Cross-border impact'),
  ],
  own: [
    'incident',
    'description',
    'times',
    'systems',
    'indicators',
    'measures',
    ask('contact', 'Kontakt', 'Contact'),
  ],
} as const satisfies Record<string, readonly ReportPart[]>;

export const partTitles = {
  incident: { de: 'Vorfall', en: 'Incident' },
  description: { de: 'Beschreibung', en: 'Description' },
  times: { de: 'Zeitpunkte', en: 'Times' },
  systems: { de: 'Betroffene Systeme', en: 'Affected systems' },
  indicators: { de: 'Feststellungen der Überwachung', en: 'What the monitoring saw' },
  measures: { de: 'Ergriffene und vorgeschlagene Maßnahmen', en: 'Measures taken or proposed' },
  course: { de: 'Verlauf', en: 'Course of events' },
} as const satisfies Record<string, Localized>;
