import { Session } from 'f1-brain';

const BRAINS = ['line_follower', 'slim_pilotnet'];
const SEEDS = [1, 2];
const circuit = process.argv[2] ?? 'simple_circuit';

/** One lap in lockstep, without files: its statistics, and the highest speed on the way. */
async function drive(brain: string, seed: number) {
  const session = new Session({ world: 'lockstep', brain, circuit, seed, out: null });
  let top_mps = 0;
  session.on('pose', ({ v_mps }) => {
    top_mps = Math.max(top_mps, v_mps);
  });
  const { statistics } = await session.run();
  return { ...statistics, top_mps };
}

async function main() {
  for (const brain of BRAINS) {
    for (const seed of SEEDS) {
      const { lap_seconds, position_deviation_mean_m, top_mps, ended_because } = await drive(brain, seed);
      const lap = lap_seconds === null ? ended_because : `${lap_seconds.toFixed(2)} s`;
      const deviation = position_deviation_mean_m?.toFixed(3) ?? '-';
      console.log(`${brain} seed ${seed}: ${lap}, deviation ${deviation} m, up to ${top_mps.toFixed(1)} m/s`);
    }
  }
}

void main();
