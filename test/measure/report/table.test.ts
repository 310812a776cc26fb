import { lapTable } from '../../../src/measure/report/table';
import { circle } from '../metrics/circle';
import { madeUpDrive } from './statistics';

test('the table gives every figure with its unit', () => {
  const table = lapTable(madeUpDrive(circle(400), 1.1, 0.1).statistics);
  expect(table).toMatch(/circuit +circle, forward/);
  expect(table).toMatch(/completed +yes, 100.0 % of 1 lap/);
  expect(table).toMatch(/lap time +40\.\d\d s/);
  expect(table).toMatch(/average speed +10\.\d\d m\/s/);
  expect(table).toMatch(/position deviation +mean 0\.06\d, p95 0\.\d{3}, max 0\.100 m/);
  expect(table).toMatch(/frames +100 received, 99 answered, 1 superseded, 0 rejected/);
  expect(table).toMatch(/statistics +out\/lap\.json/);
});

test('its values stand below each other', () => {
  const lines = lapTable(madeUpDrive(circle(400), 1.1, 0.1).statistics).split('\n');
  const starts = lines.map((line) => /^ {2}\S(?:\S| \S)* {2,}/.exec(line)![0].length);
  expect(new Set(starts).size).toBe(1);
});

test('a missing figure is a dash and a broken-off lap says why', () => {
  const table = lapTable(madeUpDrive(circle(400), 0.5, 0.1).statistics);
  expect(table).toMatch(/completed +no, 49\.\d % of 1 lap: time limit reached/);
  expect(table).toMatch(/lap time +–/);
  expect(table).toMatch(/inference time +–$/m);
  expect(table).toMatch(/model +–$/m);
});
