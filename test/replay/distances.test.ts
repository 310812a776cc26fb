import { loadCircuit } from '../../src/circuit/load';
import { measureAlong, measurePath } from '../../src/replay/distances';
import { FirstArrivals } from '../../src/replay/first-arrivals';

describe('the distance along a circuit', () => {
  it('goes on over laps, and begins before the start line where the car stands there', async () => {
    const circuit = await loadCircuit('simple_circuit');
    const { length_m } = circuit;
    const places = Array.from({ length: 9 }, (_, i) => circuit.pointAt(-2 + (i * length_m) / 4));
    const along = measureAlong(
      circuit,
      'forward',
      Float64Array.from(places, ({ x_m }) => x_m),
      Float64Array.from(places, ({ y_m }) => y_m),
    );
    const expected = places.map((_, i) => expect.closeTo(-2 + (i * length_m) / 4, 1));
    expect([...along.distance_m]).toEqual(expected);
  });

  it('goes back where the simulation was reset, after half a lap too', async () => {
    const circuit = await loadCircuit('simple_circuit');
    const driven_m = [0, 100, 200, 300, 0, 100];
    const places = driven_m.map((s_m) => circuit.pointAt(s_m));
    const [x_m, y_m] = [places.map((place) => place.x_m), places.map((place) => place.y_m)];
    const sim_s = Float64Array.of(0, 10, 20, 30, 0, 10);
    const along = measureAlong(circuit, 'forward', Float64Array.from(x_m), Float64Array.from(y_m), sim_s);
    expect([...along.distance_m]).toEqual(driven_m.map((s_m) => expect.closeTo(s_m, 1)));
  });

  it('is that of the path without a circuit', () => {
    expect([...measurePath(Float64Array.of(0, 3, 3), Float64Array.of(0, 4, 4))]).toEqual([0, 5, 5]);
    expect([...measurePath(new Float64Array(0), new Float64Array(0))]).toEqual([]);
  });
});

describe('when a car first came so far', () => {
  const arrivals = new FirstArrivals(Float64Array.of(0, 0, 2, 1, 2, 4), Float64Array.of(0, 1, 2, 3, 4, 5));

  it('is interpolated between the poses that came farther', () => {
    expect(arrivals.timeAt(0)).toBe(0);
    expect(arrivals.timeAt(1)).toBe(1);
    expect(arrivals.timeAt(2)).toBe(2);
    expect(arrivals.timeAt(3)).toBe(3.5);
    expect(arrivals.timeAt(4)).toBe(5);
  });

  it('is unknown before the first pose, beyond the last, and without any', () => {
    expect(arrivals.timeAt(-0.1)).toBeNull();
    expect(arrivals.timeAt(4.1)).toBeNull();
    expect(new FirstArrivals(new Float64Array(0), new Float64Array(0)).timeAt(0)).toBeNull();
  });
});
