import type { TargetObjectInput } from '../../../contract/isms.js';

const owner = 'IT-Abteilung';
const buildings = 'Gebäudemanagement';

/** Networks, rooms, buildings and service providers. */
export const infrastructure: readonly TargetObjectInput[] = [
  { key: 'N001', type: 'network', name: 'Servernetz', addresses: ['10.20.0.0/24'], owner },
  { key: 'N002', type: 'network', name: 'DMZ', addresses: ['10.20.16.0/24'], owner, tags: ['internet'] },
  { key: 'N003', type: 'network', name: 'Arbeitsplatznetz', addresses: ['10.20.32.0/21'], owner },
  { key: 'N004', type: 'network', name: 'Virtuelle Arbeitsplätze', addresses: ['10.20.40.0/24'], owner },
  {
    key: 'N005',
    type: 'network',
    name: 'VPN für Telearbeit',
    addresses: ['10.20.8.0/22'],
    owner,
    tags: ['internet'],
  },
  { key: 'N006', type: 'network', name: 'Telefonie', addresses: ['10.20.56.0/22'], owner },
  { key: 'N007', type: 'network', name: 'Gebäudetechnik', addresses: ['10.20.60.0/23'], owner: buildings },
  { key: 'N008', type: 'network', name: 'WLAN Rathaus', addresses: ['10.20.48.0/22'], owner },
  { key: 'N009', type: 'network', name: 'Anschluss Landesnetz', owner, tags: ['extern'] },
  { key: 'G001', type: 'building', name: 'Rathaus', location: 'Marktplatz 1', owner: buildings },
  {
    key: 'G002',
    type: 'building',
    name: 'Technisches Rathaus',
    location: 'Werftstraße 12',
    owner: buildings,
  },
  {
    key: 'G003',
    type: 'building',
    name: 'Außenstelle Bürgeramt',
    location: 'Bahnhofstraße 7',
    owner: buildings,
  },
  { key: 'R001', type: 'room', name: 'Rechenzentrum 1', location: 'Rathaus', owner, tags: ['rechenzentrum'] },
  {
    key: 'R002',
    type: 'room',
    name: 'Rechenzentrum 2',
    location: 'Technisches Rathaus',
    owner,
    tags: ['rechenzentrum'],
  },
  { key: 'R003', type: 'room', name: 'Verteilerraum', count: 14, location: 'alle Gebäude', owner },
  { key: 'R004', type: 'room', name: 'Büroraum', count: 310, location: 'alle Gebäude', owner: buildings },
  {
    key: 'R005',
    type: 'room',
    name: 'Häuslicher Arbeitsplatz',
    count: 180,
    location: 'bei den Beschäftigten',
    owner: 'Personalamt',
    tags: ['telearbeit'],
  },
  {
    key: 'R006',
    type: 'room',
    name: 'Sitzungssaal und Besprechungsraum',
    count: 22,
    location: 'alle Gebäude',
    owner: buildings,
  },
  { key: 'R007', type: 'room', name: 'Archiv', location: 'Rathaus, Keller', owner: 'Hauptamt' },
  {
    key: 'D001',
    type: 'service_provider',
    name: 'Kommunaler IT-Dienstleister',
    owner,
    tags: ['auftragsverarbeitung'],
  },
  { key: 'D002', type: 'service_provider', name: 'Internetanbieter', count: 2, owner },
  { key: 'D003', type: 'service_provider', name: 'Wartung Gebäudetechnik', owner: buildings },
];
