const heightPx = 22;
const barPx = 4;

interface SparklineProps {
  /** Oldest first. */
  values: readonly number[];
  /** Says what the picture shows. */
  label: string;
}

/** A few values as bars beside each other; the words say the same. */
export function Sparkline({ values, label }: SparklineProps) {
  const most = Math.max(1, ...values);
  return (
    <svg
      className="gw-sparkline"
      role="img"
      aria-label={label}
      width={values.length * barPx}
      height={heightPx}
      viewBox={`0 0 ${values.length * barPx} ${heightPx}`}
    >
      {values.map((value, at) => {
        const height = value === 0 ? 1 : Math.max(2, Math.round((value / most) * heightPx));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={at}
            className={value === 0 ? 'gw-sparkline__none' : undefined}
            x={at * barPx}
            y={heightPx - height}
            width={barPx - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}
