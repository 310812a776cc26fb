import path from 'node:path';
import type { Circuit } from '../../circuit/circuit';
import { readBrain } from '../../config/brain-file';
import { parseRosArguments } from '../../ros/names';
import { rosnodejs } from '../../ros/rosnodejs/index';
import type { RosNode, Transport } from '../../ros/transport';
import { within } from '../../support/within';
import type { RosWorld } from '../../world/ros/ros-world';
import type { ExternalSessionOptions } from '../session-options';
import { checkForeignParameters, originOf, withoutForeignRights } from './foreign-parameters';
import { knownCircuit, timeoutOf } from './known-circuit';
import { type LiveParameters, liveParametersOf } from './live-parameters';
import { type NodeSettings, readNodeParameters } from './node-parameters';
import { choiceOf, chosenConfiguration, type OpenedBrain, openChosen, tellOfFile } from './opened-brain';
import { PeerFiles } from './peer-files';
import { rosPutBack, rosRecovery } from './recovery';
import { NODE_NAME, rosParts } from './ros-parts';
import {
  DEFAULT_BRAIN,
  DEFAULT_SEED,
  DEFAULT_STANDSTILL_S,
  type RunSettings,
  recordingSettings,
  recoverySettings,
  withoutAbsent,
} from './settings';
import type { Setup, SetupContext } from './setup';
import { bringToStart, finishDrive, type StartSettings, startIsDrawn, startSettings } from './start';

const FIRST_CLOCK_MS = 500;

/** What options and parameters say together: options go before the node's private parameters. */
type Settings = Omit<RunSettings, 'out'> & LiveParameters & { readonly out?: string | null };

/** A node of a ROS graph that is there already.
 *  @throws ConfigurationError, ModelError, ProviderError, WorldError when `signal` ends the wait for a master */
export async function openExternal(
  options: ExternalSessionOptions,
  context: SetupContext,
  transport: Transport = rosnodejs,
): Promise<Setup> {
  const { log } = context;
  // Errors in files, model or folder are reported before a master is waited for.
  const early = options.brain === undefined ? null : await openEarly(options.brain, options, context);
  const node = await connect(options, context, transport);
  const settings = await settingsOf(node, options, log);
  const opened = await openAsSet(early, options, settings, context);
  const { configuration } = opened;
  tellOfFile(configuration, log);
  const known = await knownCircuit(settings.circuit ?? null, withLap(configuration, options), log);
  const { direction = 'forward', seed = DEFAULT_SEED } = settings;
  const circuit = known?.circuit ?? null;
  const where = startSettings(settings, { circuit, direction, seed });
  const folder = context.openFolder(settings.out, configuration.name);
  // A graph within this process has no node that another process could stop.
  const guarded = transport === rosnodejs && settings.guard !== false;
  const { endHungProcess } = options;
  const process = { guarded, ...withoutAbsent({ endHungProcess }) };
  const parts = rosParts(node, configuration, context, process);
  parts.world.course = circuit;
  return {
    ...parts,
    opened,
    choice: choiceOf(settings),
    circuit: known,
    plan: {
      direction,
      laps: where.laps ?? Number.POSITIVE_INFINITY,
      endless: where.laps === null,
      limit_s: settings.timeout_s ?? (where.laps === null ? null : timeoutOf(configuration, settings)),
      standstill_s: where.laps === null ? null : (settings.standstill_s ?? DEFAULT_STANDSTILL_S),
      patient: true,
    },
    seed: (driving) => seedOf(driving, where, settings),
    folder,
    ...(options.picture !== undefined && { picture: options.picture }),
    recording: recordingSettings(settings, configuration.recording),
    startPaused: settings.startPaused ?? false,
    live: liveParametersOf(settings),
    peerFiles: new PeerFiles({ ...settings, own: [configuration.file] }),
    recovery: rosRecovery(recoverySettings(settings, configuration.recovery), parts.ros, context),
    toStart: () => rosPutBack(parts.ros, context)(null),
    bringToStart: startOf({ ...parts.ros, circuit, where, direction, seed }, context),
    ready: async () => {
      log.info(readyLine(parts.ros, opened));
      // Only the clock tells whether the first frame is an old one; not every simulator has one.
      await within(FIRST_CLOCK_MS, parts.world.firstClock);
    },
    beforeClose: () => finishDrive(node, parts.world, where, log),
    wallContacts: () => null,
    identity: () => ({ gazebo_real_time_factor: parts.world.realTimeFactor.meanByGazebo }),
  };
}

/** With the perfect lap of the options in place of the file's own. */
function withLap(
  configuration: OpenedBrain['configuration'],
  { perfectLap }: ExternalSessionOptions,
): OpenedBrain['configuration'] {
  return perfectLap === undefined
    ? configuration
    : { ...configuration, perfectLap: path.resolve(perfectLap) };
}

