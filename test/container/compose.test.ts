import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { readBrain } from '../../src/config/brain-file';
import { run } from '../helpers/in-process';
import { HOME_IN_IMAGE, ROOT, read, readCompose, type Service } from './support/files';

const compose = readCompose();
const services = Object.entries(compose.services);
const ofRos = services.filter(([, { networks }]) => networks?.includes('ros'));
const ofQueue = services.filter(([, { networks }]) => networks?.includes('queue'));
const defaults = (words: string[]) => words.map((word) => word.replace(/\$\{\w+:-(\w+)\}/, '$1'));

function targets(dockerfile: string): (string | null)[] {
  return DockerfileParser.parse(read(dockerfile))
    .getFROMs()
    .map((from) => from.getBuildStage());
}

/** Comes with the worlds for Gazebo. */
const launch = path.join(ROOT, 'launch', 'gazebo.launch');

describe('gazebo.sh', () => {
  it('gives gazebo.launch arguments that it has', () => {
    const given = [...read('scripts/container/gazebo.sh').matchAll(/["' ](\w+):=/g)].map(([, name]) => name);
    expect(given).toEqual(['folder', 'circuit', 'gui', 'headless']);
    for (const name of given) expect(readFileSync(launch, 'utf8')).toContain(`<arg name="${name}"`);
  });
});

describe('compose.yml', () => {
  it('is read by YAML without an error or a warning, and has Gazebo, node, master and recorder', () => {
    expect(ofRos.map(([name]) => name).sort()).toEqual([
      'brain',
      'brain-gpu',
      'gazebo',
      'recorder',
      'roscore',
    ]);
  });

  it('has a queue and its workers, which start only when they are named', () => {
    expect(ofQueue.map(([name]) => name).sort()).toEqual(['redis', 'worker']);
    expect([...ofRos, ...ofQueue].sort()).toEqual([...services].sort());
    for (const [, { profiles }] of ofQueue) expect(profiles).toEqual(['queue']);
  });

  it('has a Redis that loses nothing that it accepted', () => {
    const command = compose.services.redis!.command!.join(' ');
    expect(command).toContain('--appendonly yes --appendfsync always');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(compose.services.redis!.volumes).toEqual(['queue:/data']);
  });

  test.each(services.filter(([name]) => name !== 'redis'))(
    '%s has an image that it or another service builds, from a stage that exists',
    (_, service) => {
      const builder = services.find(([, other]) => other.build && other.image === service.image)?.[1];
      const { context, dockerfile = 'Dockerfile', target } = builder!.build!;
      expect(context).toBe('.');
      expect(targets(dockerfile)).toContain(target);
    },
  );

  test.each(services)('%s is seen by the others of its network alone', (name, service) => {
    const [network] = service.networks!;
    expect(service).toMatchObject({ networks: [network], init: true, cap_drop: ['ALL'] });
    expect(compose.networks[network!]).toEqual({ internal: true });
    for (const key of ['ports', 'network_mode', 'privileged', 'expose'])
      expect(service).not.toHaveProperty(key);
    if (network === 'queue') return;
    expect(service).toMatchObject({
      environment: { ROS_MASTER_URI: 'http://roscore:11311', ROS_HOSTNAME: name },
    });
  });

  test.each(ofRos)('%s is asked whether it answers, by a script of the image', (_, { healthcheck }) => {
    const [how, program, script] = healthcheck!.test;
    expect([how, program]).toEqual(['CMD', `${HOME_IN_IMAGE}/node_modules/.bin/jiti`]);
    expect(JSON.parse(read('package.json')).dependencies).toHaveProperty('jiti');
    expect(existsSync(inCheckout(script!))).toBe(true);
  });

  test.each(services)('%s waits for services that are there and can be healthy', (_, service) => {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]?.healthcheck).toBeDefined();
    }
  });

  test.each(services)('%s runs a command that exists', async (_, service) => {
    const [program, ...args] = defaults(service.command ?? ['/opt/f1_brain/scripts/container/gazebo.sh']);
    if (program!.startsWith(HOME_IN_IMAGE)) return expect(existsSync(inCheckout(program!))).toBe(true);
    if (program === 'roscore') return expect(args).toEqual([]);
    if (program === 'redis-server') return;
    expect(program).toBe('f1-brain');
    const { stdout } = await run([args[0]!, '--help']);
    for (const option of args.filter((arg) => arg.startsWith('--'))) expect(stdout).toContain(`${option} `);
    if (args[0] !== 'worker') expect(readBrain(args[1]!).kind).toEqual({ type: 'network' });
  });

  it('has either brain by a profile, alike but for the card', () => {
    const { brain, 'brain-gpu': gpu } = compose.services as Record<string, Service>;
    expect(brain!.profiles).toEqual(['cpu']);
    expect(gpu!.profiles).toEqual(['gpu']);
    expect(gpu!.command).toEqual(brain!.command);
    expect(gpu!.deploy!.resources.reservations.devices).toMatchObject([
      { driver: 'nvidia', capabilities: ['gpu'] },
    ]);
  });

  it('mounts volumes that it declares, and no folder of the host', () => {
    for (const [, { volumes = [] }] of services) {
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
  });
});

function inCheckout(file: string): string {
  expect(file.startsWith(`${HOME_IN_IMAGE}/`)).toBe(true);
  return path.join(ROOT, file.slice(HOME_IN_IMAGE.length));
}
