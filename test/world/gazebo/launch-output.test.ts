import { LaunchOutput } from '../../../src/world/gazebo/launch-output';

function read(...lines: string[]): LaunchOutput {
  const output = new LaunchOutput();
  for (const line of lines) output.add(line);
  return output;
}

const STARTED = '\u001b[1mprocess[gazebo-1]: started with pid [4711]\u001b[0m';

describe('the output of roslaunch', () => {
  it('tells whether the simulator has been started', () => {
    expect(read('process[rosout-1]: started with pid [1]').hadStarted).toBe(false);
    expect(read(STARTED)).toMatchObject({ hadStarted: true, over: null });
    expect(read('process[car2/gazebo-3]: started with pid [1]').hadStarted).toBe(true);
  });

  it.each([
    [
      'of any node',
      ['\u001b[31m[gazebo-2] process has died [pid 7, exit code -9, cmd gzserver'],
      'exit code -9',
    ],
    [
      'of a required node',
      ['=====REQUIRED process [gazebo-2] has died!', 'process has died [pid 7, exit code 255, cmd gzserver'],
      'exit code 255',
    ],
    ['by itself', ['[car2/gazebo-2] process has finished cleanly'], 'exit code 0'],
    ['and not of its window', ['[gazebo_gui-3] process has died [pid 7, exit code -11, cmd gzclient'], null],
    ['and not of another node', [STARTED, '[car-3] process has died [pid 7, exit code 1, cmd car'], null],
  ])('tells of its end, %s', (_, lines, over) => {
    expect(read(...lines).over).toBe(over);
  });

  it.each([
    [
      ['RLException: [a.launch] is neither a launch file', 'The traceback for the exception was written'],
      'RLException: [a.launch] is neither a launch file',
    ],
    [
      ['a', '\u001b[31m[Err] [Server.cc:316] Could not open file[a.world]\u001b[39m', 'done'],
      '[Err] [Server.cc:316] Could not open file[a.world]',
    ],
    [['\u001b]2;a.launch\u0007... logging to x', '  ', '=====', 'log file: y'], '... logging to x'],
    [
      [STARTED, "ALSA lib confmisc.c:767:(parse_card) cannot find card '0'", '[ WARN] missing <cmdTimeout>'],
      null,
    ],
    [[], null],
  ])('of %j the last problem is %j', (lines, problem) => {
    expect(read(...lines).lastProblem).toBe(problem);
  });
});
