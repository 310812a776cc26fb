// Whether the statistics of a lap say that it was completed, and by the provider that was meant: check-lap.ts FILE PROVIDER
import { readFileSync } from 'node:fs';

interface Lap {
  readonly completed: boolean;
  readonly provider: string;
  readonly lap_seconds: number;
  readonly average_speed_mps: number;
}

const [file = '', provider] = process.argv.slice(2);
const lap = JSON.parse(readFileSync(file, 'utf8')) as Lap;
if (!lap.completed || lap.provider !== provider) {
  console.error(`not completed on ${provider}: ${JSON.stringify(lap)}`);
  process.exit(1);
}
console.log(
  `completed in ${lap.lap_seconds.toFixed(2)} s, ${lap.average_speed_mps.toFixed(2)} m/s, on ${provider}`,
);
