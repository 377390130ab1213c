/** A small book in the form of the Kompendium; parts can be replaced to make it wrong. */
export function book(
  parts: { requirements?: string; modelling?: string; head?: string; tail?: string } = {},
): string {
  const requirements =
    parts.requirements ??
    requirement(
      'DER.1.A1 Erstellung einer Richtlinie (B) [Institutionsleitung, OT-Betrieb (Operational Technology, OT)] ',
    ) +
      requirement('DER.1A2 Einhaltung (S)') +
      requirement('DER.1.A3 ENTFALLEN (H)', 'Diese Anforderung ist entfallen.');
  return `${parts.head ?? '<?xml version="1.0" encoding="UTF-8"?>\n'}<book xmlns="http://docbook.org/ns/docbook" version="5.0">
<info><title>IT-Grundschutz-Kompendium</title></info>
<chapter><title>Schichtenmodell und Modellierung</title><section><title>Modellierung</title>
<informaltable><tbody>${parts.modelling ?? row('DER.1 Detektion &amp; Reaktion', 'R2', 'Informationsverbund/übergeordnete Aspekte')}</tbody></informaltable>
</section></chapter>
<chapter><title>Elementare Gefährdungen</title>
<section><title>G 0.1 Feuer</title><para>Feuer &#228;ndert vieles.</para></section>
<section><title>G 0.14 Ausspähen von Informationen (Spionage)</title><para>Text</para></section>
</chapter>
<chapter><title>DER Detektion und Reaktion</title>
<section><title>DER.1 Detektion &amp; Reaktion</title>
<section><title>Beschreibung</title><section><title>Einleitung</title><para>Die IT MUSS hier nicht zählen.</para></section></section>
<section><title>Anforderungen</title>
<informaltable><tbody>${row('<emphasis>Grundsätzlich zuständig</emphasis>', 'IT-Betrieb')}${row('Weitere Zuständigkeiten', 'Benutzende, Planende')}</tbody></informaltable>
<section><title>Basis-Anforderungen</title>${requirements}</section>
</section></section></chapter>
${parts.tail ?? ''}</book>
`;
}

const defaultText =
  'Es MUSS eine Richtlinie geben. Sie SOLLTE, z. B. jährlich, geprüft werden. Sie ist kurz.';

export function requirement(title: string, text = defaultText): string {
  return `<section><title>${title}</title><para>${text}</para></section>\n`;
}

export function row(...cells: string[]): string {
  return `<tr>${cells.map((cell) => `<td><para>${cell}</para></td>`).join('')}</tr>`;
}

/** @returns the bytes in pieces, so that characters are cut */
export function pieces(text: string, size = 7): Uint8Array[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
}
