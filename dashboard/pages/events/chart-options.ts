import uPlot from 'uplot';
import type { Messages } from '../../i18n/messages.js';
import { displayZone } from '../../i18n/zoned-time.js';

export const heightPx = 132;

/** @returns a colour of the theme that is shown */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @returns the axis' labels: the day where ticks are a day apart or more, the time otherwise */
function timeLabels(ticks: readonly number[], { dayMonth, clock }: Messages): string[] {
  const daily = (ticks[1] ?? 0) - (ticks[0] ?? 0) >= 86_400;
  return ticks.map((tick) => (daily ? dayMonth : clock)(tick * 1000));
}

/**
 * @param colours of the series, the lowest of the stack last
 * @param select hears of a dragged range, in seconds
 */
export function chartOptions(
  width: number,
  intervalSeconds: number,
  messages: Messages,
  colours: readonly string[],
  select: (a: number, b: number) => void,
): uPlot.Options {
  const text = colour('--gw-text-muted');
  const grid = { stroke: colour('--gw-line'), width: 1 };
  const font = '12px "Fira Sans", sans-serif';
  return {
    width,
    height: heightPx,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), displayZone),
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    // The last bucket reaches beyond its start.
    scales: {
      x: { range: (_plot, min, max) => [min, max + intervalSeconds] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: [
      {
        stroke: text,
        font,
        grid: { show: false },
        ticks: grid,
        size: 28,
        space: 72,
        values: (_plot, ticks) => timeLabels(ticks, messages),
      },
      {
        stroke: text,
        font,
        grid,
        ticks: { show: false },
        size: 52,
        values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? messages.compact(tick) : '')),
      },
    ],
    series: [
      {},
      ...colours.map((fill) => ({
        fill,
        stroke: fill,
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars!({ size: [0.86, 40], align: 1 }),
      })),
    ],
    hooks: {
      setSelect: [
        (plot) => {
          if (plot.select.width < 4) return;
          select(
            plot.posToVal(plot.select.left, 'x'),
            plot.posToVal(plot.select.left + plot.select.width, 'x'),
          );
        },
      ],
    },
  };
}
