/** ATT&CK ids are written as their users know them; other tags as the rule has them. */
export function tagLabel(tag: string): string {
  const technique = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag);
  if (technique) return technique[1]!.toUpperCase();
  const tactic = /^attack\.([a-z_-]+)$/i.exec(tag);
  return tactic ? tactic[1]!.replaceAll(/[-_]/g, ' ') : tag;
}

/** A rule's tags, ATT&CK techniques first. */
export function Tags({ tags, limit }: { tags: readonly string[]; limit?: number }) {
  const isTechnique = (tag: string) => /^attack\.t\d/i.test(tag);
  const sorted = [...tags].sort((a, b) => Number(isTechnique(b)) - Number(isTechnique(a)));
  const shown = sorted.slice(0, limit);
  return (
    <ul className="gw-tags">
      {shown.map((tag) => (
        <li key={tag} className={isTechnique(tag) ? 'gw-tag gw-tag--technique' : 'gw-tag'}>
          {tagLabel(tag)}
        </li>
      ))}
      {sorted.length > shown.length ? <li className="gw-tag">+{sorted.length - shown.length}</li> : null}
    </ul>
  );
}

const technique = /^attack\.t\d/i;

/** The first ATT&CK technique of a rule's tags, and how many more there are. */
export function Techniques({ tags }: { tags: readonly string[] }) {
  const all = tags.filter((tag) => technique.test(tag)).map(tagLabel);
  if (all.length === 0) return null;
  return (
    <span className="gw-technique" title={all.join(', ')}>
      <span className="gw-tag gw-tag--technique">{all[0]}</span>
      {all.length > 1 ? <span className="gw-muted"> +{all.length - 1}</span> : null}
    </span>
  );
}
