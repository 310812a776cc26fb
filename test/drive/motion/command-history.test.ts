import { CommandHistory } from '../../../src/drive/motion/command-history';

describe('The motion that commands make', () => {
  it('is made of those that were in effect', () => {
    const commands = new CommandHistory();
    commands.add(0, 10, 0);
    commands.add(0.05, 2, 0);
    commands.move(0.05, 0.1, 0.03);
    expect(commands.x_m).toBeCloseTo(10 * 0.03 + 2 * 0.02, 9);
    commands.add(0.1, 0, 3);
    commands.move(0.13, 0.23, 0.03);
    expect([commands.x_m, commands.turned_rad]).toEqual([0, expect.closeTo(0.3, 9)]);
  });

  it('is none before the first', () => {
    const commands = new CommandHistory();
    commands.move(0, 1);
    expect(commands).toMatchObject({ x_m: 0, y_m: 0, turned_rad: 0 });
    commands.add(0.5, 10, 0);
    commands.move(0, 1);
    expect(commands.x_m).toBeCloseTo(5, 9);
    commands.clear();
    commands.move(0, 1);
    expect(commands.x_m).toBe(0);
  });

  it('begins at a pose, and follows an arc', () => {
    const commands = new CommandHistory();
    for (let i = 0; i < 100; i += 1) commands.add(i * 0.01, Math.PI, Math.PI / 2);
    commands.move(0, 1, 0, { x_m: 3, y_m: 1, turned_rad: Math.PI / 2 });
    // A quarter of a circle of 2 m to the left.
    expect(commands.x_m).toBeCloseTo(1, 3);
    expect(commands.y_m).toBeCloseTo(3, 3);
    expect(commands.turned_rad).toBeCloseTo(Math.PI, 9);
  });

  it('is known for the latest five seconds of commands at 100 Hz', () => {
    const commands = new CommandHistory();
    for (let i = 0; i < 2000; i += 1) commands.add(i * 0.01, i < 1000 ? 1 : 5, 0);
    commands.move(15, 20);
    expect(commands.x_m).toBeCloseTo(25, 9);
  });
});
