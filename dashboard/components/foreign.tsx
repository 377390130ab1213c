/** What cannot be seen but acts: controls, marks that turn or hide text, line separators; tab and line ends do not. */
const unseen = /((?![\t\n\r])[\p{Cc}\p{Cf}\p{Surrogate}\u2028\u2029])/u;

const nameOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Text that others chose, such as of a record: what cannot be seen in it is named, and it turns nothing beside it. */
export function Foreign({ text }: { text: string }) {
  if (!unseen.test(text)) return <bdi>{text}</bdi>;
  const parts = text.split(unseen);
  return (
    <bdi>
      {parts.map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
          <mark key={at} className="gw-unseen">
            {nameOf(part)}
          </mark>
        ),
      )}
    </bdi>
  );
}
