import t from 'tap';
import { launchBrowser, logIn, noBrowser, openProfile } from './browser.js';
import { interviewByKeys } from './editors/check-flows.js';
import { deskOf } from './editors/desk.js';
import { moveMeasure, moveRisk, planMeasures } from './editors/plan-flows.js';
import { drawManyObjects, editCells, inheritNeeds } from './editors/structure-flows.js';
import { openTarget } from './target.js';

t.test("the security officer's editors", { skip: noBrowser }, async (t) => {
  const target = await openTarget(t);
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const context = await openProfile(browser);
  const page = await context.newPage();
  await logIn(page, target.url, target.adminPassword);
  const desk = deskOf(target.url, browser, context, page);
  await t.test('flow: a path explains an inherited protection need', (t) => inheritNeeds(t, desk));
  await t.test('flow: cells edited by keyboard, and a conflict', (t) => editCells(t, desk));
  await t.test('flow: an interview by keyboard alone', (t) => interviewByKeys(t, desk));
  await t.test('flow: a risk moved in the matrix by keyboard', (t) => moveRisk(t, desk));
  await t.test('flow: from a threat to a closed plan', (t) => planMeasures(t, desk));
  await t.test('flow: a measure moved on the board and re-dated', (t) => moveMeasure(t, desk));
  await t.test('flow: a drawing of 300 objects', (t) => drawManyObjects(t, desk));
});
