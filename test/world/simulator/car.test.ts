import { Car } from '../../../src/world/simulator/car';
import { startPose } from '../../../src/world/simulator/start';
import { ring } from '../../circuit/ring';

/** Nothing to run into. */
const open = () => {
  const circuit = ring(30);
  return circuit.with({ look: { ...circuit.look, leftWall: null, rightWall: null } });
};

function run(car: Car, seconds: number): void {
  for (let i = 0; i < Math.round(seconds * 1000); i++) car.step(0.001);
}

describe('The car', () => {
  it('moves with exactly the commanded velocity, from the first step on', () => {
    const car = new Car(open(), { x_m: 1, y_m: 2, yaw_rad: 0 });
    car.command({ v_mps: 20, w_radps: 0 });
    car.step(0.001);
    expect(car.x_m).toBeCloseTo(1.02, 9);
    expect(car.v_mps).toBe(20);
  });

  it('drives a circle of v / w', () => {
    const car = new Car(open(), { x_m: 0, y_m: 0, yaw_rad: 0 });
    car.command({ v_mps: 6, w_radps: 3 });
    run(car, Math.PI / 3);
    expect(car.x_m).toBeCloseTo(0, 2);
    expect(car.y_m).toBeCloseTo(4, 2);
    expect(Math.abs(car.yaw_rad)).toBeCloseTo(Math.PI, 2);
  });

  it('slides sideways when told to', () => {
    const car = new Car(open(), { x_m: 0, y_m: 0, yaw_rad: Math.PI / 2 });
    car.command({ v_mps: 0, w_radps: 0 }, 1.5);
    run(car, 1);
    expect(car.x_m).toBeCloseTo(-1.5, 6);
    expect(car.y_m).toBeCloseTo(0, 6);
  });

  it('goes on for ever with its last command', () => {
    const car = new Car(open(), { x_m: 0, y_m: 0, yaw_rad: 0 });
    car.command({ v_mps: 2, w_radps: 0 });
    run(car, 60);
    expect(car.x_m).toBeCloseTo(120, 6);
  });

  it('keeps its command when it is set down elsewhere', () => {
    const car = new Car(open(), { x_m: 0, y_m: 0, yaw_rad: 0 });
    car.command({ v_mps: 2, w_radps: 0 });
    car.place({ x_m: 5, y_m: 5, yaw_rad: Math.PI });
    run(car, 1);
    expect(car.x_m).toBeCloseTo(3, 6);
  });

  it('slides along a wall that it meets at an angle, and is counted once', () => {
    const circuit = ring(30);
    const car = new Car(circuit, { x_m: 30, y_m: 0, yaw_rad: Math.PI / 2 - 0.3 });
    car.command({ v_mps: 5, w_radps: 0 });
    run(car, 1.5);
    const { lateral_m, s_m } = circuit.project(car.x_m, car.y_m);
    expect(lateral_m).toBeLessThan(-0.8);
    expect(lateral_m).toBeGreaterThan(-1.5);
    expect(s_m).toBeGreaterThan(4);
    expect(s_m).toBeLessThan(7.4);
    expect(car.contacts().events).toBe(1);
    expect(car.contacts().seconds).toBeGreaterThan(0.2);
    expect(car.v_mps).toBeLessThan(5);
  });

  it('stands before a wall that it meets head-on', () => {
    const circuit = ring(30);
    const car = new Car(circuit, { x_m: 30, y_m: 0, yaw_rad: Math.PI });
    car.command({ v_mps: 3, w_radps: 0 });
    run(car, 2);
    // The left wall stands 1.5 m from the line; the car's nose is 0.495 m ahead of its middle.
    expect(circuit.project(car.x_m, car.y_m).lateral_m).toBeCloseTo(1.5 - 0.495, 1);
    expect(car.contacts()).toEqual({ events: 1, seconds: expect.closeTo(1.66, 1) });
    expect(Math.abs(car.v_mps)).toBeLessThan(0.2);
  });

  it('never gets through a wall, however fast and however it turns', () => {
    const circuit = ring(6);
    const car = new Car(circuit, { x_m: 6, y_m: 0, yaw_rad: 0.4 });
    for (let i = 0; i < 40; i++) {
      car.command({ v_mps: 24, w_radps: i % 2 ? 7 : -7 });
      run(car, 0.1);
      expect(Math.abs(circuit.project(car.x_m, car.y_m).lateral_m)).toBeLessThan(1.5);
    }
    expect(car.contacts().events).toBeGreaterThan(0);
  });

  it('touches no wall on its way down the line', () => {
    const circuit = ring(30);
    const car = new Car(circuit, circuit.start);
    car.command({ v_mps: 9, w_radps: 9 / 30 });
    run(car, 21);
    expect(car.contacts()).toEqual({ events: 0, seconds: 0 });
    expect(Math.abs(circuit.project(car.x_m, car.y_m).lateral_m)).toBeLessThan(0.01);
  });

  it('starts turned round for a lap in reverse', () => {
    const { yaw_rad, ...place } = startPose(ring(30), 'reverse');
    expect(place).toEqual({ x_m: expect.closeTo(30, 6), y_m: expect.closeTo(0, 6) });
    expect(yaw_rad).toBeCloseTo(-Math.PI / 2, 3);
  });
});
