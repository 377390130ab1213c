/** Outlines on a 20 x 20 grid, drawn with a stroke of the text's colour. */
const outlines = {
  alerts: 'M10 3a5 5 0 0 0-5 5v3l-1.5 3h13L15 11V8a5 5 0 0 0-5-5M8 16.5a2 2 0 0 0 4 0',
  events: 'M3 5h3M3 10h3M3 15h3M9 5h8M9 10h8M9 15h5',
  rules: 'M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4',
  indicators:
    'M10 3.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13M10 1.500v4M10 14.500v4M1.500 10h4M14.500 10h4M10 10h.01',
  signals: 'M3 11h3l2-6 4 11 2-5h3',
  sources: 'M3 5h14v4H3zM3 11h14v4H3zM6 7h.01M6 13h.01',
  overview: 'M3 3h6v8H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 13h6v4H3z',
  management: 'M3 4h14v9H3zM10 13v4M6.500 17h7M6 10.500l2.500-3 2 2L14 6.500',
  domains: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6',
  tenants: 'M4 17V5l6-2.500v14.500M10 8h6v9M2.500 17h15M6.500 7.500h1M6.500 11h1M12.500 11h1M12.500 14h1',
  wiba: 'M5 3h10v14H5zM7.500 7l1 1 1.500-2M12 7h1M7.500 12l1 1 1.500-2M12 12h1',
  migration: 'M3 6h11M11 3l3 3-3 3M17 14H6M9 11l-3 3 3 3',
  archive: 'M3 4h14v4H3zM4.500 8v8h11V8M8 11h4',
  bausteine: 'M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z',
  catalogs: 'M4 4h4v12H4zM8 4h4v12H8zM12.500 4.500l3.500-.8 2 11.500-3.500.8z',
  targets: 'M10 3v4M5 13v-3h10v3M3 13h4v4H3zM13 13h4v4h-4zM8 3h4v4H8z',
  dependencies: 'M3 3h5v4H3zM12 8h5v4h-5zM12 14h5v4h-5zM5.500 7v9H12M5.500 10H12',
  protection: 'M10 2.500 16 5v5c0 3.500-2.500 6-6 7.500C6.500 16 4 13.500 4 10V5zM7 10l2 2 4-4',
  modelling: 'M3 3h5v5H3zM12 12h5v5h-5zM8 5.500h6.500V12M5.500 8v6.500H12',
  checklist: 'M4 3h12v14H4zM7 7.500l1 1 2-2M12 7.500h2M7 12.500l1 1 2-2M12 12.500h2',
  risk: 'M3 17V3M3 17h14M6 13h3v-3H6zM11 13h3v-3h-3zM11 8h3V5h-3z',
  plan: 'M3 4h6v3H3zM7 8.500h7v3H7zM11 13h6v3h-6z',
  soa: 'M5 3h7l3 3v11H5zM12 3v3h3M7.500 11.500l2 2 3.500-4',
  scans: 'M3 3h4M3 3v4M17 3h-4M17 3v4M3 17h4M3 17v-4M17 17h-4M17 17v-4M6 10h8',
  audits: 'M8.500 3.500a5 5 0 1 1 0 10 5 5 0 0 1 0-10M12.500 12.500 17 17M6.500 8.500l1.500 1.500 2.500-3',
  reports: 'M5 3h7l3 3v11H5zM12 3v3h3M7.500 14v-2M10 14V9.500M12.500 14v-3',
  evidence: 'M4 3h8l4 4v10H4zM12 3v4h4M7 11l2 2 4-4',
  accounts:
    'M7.500 4a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5M2.500 16c0-3 2-4.500 5-4.500s5 1.500 5 4.500M13 4.500a2.200 2.200 0 0 1 0 4.300M14.500 11.700c2 .5 3 1.900 3 4.300',
  collectors: 'M10 12v5M7 17h6M6.5 11.5a5 5 0 1 1 7 0M10 8h.01',
  notifications: 'M3 4h14v12H3zM3 5l7 6 7-6',
  pseudonyms:
    'M3 11h14M5.500 11 7 4.500h6l1.500 6.500M6 13.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4M14 13.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4M8 15.500h4',
  reveals:
    'M2.500 10c3-6 12-6 15 0-3 6-12 6-15 0M10 7.800a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400',
  trail: 'M4 6.500a7 7 0 1 1-1 4M3.500 3v4h4M10 6.500V10l2.500 2',
  storage:
    'M4 5.500c0-3.300 12-3.300 12 0v9c0 3.300-12 3.300-12 0zM4 5.500c0 3.300 12 3.300 12 0M4 10c0 3.300 12 3.300 12 0',
  system: 'M3 4h14v10H3zM7 17h6M10 14v3M5.500 9h2l1.500-2.500 2 5 1.500-2.500h2',
  menu: 'M3 5h14M3 10h14M3 15h14',
  close: 'm5 5 10 10M15 5 5 15',
  check: 'm4 10.5 4 4 8-9',
  chevron: 'm5 7.5 5 5 5-5',
  next: 'm7.5 5 5 5-5 5',
  back: 'm12.5 5-5 5 5 5',
  search: 'M8.5 3.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10M12.5 12.5 17 17',
  user: 'M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6M4 17c0-3 2.5-5 6-5s6 2 6 5',
  theme: 'M10 3.5a6.5 6.5 0 1 0 0 13zM10 3.5a6.5 6.5 0 0 1 0 13',
  language: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M3 10h14M10 3c-4 4-4 10 0 14 4-4 4-10 0-14',
  keyboard: 'M2.5 5h15v10h-15zM5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6.5 12h7',
  help: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M8 8.300a2.100 2.100 0 1 1 2.900 2c-.6.200-.9.700-.9 1.400M10 13.900h.01',
  info: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M10 9v5M10 6.2h.01',
  warning: 'M10 3 2.5 16.5h15zM10 8v4M10 14.2h.01',
  error: 'M7 3h6l4 4v6l-4 4H7l-4-4V7zM10 6.5v4.5M10 13.5h.01',
  empty: 'M3 11l2.5-6h9L17 11v5H3zM3 11h4l1 2h4l1-2h4',
  add: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  edit: 'M4 16l.8-3.6L13.5 4 16 6.5l-8.600 8.700z',
  remove: 'M4 6h12M8 6V4h4v2M6 6l.7 11h6.600L14 6M8.500 9v5M11.500 9v5',
  comment: 'M3 4h14v10H9l-4 3.500V14H3z',
  quiet: 'M14.500 12.500A6.500 6.500 0 0 1 7.500 4a6.500 6.500 0 1 0 7 8.500',
  star: 'm10 2.500 2.300 4.800 5.200.7-3.800 3.600.9 5.200-4.600-2.500-4.600 2.500.9-5.200L2.500 8l5.200-.7z',
  copy: 'M7 7h9v10H7zM13 7V3H4v10h3',
  refresh: 'M16 10a6 6 0 1 1-2-4.500M16 3v3.500h-3.500',
  up: 'M10 16V4M5 9l5-5 5 5',
  down: 'M10 4v12M5 11l5 5 5-5',
  filter: 'M3 4h14l-5.500 6.500V16L8.500 14v-3.500z',
  logout: 'M8 4H4v12h4M12 6.500 15.500 10 12 13.500M15 10H8',
  key: 'M7 7.500a3 3 0 1 1 0 5 3 3 0 0 1 0-5M9.500 10H17M14.500 10v3',
  clock: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 6v4l3 2',
  cases: 'M4 6h12v11H4zM8 6V3.500h4V6M4 11h12M10 9.500v3',
  download: 'M10 3v10M6 9l4 4 4-4M4 17h12',
} as const;

export type IconName = keyof typeof outlines;

/** A decorative outline; the text beside it or the control's label carries the meaning. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="gw-icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={outlines[name]} />
    </svg>
  );
}
