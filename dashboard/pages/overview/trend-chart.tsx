import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useTheme } from '../../state/theme.js';
import { colour } from '../events/chart-options.js';

const heightPx = 220;
/** Told apart without colour, too. */
const dashes = [[], [8, 4], [2, 4]];

export const laneOf = (series: number): string => `--gw-lane-${[1, 3, 4][series] ?? 5}`;

interface TrendChartProps {
  /** `YYYY-MM-DD`. */
  days: readonly string[];
  /** Percent; one list for each line. */
  series: readonly (readonly (number | null)[])[];
}

/** Lines of shares over days. The same figures stand in a table. */
export default function TrendChart({ days, series }: TrendChartProps) {
  const messages = useMessages();
  const { language } = messages;
  const { theme } = useTheme();
  const target = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const rows: uPlot.AlignedData = [
      days.map((day) => Date.parse(day) / 1000),
      ...series.map((each) => [...each]),
    ];
    const plot = new uPlot(optionsFor(element.clientWidth, series.length, messages), rows, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [days, series, language, theme]);
  return <div ref={target} className="gw-trend__chart" aria-hidden="true" />;
}

function optionsFor(width: number, lines: number, { date }: Messages): uPlot.Options {
  const axis = {
    stroke: colour('--gw-text-muted'),
    font: '12px "Fira Sans", sans-serif',
    grid: { stroke: colour('--gw-line'), width: 1 },
  };
  return {
    width,
    height: heightPx,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: [0, 100] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 88,
        values: (_plot, ticks) => ticks.map((tick) => date(new Date(tick * 1000).toISOString())),
      },
      { ...axis, size: 48, values: (_plot, ticks) => ticks.map((tick) => `${tick} %`) },
    ],
    series: [
      {},
      ...Array.from({ length: lines }, (_, at) => ({
        stroke: colour(laneOf(at)),
        width: 2,
        dash: dashes[at] ?? [],
        points: { show: false },
      })),
    ],
  };
}