/** Opens what the options alone ask for. Their start and laps must be complete by themselves, unless they set
 *  parameters that may complete it. */
async function openEarly(
  name: string,
  options: ExternalSessionOptions,
  context: SetupContext,
): Promise<OpenedBrain> {
  const file = readBrain(name, withoutAbsent(options));
  const known = await knownCircuit(options.circuit ?? null, file, { warn: () => {} });
  const { direction = 'forward', seed = DEFAULT_SEED } = options;
  const isWhole = parseRosArguments([...(options.argv ?? [])]).privateParams.size === 0;
  if (isWhole || known !== null) startSettings(options, { circuit: known?.circuit ?? null, direction, seed });
  if (typeof options.out === 'string') context.openFolder(options.out, name);
  return openFor(name, options, context);
}

/** The brain that was opened before the parameters were known, unless they want another. */
async function openAsSet(
  early: OpenedBrain | null,
  options: ExternalSessionOptions,
  settings: Settings,
  context: SetupContext,
): Promise<OpenedBrain> {
  const asWanted = JSON.stringify(choiceOf(options)) === JSON.stringify(choiceOf(settings));
  if (early !== null && asWanted) return early;
  await early?.brain.close();
  return openFor(settings.brain ?? DEFAULT_BRAIN, settings, context);
}

async function openFor(name: string, settings: Settings, { resources }: SetupContext): Promise<OpenedBrain> {
  const choice = choiceOf(settings);
  const opened = await openChosen(
    chosenConfiguration(readBrain(name, withoutAbsent(settings)), choice),
    choice,
  );
  resources.add(() => opened.brain.close());
  return opened;
}

async function connect(
  { nodeName, masterUri, argv }: ExternalSessionOptions,
  { log, resources, signal, environment }: SetupContext,
  transport: Transport,
): Promise<RosNode> {
  const node = await transport.startNode({
    name: nodeName ?? NODE_NAME,
    ...withoutAbsent({ masterUri }),
    argv: argv ?? [],
    environment,
    logger: log,
    onLine: (listener) => log.onLine(listener),
    signal,
    handleSignals: false,
  });
  resources.add(() => node.shutdown());
  return node;
}

async function settingsOf(
  node: RosNode,
  options: ExternalSessionOptions,
  log: SetupContext['log'],
): Promise<Settings> {
  const warn = (line: string) => log.warn(line);
  const origin = originOf(parseRosArguments([...(options.argv ?? [])]));
  const values = withoutForeignRights(await node.getParam(node.name), origin, warn);
  const parameters = readNodeParameters(values, node.name, warn);
  const files = new PeerFiles({ ...parameters, ...withoutAbsent(options) });
  checkForeignParameters(parameters, withoutAbsent(options), origin, files);
  return { ...withoutOthersModel(parameters, options, warn), ...withoutAbsent(options) };
}

/** Without a ~model that was set for another brain than the one that the options name, which has no network. */
function withoutOthersModel(
  parameters: NodeSettings,
  { brain, model }: ExternalSessionOptions,
  warn: (line: string) => void,
): NodeSettings {
  const { model: ofServer, ...others } = parameters;
  if (brain === undefined || model !== undefined || ofServer === undefined) return parameters;
  if (readBrain(brain, { model: ofServer }).kind.type === 'network') return parameters;
  warn(`parameter ~model is '${ofServer}', but ${brain} drives without a network; the parameter is ignored`);
  return others;
}

/** Nothing is drawn at random without an image corruption and with a start that is given. */
function seedOf({ configuration }: OpenedBrain, where: StartSettings, { seed }: Settings): number | null {
  const isDrawn = startIsDrawn(where) || configuration.imageTransform !== null;
  return isDrawn ? (seed ?? DEFAULT_SEED) : null;
}

interface Start {
  readonly node: RosNode;
  readonly world: RosWorld;
  readonly circuit: Circuit | null;
  readonly where: StartSettings;
  readonly direction: 'forward' | 'reverse';
  readonly seed: number;
}

function startOf(start: Start, { log, signal }: SetupContext): Setup['bringToStart'] {
  if (start.where.place.kind === 'as-is') return null;
  return () => bringToStart({ ...start, log, signal });
}

function readyLine({ node, world }: Pick<Start, 'node' | 'world'>, { brain }: OpenedBrain): string {
  const { name, model, provider } = brain;
  const network = model === null ? '' : ` (${model} on ${provider})`;
  return `${node.name} drives with ${name}${network}: ${world.topics.camera} -> ${world.topics.command}`;
}
