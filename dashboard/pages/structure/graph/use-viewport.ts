import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';

export interface Viewport {
  x: number;
  y: number;
  /** Pixels of the screen for one of the drawing. */
  scale: number;
}
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const least = 0.12;
const most = 2.5;
const margin = 24;

/** @returns the part of the drawing that shows all of it, not larger than it was drawn */
export function fitting(
  drawing: { width: number; height: number },
  screen: { width: number; height: number },
): Viewport {
  const wide = (screen.width - 2 * margin) / Math.max(1, drawing.width);
  const high = (screen.height - 2 * margin) / Math.max(1, drawing.height);
  const scale = Math.max(least, Math.min(1, wide, high));
  return {
    scale,
    x: (screen.width - drawing.width * scale) / 2,
    y: (screen.height - drawing.height * scale) / 2,
  };
}

/** @returns the view after zooming so that a point of the screen stays where it is */
export function zoomed(view: Viewport, factor: number, point: { x: number; y: number }): Viewport {
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by };
}

/** @returns the view moved as little as it takes to show the box */
export function showing(view: Viewport, box: Box, screen: { width: number; height: number }): Viewport {
  const left = box.x * view.scale + view.x;
  const top = box.y * view.scale + view.y;
  const inside = (start: number, length: number, room: number): number =>
    Math.max(0, margin - start) || Math.min(0, room - margin - start - length);
  return {
    ...view,
    x: view.x + inside(left, box.width * view.scale, screen.width),
    y: view.y + inside(top, box.height * view.scale, screen.height),
  };
}

/** Zooms with Ctrl and the wheel, moves with the pressed mouse button; keys and buttons use what is given back. */
export function useViewport(
  element: RefObject<SVGSVGElement | null>,
  drawing: { width: number; height: number },
) {
  const [view, setView] = useState<Viewport>({ x: 0, y: 0, scale: 1 });
  const size = (): { width: number; height: number } => {
    const { width = 1, height = 1 } = element.current?.getBoundingClientRect() ?? {};
    return { width, height };
  };
  /** Nobody has looked closer yet: the whole stays in view, whatever room there is. */
  const isWhole = useRef(true);
  const fit = (): void => {
    isWhole.current = true;
    setView(fitting(drawing, size()));
  };
  const look = (change: (before: Viewport) => Viewport): void => {
    isWhole.current = false;
    setView(change);
  };
  const onDrawing = useEffectEvent(fit);
  const onRoom = useEffectEvent(() => {
    if (isWhole.current) fit();
  });
  const { width, height } = drawing;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another drawing is shown as a whole
  useEffect(() => onDrawing(), [width, height]);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(() => onRoom());
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = element.current!.getBoundingClientRect();
    const point = { x: event.clientX - box.x, y: event.clientY - box.y };
    look((before) => zoomed(before, Math.exp(-event.deltaY / 300), point));
  });
  useEffect(() => {
    const svg = element.current;
    if (svg === null) return;
    const listener = (event: WheelEvent): void => onWheel(event);
    // React listens passively: the page would scroll, too.
    svg.addEventListener('wheel', listener, { passive: false });
    return () => svg.removeEventListener('wheel', listener);
  }, [element]);
  return {
    view,
    fit,
    zoom(factor: number): void {
      const { width: w, height: h } = size();
      look((before) => zoomed(before, factor, { x: w / 2, y: h / 2 }));
    },
    pan: (x: number, y: number): void => look((before) => ({ ...before, x: before.x + x, y: before.y + y })),
    show(box: Box, scale?: number): void {
      const screen = size();
      const seen = showing(view, box, screen);
      // What is in view already needs no other view.
      if (scale === undefined && seen.x === view.x && seen.y === view.y) return;
      look((before) => {
        if (scale === undefined || before.scale >= scale) return showing(before, box, screen);
        const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        return { scale, x: screen.width / 2 - centre.x * scale, y: screen.height / 2 - centre.y * scale };
      });
    },
  };
}
