interface PickBoxProps {
  label: string;
  isSelected: boolean;
  isDisabled?: boolean;
  onChange(selected: boolean): void;
}

/** Picks a row of a table, in the browser's own box. */
export function PickBox({ label, isSelected, isDisabled = false, onChange }: PickBoxProps) {
  return (
    <label className="gw-pick">
      <input
        type="checkbox"
        aria-label={label}
        checked={isSelected}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}

/** @returns a copy of the set with or without the value */
export function withPick(picked: ReadonlySet<string>, value: string, selected: boolean): Set<string> {
  const next = new Set(picked);
  if (selected) next.add(value);
  else next.delete(value);
  return next;
}
