import type { TargetObjectInput } from '../../../contract/isms.js';

/** Business processes and the information that they handle. */
export const processes: readonly TargetObjectInput[] = [
  {
    key: 'GP001',
    type: 'process',
    name: 'Melde- und Ausweiswesen',
    owner: 'Bürgeramt',
    description: 'An-, Um- und Abmeldung, Personalausweis und Reisepass',
    tags: ['fachaufgabe'],
  },
  {
    key: 'GP002',
    type: 'process',
    name: 'Haushalt, Kasse und Buchführung',
    owner: 'Kämmerei',
    description: 'Bewirtschaftung, Zahlungsverkehr, Steuern und Abgaben',
    tags: ['fachaufgabe'],
  },
  {
    key: 'GP003',
    type: 'process',
    name: 'Online-Dienste für Bürgerinnen und Bürger',
    owner: 'Stabsstelle Digitalisierung',
    tags: ['fachaufgabe', 'ozg'],
  },
  { key: 'GP004', type: 'process', name: 'Schriftgutverwaltung', owner: 'Hauptamt', tags: ['querschnitt'] },
  { key: 'GP005', type: 'process', name: 'Personalverwaltung', owner: 'Personalamt', tags: ['querschnitt'] },
  { key: 'GP006', type: 'process', name: 'IT-Betrieb', owner: 'IT-Abteilung', tags: ['querschnitt'] },
  { key: 'I001', type: 'information', name: 'Meldedaten', owner: 'Bürgeramt', tags: ['personenbezogen'] },
  {
    key: 'I002',
    type: 'information',
    name: 'Haushalts- und Zahlungsdaten',
    owner: 'Kämmerei',
    tags: ['finanzen'],
  },
  {
    key: 'I003',
    type: 'information',
    name: 'Personalakten',
    owner: 'Personalamt',
    tags: ['personenbezogen'],
  },
];
