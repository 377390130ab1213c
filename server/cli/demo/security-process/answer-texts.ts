/** What the city says of how a requirement is met, by layer of the Kompendium. */
const met: Readonly<Record<string, readonly string[]>> = {
  ISMS: [
    'In der Leitlinie von 2024 festgelegt; der Verwaltungsvorstand überprüft sie jährlich.',
    'Das Informationssicherheitsteam tagt alle zwei Monate; Protokolle liegen im DMS.',
    'Teil des Sicherheitskonzepts, Fassung 2.1.',
  ],
  ORP: [
    'In der Allgemeinen Geschäftsanweisung geregelt, zuletzt geändert 2025.',
    'Bestandteil des Einstellungs- und Austrittslaufzettels.',
    'Dienstvereinbarung mit dem Personalrat von 2023.',
    'Das Hauptamt prüft es jährlich anhand einer Liste.',
  ],
  CON: [
    'Im Fachkonzept beschrieben und mit der Datenschutzbeauftragten abgestimmt.',
    'Durch Dienstanweisung geregelt; Stichproben zweimal im Jahr.',
    'Technisch vorgegeben, Ausnahmen sind gesperrt.',
  ],
  OPS: [
    'Im Betriebshandbuch beschrieben; die Vertretung ist geregelt.',
    'Läuft über das Ticketsystem, jede Änderung hat eine Freigabe.',
    'Automatisiert; Abweichungen melden sich in der Überwachung.',
    'Im Vier-Augen-Prinzip, wöchentlich nachgesehen.',
  ],
  DER: [
    'Der Meldeweg steht im Intranet und auf der Notfallkarte.',
    'Zentral protokolliert und ausgewertet; Alarme bearbeitet die Rufbereitschaft.',
    'Im Notfallhandbuch beschrieben und zuletzt im Frühjahr geübt.',
  ],
  APP: [
    'Mit dem Hersteller vereinbart und bei der Abnahme geprüft.',
    'Rollenkonzept des Fachverfahrens; Rechte vergibt die Fachadministration.',
    'Grundeinstellung nach Härtungsleitfaden, bei jedem Update nachgeprüft.',
  ],
  SYS: [
    'Durch Gruppenrichtlinie vorgegeben; Abweichungen zeigt die Inventarisierung.',
    'Teil des Grundabbilds und der Checkliste beim Aufsetzen.',
    'Über die Softwareverteilung eingerichtet, Stand wird täglich gemeldet.',
    'Nur über die Verwaltungsstation mit eigenem Konto möglich.',
  ],
  NET: [
    'Im Netzplan dokumentiert, Änderungen nur mit Freigabe.',
    'Auf der Firewall umgesetzt; die Regeln werden halbjährlich durchgesehen.',
    'Getrennte Segmente, Übergänge nur über den Paketfilter.',
  ],
  INF: [
    'Baulich umgesetzt; Wartungsvertrag mit jährlicher Prüfung.',
    'Schließplan und Zutrittsliste führt das Gebäudemanagement.',
    'Bei der Begehung mit der Feuerwehr bestätigt.',
  ],
  IND: ['Mit der Gebäudetechnik vereinbart und dokumentiert.', 'Teil des Wartungsvertrags.'],
};

/** What is there and what is missing. */
const partly = [
  'Für die zentralen Dienste umgesetzt, für ältere Fachverfahren steht es aus.',
  'Wird so gehandhabt, ist aber nicht schriftlich geregelt.',
  'Konzept liegt im Entwurf vor, die Freigabe fehlt.',
  'Nur für neue Systeme; der Bestand wird bis zum Austausch nachgezogen.',
  'Technisch umgesetzt; die regelmäßige Überprüfung fehlt.',
] as const;

const missing = [
  'Noch nicht geregelt.',
  'Beschafft, aber noch nicht eingeführt.',
  'Im Haushalt angemeldet.',
  'Zuständigkeit ist noch zu klären.',
] as const;

const closed = [
  'Nachgeholt: Regelung freigegeben und bekannt gemacht.',
  'Nachgeholt und stichprobenweise geprüft.',
  'Mit dem letzten Wartungsfenster umgesetzt.',
] as const;

const notApplicable = [
  'Diese Technik wird hier nicht eingesetzt.',
  'Die Aufgabe liegt vollständig beim IT-Dienstleister, siehe OPS.2.3.',
] as const;
const alternative = [
  'Gleichwertig gelöst durch Netztrennung und Überwachung.',
  'Ersetzt durch das Vier-Augen-Prinzip der IT-Abteilung.',
] as const;
const riskAccepted = ['Aufwand steht außer Verhältnis; Restrisiko trägt der Verwaltungsvorstand.'] as const;

/** Texts of the sample city's answers. */
export const answerTexts = {
  met,
  partly,
  missing,
  closed,
  dispensable: { not_applicable: notApplicable, alternative, risk_accepted: riskAccepted },
  evidence: [
    { title: 'Dienstanweisung IT', url: 'DMS, Akte 10.24.01' },
    { title: 'Betriebshandbuch', url: 'DMS, Akte 10.24.07' },
    { title: 'Prüfprotokoll', url: 'DMS, Akte 10.24.12' },
  ],
} as const;
