import { planExperiments } from '../../../src/experiment/plan/plan-experiments';
import { ExperimentFolder } from './files';

const folder = new ExperimentFolder();
const follower = 'brains: line_follower\n';

describe('the problems of an experiment file', () => {
  it('are found all at once, each with its key', async () => {
    const lines = await folder.problems(`
brain: pilotnet
brains: [pilotnett, gone.yml, line_follower]
models: [slim_pilotnett, .nan]
providers: [gpu]
circuits: [simple_circit, many_curves]
directions: [left]
starts: [{random: 0}, here]
repetitions: 2
seeds: [1, 2, 2]
corruptions: [fogg, {rain: -1}, {snow: .nan}]
latency_ms: [-1]
camera_rate_hz: []
timeout_s: [-3, .nan]
world: [gazebbo]
laps: 0
recovery: maybe
record: {bags: true}
workers: 0
`);
    for (const part of [
      "brain is not a known key (did you mean 'brains'?)",
      "brains[0] is 'pilotnett': no brain is called 'pilotnett' (did you mean 'pilotnet'?)",
      "brains[1] is 'gone.yml': gone.yml: no such brain file",
      "models[0] is 'slim_pilotnett': no such file, and no such model in models/ (did you mean 'slim_pilotnet'?)",
      'models[1] must be a non-empty string, found NaN',
      "providers[0] is 'gpu', must be one of",
      "circuits has an unknown circuit: Circuit 'simple_circit' is unknown (did you mean 'simple_circuit'?)",
      "directions[0] is 'left', must be one of forward, reverse",
      'starts[0].random must be a number from 1 to 1000, found 0',
      "starts[1] is 'here', must be one of default, random",
      'seeds lists 3 values, and repetitions is 2',
      "corruptions[0] is 'fogg', no image corruption (did you mean 'fog'?)",
      'corruptions[1].rain must be a number from 0 to 3, found -1',
      'corruptions[2].snow must be a number from 0 to 3, found NaN',
      'latency_ms[0] must be a number from 0 to 10000, found -1',
      'camera_rate_hz is an empty list',
      'timeout_s[0] must be a number from 1 to 86400, found -3',
      'timeout_s[1] must be a number from 1 to 86400, found NaN',
      "world[0] is 'gazebbo', must be one of lockstep, ros, gazebo (did you mean 'gazebo'?)",
      'laps must be a number from 1',
      "recovery is 'maybe', must be one of none, reset",
      "record.bags is not a known key (did you mean 'bag'?)",
      'workers must be a number from 1',
    ]) {
      expect(lines).toContainEqual(expect.stringContaining(part));
    }
    expect(lines).toHaveLength(23);
  });

  it('are found in all files at once', async () => {
    const files = [
      folder.write('brains: nobody\n', 'a.yml'),
      folder.write('circuits: nowhere\n', 'b.yml'),
      `${folder.path}/c.yml`,
    ];
    await expect(planExperiments(files)).rejects.toThrow(
      /a\.yml: brains is 'nobody'.*\n.*b\.yml: brains is missing.*\n.*b\.yml: circuits has an unknown circuit.*\n.*c\.yml: no such experiment file$/,
    );
  });

  it.each([
    [
      'timeout_s: [10, 20]\ncircuits: [simple_circuit, many_curves, montreal_line]',
      'timeout_s lists 2 values and circuits 3',
    ],
    ['perfect_laps: [a.bag, b.bag]', 'perfect_laps lists 2 values and circuits 1'],
    ['models: slim_pilotnet', 'models has no effect: no brain of the list drives with a network'],
    ['seeds: [1, 1]', 'seeds lists 1 twice'],
    [
      'launch: x.launch\ncircuits: simple_circuit',
      "launch is Gazebo's launch file or world; write world: gazebo",
    ],
    ['world: gazebo\nlatency_ms: 50', 'latency_ms is of the built-in world'],
    [
      'camera_rate_hz: 10\ncamera_jitter_ms: 150',
      'camera_jitter_ms is 150 ms, more than the 100 ms between two frames',
    ],
    ['starts: {poses: [[0, 0]]}', 'starts.poses[0] must be a list of 3 numbers'],
    ['starts: {poses: [[900, 0, 0]]}', 'lies'],
    ['starts: {random: 1, spread: 2}', 'starts must have one of random, spread, file, poses; list several'],
    ['starts: {file: gone.csv}', 'gone.csv'],
    ['camera_timing: gone.csv', 'gone.csv'],
    ['circuits: gone.yml', 'gone.yml: no such circuit file'],
    [
      'world: gazebo\ncircuits: [simple_circuit, many_curves]\nlaunch: [a/x.launch, b/x.launch]',
      'have one name, by which runs are told apart',
    ],
    ['repetitions: 10000\nstarts: {random: 1000}', 'asks for 10000000 runs'],
    ['[a, b]', 'must be a mapping of keys to values'],
  ])('%s', async (text, expected) => {
    const lines = await folder.problems(text.startsWith('[') ? text : `${follower}${text}\n`);
    expect(lines).toEqual([expect.stringContaining(expected)]);
  });

  it('of a file that is no YAML, empty or missing are one line', async () => {
    expect(await folder.problems('brains: [')).toEqual([expect.stringContaining('is not valid YAML')]);
    expect(await folder.problems('')).toEqual([expect.stringContaining('is empty; an experiment file')]);
  });
});
