import type { Dimension, ProtectionNeedInput } from '../../../contract/protection.js';

/** What the city says of one object and one dimension. */
export interface DemoNeed {
  key: string;
  dimension: Dimension;
  need: ProtectionNeedInput;
}

const need = (key: string, dimension: Dimension, said: ProtectionNeedInput): DemoNeed => ({
  key,
  dimension,
  need: said,
});

/**
 * Protection needs of the sample city: of processes and information by damage scenario, the rest inherits
 * (BSI-Standard 200-2, 8.2.3); effects where the standard's example has them.
 */
export const demoNeeds: readonly DemoNeed[] = [
  need('I001', 'confidentiality', {
    level: 'very_high',
    scenarios: {
      physical_integrity: {
        level: 'very_high',
        reason: 'Anschriften mit Auskunftssperre: wer bedroht ist, wird auffindbar (§ 51 BMG).',
      },
      self_determination: { level: 'high', reason: 'Daten aller Einwohnerinnen und Einwohner.' },
      laws: { level: 'high', reason: 'DSGVO, BMG.' },
    },
  }),
  need('I001', 'integrity', {
    level: 'high',
    scenarios: {
      laws: { level: 'high', reason: 'Wählerverzeichnis und Ausweise beruhen auf diesen Daten.' },
    },
  }),
  need('I002', 'confidentiality', {
    level: 'high',
    scenarios: { laws: { level: 'high', reason: 'Steuergeheimnis, § 30 AO.' } },
  }),
  need('I002', 'integrity', {
    level: 'high',
    scenarios: {
      finances: { level: 'high', reason: 'Falsche Zahlungen werden nicht immer bemerkt.' },
      laws: { level: 'high', reason: 'Grundsätze ordnungsmäßiger Buchführung.' },
    },
  }),
  need('I003', 'confidentiality', {
    level: 'high',
    scenarios: { self_determination: { level: 'high', reason: 'Gesundheits- und Personaldaten.' } },
  }),
  need('GP001', 'availability', {
    level: 'high',
    scenarios: {
      task_performance: { level: 'high', reason: 'Ausfall über einen Tag ist nicht hinnehmbar.' },
      reputation: { level: 'normal', reason: 'Wartezeiten im Bürgeramt.' },
    },
  }),
  need('GP002', 'availability', {
    level: 'normal',
    scenarios: { finances: { level: 'normal', reason: 'Zahlläufe lassen sich zwei Tage verschieben.' } },
  }),
  need('GP003', 'availability', {
    level: 'normal',
    scenarios: { reputation: { level: 'normal', reason: 'Anträge sind auch im Bürgeramt möglich.' } },
  }),
  need('GP003', 'integrity', {
    level: 'high',
    scenarios: {
      reputation: { level: 'high', reason: 'Ein verändertes Portal täuscht Bürgerinnen und Bürger.' },
    },
  }),
  need('GP004', 'integrity', {
    level: 'normal',
    scenarios: { laws: { level: 'normal', reason: 'Akten sind versioniert.' } },
  }),
  need('GP005', 'confidentiality', {
    level: 'high',
    scenarios: { self_determination: { level: 'high', reason: 'Personalakten.' } },
  }),
  need('GP006', 'availability', {
    level: 'high',
    scenarios: { task_performance: { level: 'high', reason: 'Ohne IT-Betrieb ruhen alle Fachaufgaben.' } },
  }),
  need('S001', 'availability', {
    level: null,
    override: {
      effect: 'cumulation',
      level: 'very_high',
      reason: 'Alle Fachverfahren laufen auf diesen acht Servern: ihr Ausfall trifft die ganze Verwaltung.',
    },
  }),
  need('S002', 'availability', {
    level: null,
    override: {
      effect: 'distribution',
      level: 'normal',
      reason: 'Zwei Domänencontroller in zwei Rechenzentren: jeder genügt allein.',
    },
  }),
  need('C001', 'confidentiality', {
    level: null,
    override: {
      effect: 'distribution',
      level: 'high',
      reason: 'Auf dem einzelnen Arbeitsplatz liegen nur wenige Datensätze, keine mit Auskunftssperre.',
    },
  }),
];
