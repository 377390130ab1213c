/** What may be uploaded: by the ending of the name, the media type and how the content begins. */
const endings: Record<string, { type: string; begins: 'text' | readonly string[] }> = {
  pdf: { type: 'application/pdf', begins: ['25504446'] },
  png: { type: 'image/png', begins: ['89504e470d0a1a0a'] },
  jpg: { type: 'image/jpeg', begins: ['ffd8ff'] },
  jpeg: { type: 'image/jpeg', begins: ['ffd8ff'] },
  webp: { type: 'image/webp', begins: ['52494646'] },
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    begins: ['504b0304'],
  },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', begins: ['504b0304'] },
  pptx: {
    type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    begins: ['504b0304'],
  },
  odt: { type: 'application/vnd.oasis.opendocument.text', begins: ['504b0304'] },
  ods: { type: 'application/vnd.oasis.opendocument.spreadsheet', begins: ['504b0304'] },
  odp: { type: 'application/vnd.oasis.opendocument.presentation', begins: ['504b0304'] },
  zip: { type: 'application/zip', begins: ['504b0304', '504b0506'] },
  doc: { type: 'application/msword', begins: ['d0cf11e0a1b11ae1'] },
  xls: { type: 'application/vnd.ms-excel', begins: ['d0cf11e0a1b11ae1'] },
  msg: { type: 'application/vnd.ms-outlook', begins: ['d0cf11e0a1b11ae1'] },
  evtx: { type: 'application/octet-stream', begins: ['456c6646696c6500'] },
  p7s: { type: 'application/pkcs7-signature', begins: ['3082', '3083'] },
  tsr: { type: 'application/timestamp-reply', begins: ['3082', '3083'] },
  txt: { type: 'text/plain', begins: 'text' },
  log: { type: 'text/plain', begins: 'text' },
  md: { type: 'text/markdown', begins: 'text' },
  csv: { type: 'text/csv', begins: 'text' },
  json: { type: 'application/json', begins: 'text' },
  ndjson: { type: 'application/x-ndjson', begins: 'text' },
  xml: { type: 'application/xml', begins: 'text' },
  eml: { type: 'message/rfc822', begins: 'text' },
};

/** Endings of files that may be uploaded. */
export const fileEndings: readonly string[] = Object.keys(endings);

/**
 * @param name of the file
 * @param start its first bytes, up to some thousand
 * @returns the media type; undefined: the ending is not known, or the content does not fit it
 */
export function fileType(name: string, start: Uint8Array): string | undefined {
  const ending = /\.([a-z0-9]{2,6})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  if (known === undefined) return undefined;
  const { type, begins } = known;
  if (begins === 'text') return isText(start) ? type : undefined;
  const hex = Buffer.from(start.subarray(0, 16)).toString('hex');
  return begins.some((magic) => hex.startsWith(magic)) ? type : undefined;
}

/** UTF-8, UTF-16 with a mark, or a one-byte encoding; in none of them are there control characters. */
function isText(start: Uint8Array): boolean {
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  return isUtf16 || start.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b);
}
