import { useMemo } from 'react';
import { useMessages } from '../i18n/messages.js';
import { qrCode } from '../qr/encode.js';

/** ISO/IEC 18004, 9.1: four modules of light around the symbol. */
const quiet = 4;

/** A text as QR code, dark on light in every theme, because that is what cameras read; nothing when it is too long. */
export function QrCode({ text }: { text: string }) {
  const { t } = useMessages();
  const symbol = useMemo(() => qrCode(text), [text]);
  if (symbol === undefined) return null;
  const size = symbol.length + 2 * quiet;
  const path = symbol
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
    .join('');
  return (
    <svg className="gw-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('qr.label')}>
      <rect className="gw-qr__light" width={size} height={size} />
      <path className="gw-qr__dark" d={path} />
    </svg>
  );
}
