import { loadCircuit } from '../../../src/circuit/load';
import { startNote } from '../../../src/world/start/start-note';

/** Where Montmeló's car starts in JdeRobot's newer distribution, and in the older one, which the file has. */
const NEWER = { x_m: 93.71, y_m: 22.43, yaw_rad: -0.35 };
const OLDER = { x_m: 27.18, y_m: -31.55, yaw_rad: -3.12 };

describe('the start of a world that is not that of the circuit file', () => {
  it('is said after a reset, with the way from one to the other', async () => {
    const circuit = await loadCircuit('montmelo_line');
    expect(startNote('reset', circuit, 'forward', NEWER)).toBe(
      'this world begins 139.2 m before the start in the file of montmelo_line: laps count from where the car is; ' +
        "--start circuit moves it to the file's",
    );
    expect(startNote('reset', circuit, 'reverse', NEWER)).toContain('begins 139.2 m after the start');
  });

  it('is said where the car was moved to that of the file', async () => {
    const circuit = await loadCircuit('montmelo_line_no_wall');
    expect(startNote('circuit', circuit, 'forward', NEWER)).toBe(
      'the car was 139.2 m before the start in the file of montmelo_line_no_wall and was moved there: laps count from ' +
        'there; --start reset begins where the world does',
    );
  });

  it('is not worth a word where both agree, nor where the car is elsewhere', async () => {
    const circuit = await loadCircuit('montmelo_line');
    expect(startNote('reset', circuit, 'forward', OLDER)).toBeNull();
    expect(startNote('circuit', circuit, 'forward', { ...OLDER, y_m: -31 })).toBeNull();
    expect(startNote('circuit', circuit, 'forward', { ...NEWER, y_m: 60 })).toBeNull();
  });
});
