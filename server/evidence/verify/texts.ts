import type { PackageCheck, PackageFault } from './package.js';

export const languages = ['de', 'en'] as const;
export type Language = (typeof languages)[number];

export interface Texts {
  title: string;
  intro: string;
  choose: string;
  fingerprint: string;
  fingerprintHelp: string;
  working: string;
  good: string;
  bad: string;
  unreadable: string;
  ok: string;
  failed: string;
  skipped: string;
  facts: {
    tenant: string;
    domain: string;
    period: string;
    made: string;
    key: string;
    head: string;
    leaves: string;
  };
  stamped: string;
  checks: Record<PackageCheck, string>;
  /** `{}`: the place. */
  faults: Record<PackageFault, string>;
}

/** What the page in a package and the command line say. */
export const texts: Record<Language, Texts> = {
  de: {
    title: 'Prüfpaket verifizieren',
    intro:
      'Diese Seite prüft ein Grundwacht-Prüfpaket allein in diesem Browser, ohne Netz und ohne Server. ' +
      'Nichts wird übertragen. Einer Seite aus dem Paket selbst muss man vertrauen: Wer sichergehen will, nimmt die ' +
      'Seite aus einer anderen Quelle oder das Programm (grundwacht verify).',
    choose: 'Prüfpaket (.zip) auswählen',
    fingerprint: 'Erwarteter Fingerabdruck des Schlüssels',
    fingerprintHelp:
      'SHA-256 des öffentlichen Schlüssels, auf anderem Weg erhalten. Ohne ihn wird nur gezeigt, welcher Schlüssel unterschrieben hat.',
    working: 'Das Paket wird geprüft …',
    good: 'Das Paket ist unverändert.',
    bad: 'Das Paket ist nicht in Ordnung.',
    unreadable: 'Die Datei kann nicht gelesen werden.',
    ok: 'in Ordnung',
    failed: 'nicht in Ordnung',
    skipped: 'nicht geprüft',
    facts: {
      tenant: 'Mandant',
      domain: 'Informationsverbund',
      period: 'Zeitraum',
      made: 'Erstellt',
      key: 'Fingerabdruck des Schlüssels (SHA-256)',
      head: 'Stand des Protokolls',
      leaves: 'Belegte Einträge',
    },
    stamped: 'mit Zeitstempel nach RFC 3161 (tree-head.tsr)',
    checks: {
      archive: 'Aufbau des Archivs',
      signature: 'Unterschrift unter dem Inhaltsverzeichnis',
      key: 'Schlüssel',
      files: 'Jede Datei wie im Inhaltsverzeichnis',
      head: 'Unterschrift unter dem Stand des Protokolls',
      proofs: 'Jeder Eintrag ist im Protokoll enthalten',
      evidence: 'Jede Nachweisdatei ist die im Protokoll genannte',
      earlier: 'Das Protokoll setzt den früheren Stand fort',
    },
    faults: {
      malformed: '{}',
      other_key: 'Ein anderer Schlüssel hat unterschrieben: {}',
      file_changed: '{} wurde verändert',
      file_missing: '{} fehlt',
      file_unlisted: '{} steht nicht im Inhaltsverzeichnis',
      manifest_changed: 'Das Inhaltsverzeichnis {} wurde verändert',
      other_log: 'Gehört zu einem anderen Protokoll: {}',
      not_in_log: '{} ist so nicht im Protokoll',
      evidence_differs: '{} ist nicht die Datei, die das Protokoll nennt',
      evidence_unproved: '{} ist durch keinen Eintrag belegt',
      not_continued: 'Das Protokoll setzt den Stand mit {} Einträgen nicht fort',
    },
  },
  en: {
    title: 'Verify an audit package',
    intro:
      'This page verifies a Grundwacht audit package in this browser alone, without a network and without a server. ' +
      'Nothing is sent anywhere. A page that comes with the package has to be trusted itself: to be sure, take the ' +
      'page from another source, or the program (grundwacht verify).',
    choose: 'Choose an audit package (.zip)',
    fingerprint: 'Expected fingerprint of the key',
    fingerprintHelp:
      'SHA-256 of the public key, received in another way. Without it the page only shows which key has signed.',
    working: 'The package is being verified …',
    good: 'The package is unchanged.',
    bad: 'The package is not in order.',
    unreadable: 'The file cannot be read.',
    ok: 'in order',
    failed: 'not in order',
    skipped: 'not checked',
    facts: {
      tenant: 'Tenant',
      domain: 'Information domain',
      period: 'Period',
      made: 'Made',
      key: 'Fingerprint of the key (SHA-256)',
      head: 'State of the log',
      leaves: 'Proved entries',
    },
    stamped: 'with an RFC 3161 time stamp (tree-head.tsr)',
    checks: {
      archive: 'Form of the archive',
      signature: 'Signature of the manifest',
      key: 'Key',
      files: 'Each file as in the manifest',
      head: "Signature of the log's state",
      proofs: 'Each entry is in the log',
      evidence: 'Each file of evidence is the one that the log names',
      earlier: 'The log goes on from the earlier state',
    },
    faults: {
      malformed: '{}',
      other_key: 'another key has signed: {}',
      file_changed: '{} was changed',
      file_missing: '{} is missing',
      file_unlisted: '{} is not in the manifest',
      manifest_changed: 'the manifest {} was changed',
      other_log: 'belongs to another log: {}',
      not_in_log: '{} is not in the log like this',
      evidence_differs: '{} is not the file that the log names',
      evidence_unproved: '{} is proved by no entry',
      not_continued: 'the log does not go on from the state with {} entries',
    },
  },
};
