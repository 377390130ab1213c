interface CheckListProps {
  label: string;
  options: readonly { value: string; label: string; hint?: string | undefined }[];
  selected: ReadonlySet<string>;
  /** Few short ones: beside each other. */
  inline?: boolean;
  onChange(selected: ReadonlySet<string>): void;
}

/** Several choices of many, in the browser's own boxes. */
export function CheckList({ label, options, selected, inline, onChange }: CheckListProps) {
  const toggle = (value: string): void => {
    const next = new Set(selected);
    if (!next.delete(value)) next.add(value);
    onChange(next);
  };
  return (
    <fieldset className="gw-fieldset">
      <legend className="gw-field__label">{label}</legend>
      <ul className={`gw-check-list${inline ? ' gw-check-list--inline' : ''}`}>
        {options.map(({ value, label: text, hint }) => (
          <li key={value}>
            <label className="gw-check">
              <input type="checkbox" checked={selected.has(value)} onChange={() => toggle(value)} />
              <span>
                {text}
                {hint ? <span className="gw-radio__hint">{hint}</span> : null}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
