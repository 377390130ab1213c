import 'uplot/dist/uPlot.min.css';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { Histogram as HistogramData } from '../../../server/contract/event.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { useTheme } from '../../state/theme.js';
import { type Brush, countOf, moved, rangeOf } from './brush.js';
import { chartOptions, colour, heightPx } from './chart-options.js';

export const laneColour = (n: number): string => `--gw-lane-${n + 1}`;
export const otherColour = '--gw-lane-other';

/** @returns the heights of the bars, the highest of the stack first: each is drawn over those before it */
function stacked({ buckets, series }: HistogramData): number[][] {
  if (!series) return [buckets.map(({ count }) => count)];
  const heights = [...series, ''].map((_, lane) =>
    buckets.map(({ by = [] }) => by.slice(0, lane + 1).reduce((sum, count) => sum + count, 0)),
  );
  return heights.reverse();
}

/** @returns what is marked: from when to when, and how many events */
function brushText(brush: Brush, data: HistogramData, { dateTime, plural }: Messages): string {
  const [from, to] = rangeOf(brush, data).map((at) => dateTime(new Date(at).toISOString()));
  return plural('events.brushed', countOf(brush, data), { from: from!, to: to! });
}

interface ChartProps {
  data: HistogramData;
  onSelect(from: string, to: string): void;
}

/** The bars; a range of them is marked by dragging, or with the keyboard, and becomes the time range. */
export function Chart({ data, onSelect }: ChartProps) {
  const messages = useMessages();
  const { language, t } = messages;
  const id = useId();
  const plot = useRef<uPlot>(null);
  const [brush, setBrush] = useState<Brush>();
  const { theme } = useTheme();
  const target = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const iso = (seconds: number) => new Date(Math.round(seconds * 1000)).toISOString();
    const colours = data.series ? [...data.series.map((_, n) => laneColour(n)), otherColour] : ['--gw-chart'];
    const rows: uPlot.AlignedData = [
      data.buckets.map(({ start }) => Date.parse(start) / 1000),
      ...stacked(data),
    ];
    const options = chartOptions(
      element.clientWidth,
      data.interval_ms / 1000,
      messages,
      colours.map(colour).reverse(),
      (a, b) => select.current(iso(a), iso(b)),
    );
    const drawn = new uPlot(options, rows, element);
    plot.current = drawn;
    setBrush(undefined);
    const observer = new ResizeObserver(() =>
      drawn.setSize({ width: element.clientWidth, height: heightPx }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current = null;
      drawn.destroy();
    };
  }, [data, language, theme]);
  useEffect(() => {
    if (plot.current === null) return;
    const [from, to] = brush ? rangeOf(brush, data) : [0, 0];
    const left = brush ? plot.current.valToPos(from / 1000, 'x') : 0;
    const width = brush ? plot.current.valToPos(to / 1000, 'x') - left : 0;
    plot.current.setSelect({ left, width, top: 0, height: plot.current.over.clientHeight }, false);
  }, [brush, data]);

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key === 'Enter' || event.key === ' ') && brush) {
      const [from, to] = rangeOf(brush, data);
      onSelect(new Date(from).toISOString(), new Date(to).toISOString());
    } else if (event.key === 'Escape' && brush) setBrush(undefined);
    else {
      const next = moved(brush, event.key, event.shiftKey, data.buckets.length);
      if (next === undefined) return;
      setBrush(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div
        className="gw-brush"
        role="slider"
        tabIndex={0}
        aria-label={t('events.brush')}
        aria-describedby={`${id}-help`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, data.buckets.length - 1)}
        aria-valuenow={brush?.at ?? 0}
        aria-valuetext={brush ? brushText(brush, data, messages) : t('events.brush_none')}
        onKeyDown={press}
        onBlur={() => setBrush(undefined)}
      >
        <div ref={target} className="gw-chart" aria-hidden="true" />
      </div>
      <p id={`${id}-help`} className="gw-brush__help gw-muted">
        {brush ? brushText(brush, data, messages) : t('events.brush_help')}
      </p>
    </>
  );
}
