import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packageRoot } from '../../server/contract/package-root.js';

/** Pages of an object that the query names. */
const ofObject = new Set(['#/sources/detail']);

/** @returns the hashes of all pages that are shown without naming an object, from the dashboard's routes */
export function allPages(): string[] {
  const routes = readFileSync(join(packageRoot(), 'dashboard/app.tsx'), 'utf8');
  const paths = [...routes.matchAll(/\{ path: '([^':*]+)', element/g)].map(([, path]) => `#/${path}`);
  if (paths.length < 40) throw new Error(`only ${paths.length} routes found in app.tsx`);
  return paths.filter((path) => !ofObject.has(path));
}

/** WCAG 1.4.12: what a person may set without losing content. */
const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`;

/** @returns how far the document is wider than the window, pixels; with the text spacing of WCAG 1.4.12 where asked */
export async function overflow(page: Page, spaced = false): Promise<number> {
  return page.evaluate(`(() => {
    const sheet = new CSSStyleSheet();
    if (${spaced}) sheet.replaceSync(${JSON.stringify(spacing)});
    document.adoptedStyleSheets = [sheet];
    const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    document.adoptedStyleSheets = [];
    return wider;
  })()`);
}

/**
 * @returns controls in sight that are smaller than 24 by 24 pixels (WCAG 2.5.8) and not excepted: within a sentence, or
 * with a circle of 24 pixels around their centre that meets no other control
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const least = 24;
    const shown = [...document.querySelectorAll('a[href], button, input, select, textarea, [role=button], [tabindex="0"]')]
      .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('[inert]'))
      .filter((each) => !each.matches('[role=region], [role=group], .kern-sr-only, .gw-skip'))
      .map((each) => ({ each, box: (each.closest('label') ?? each).getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const centre = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
    const meets = (box, [x, y], radius) => {
      const dx = Math.max(box.left - x, 0, x - box.right);
      const dy = Math.max(box.top - y, 0, y - box.bottom);
      return dx * dx + dy * dy < radius * radius;
    };
    const inSentence = (each) => each.tagName === 'A' && getComputedStyle(each).display === 'inline'
      && [...each.parentNode.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    return shown
      .filter(({ box }) => box.width < least - 0.5 || box.height < least - 0.5)
      .filter(({ each }) => !inSentence(each))
      .filter(({ each, box }) => shown.some((other) =>
        other.each !== each && !other.each.contains(each) && !each.contains(other.each) &&
        (meets(other.box, centre(box), least / 2) ||
          (other.box.width < least && Math.hypot(centre(box)[0] - centre(other.box)[0], centre(box)[1] - centre(other.box)[1]) < least))))
      .map(({ each, box }) => each.outerHTML.slice(0, 120) + ' ' + Math.round(box.width) + 'x' + Math.round(box.height));
  })()`);
}

/** Helpers of the two below, in the page. */
const inPage = `
  const outlined = (each) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(each);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/transparent|, 0\\)/.test(outlineColor);
  };
  const isVisible = (each) => [each, each.parentElement, each.closest('label'),
    each.closest('.gw-select, .gw-search, .gw-field')].some((one) => one && outlined(one));
  const isCovered = (each) => {
    const box = (each.closest('label') ?? each).getBoundingClientRect();
    return ![[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]].some(([x, y]) => {
      const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return top !== null && (each.contains(top) || top.contains(each) || each.closest('label')?.contains(top));
    });
  };
  const shortly = (each) => each.outerHTML.slice(0, 110);`;

/**
 * Gives everything that takes it the focus, as the keyboard does, one after the other.
 * @returns how many that are, and those without an outline of 2 pixels (WCAG 2.4.7) or wholly covered (WCAG 2.4.11)
 */
export function focusFaults(page: Page): Promise<{ stops: number; faults: string[] }> {
  return page.evaluate(`(() => {
    ${inPage}
    const faults = [];
    const all = [...document.querySelectorAll('a[href], button:enabled, input:enabled, select, textarea, [tabindex="0"]')]
      .filter((each) => each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }) && !each.closest('[inert]'));
    let stops = 0;
    for (const each of all) {
      each.focus({ focusVisible: true });
      // One of a group of radio buttons or tabs passes it on.
      if (document.activeElement !== each) continue;
      stops++;
      if (!isVisible(each)) faults.push('no outline: ' + shortly(each));
      if (isCovered(each)) faults.push('covered: ' + shortly(each));
    }
    return { stops, faults };
  })()`);
}

/** @returns what has the focus, and whether it comes after what had it at the last call, in the document's order */
export function focusStep(page: Page): Promise<{ what: string; inOrder: boolean }> {
  return page.evaluate(`(() => {
    ${inPage}
    const now = document.activeElement;
    if (now === null || now === document.body) return { what: '', inOrder: false };
    const before = window.focusedBefore;
    window.focusedBefore = now;
    const inOrder = before === undefined || (before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    return { what: shortly(now), inOrder };
  })()`);
}
