import type { Circuit } from '../../circuit/circuit';
import { DIRECTIONS, type Direction } from '../../circuit/direction';
import { isKnownWorld, loadCircuit } from '../../circuit/load';
import { namedModel } from '../../config/named-model';
import type { Topics } from '../../config/topics';
import { ConfigurationError, messageOf } from '../../errors';
import type { RosNode } from '../../ros/transport';
import { resolveTopics } from '../../world/ros/ros-world-topics';
import type { ToLiveThread } from '../feed/channel';
import { Feed } from '../feed/feed';
import { Figures } from '../feed/figures';
import { helloOf, liveCircuit } from '../feed/scene';
import type { LiveServer } from '../live-server';
import type { FiguresMessage, HelloMessage, LogMessage } from '../messages';
import type { ControlRequest } from '../page-requests';
import { knownCircuits } from './recognition';
import { Watch } from './watch';
import { WatchControl } from './watch-control';

const FIGURES_MS = 1000;
const CHECK_MS = 100;
/** Topics that are there bring something within this time. */
const PATIENCE_MS = 3000;

type StateOfThread = Extract<ToLiveThread, { readonly type: 'state' }>;

export interface LiveWatchOptions {
  readonly server: Pick<LiveServer, 'post' | 'on' | 'samples' | 'frames' | 'zero_ms' | 'id' | 'started_ms'>;
  /** Node to watch, as its user names it; null for the one that drives. */
  readonly driver: string | null;
  /** Of the car; remappings take precedence. */
  readonly topics: Topics;
  /** Null where the node's parameter or the car's pose tells. */
  readonly circuit: Circuit | null;
  readonly direction: Direction | null;
  readonly log: { info(line: string): void; warn(line: string): void };
}

/** Shows a node that drives over ROS on live pages, and asks its services for what they ask for. */
export class LiveWatch {
  readonly #options: LiveWatchOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #watch: Watch | null = null;
  #feed: Feed | null = null;
  #figures: Figures | null = null;
  #control: WatchControl | null = null;
  #begun_ms = 0;
  /** What pages and the log know. */
  #told = '';
  #said = '';
  /** Whose parameters were read, and whether it reported by then. */
  #asked = '';
  #isCorrupted = false;
  #counted: { readonly at_ms: number; readonly commands: number; readonly framesReceived: number } | null =
    null;

  constructor(options: LiveWatchOptions) {
    this.#options = options;
    const { server } = options;
    server.on('control', ({ page, request }) => void this.#act(page, request));
    server.post({ type: 'hello', hello: this.#hello() });
    this.#tellState();
  }

  /** Watches from now on. @param node that the process has; it stays the caller's */
  async begin(node: RosNode): Promise<void> {
    const { server, driver, circuit, direction, log } = this.#options;
    const { samples, frames, zero_ms } = server;
    const topics = resolveTopics(node, this.#options.topics);
    const watch = new Watch({
      node,
      topics,
      driver: driver === null ? null : node.resolve(driver),
      circuit,
      direction,
      circuits: circuit === null ? await knownCircuits() : [],
      wantsFrame: () => this.#feed?.wantsFrame ?? false,
      onCircuit: () => this.#tellCircuit(),
      onChange: () => this.#changed(node),
    });
    this.#watch = watch;
    this.#feed = new Feed({
      session: watch,
      samples,
      frames,
      zero_ms,
      onPixels: (pixels) => server.post({ type: 'pixels', pixels }),
      onMessage: (message) => server.post({ type: 'broadcast', message }),
    });
    this.#figures = new Figures(watch, zero_ms);
    this.#control = new WatchControl(node, watch.watched, () => watch.restart());
    this.#begun_ms = performance.now();
    log.info(`watching ${topics.camera}, ${topics.odometry} and ${topics.command}; Ctrl-C ends it`);
    watch.start();
    this.#timers.push(
      setInterval(() => watch.check(performance.now()), CHECK_MS),
      setInterval(() => this.#tick(), FIGURES_MS),
    );
    server.post({ type: 'hello', hello: this.#hello() });
    this.#tellState();
  }

  /** Shows a line of this process, too. */
  say(level: LogMessage['level'], line: string): void {
    const { server } = this.#options;
    const wall_ms = performance.now() - server.zero_ms;
    server.post({ type: 'broadcast', message: { type: 'log', wall_ms, level, line } });
  }

  /** Ends it; the server stays the caller's. Safe to call before `begin`. */
  async close(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#feed?.close();
    await this.#watch?.close();
  }

  #hello(): HelloMessage {
    const { id, started_ms } = this.#options.server;
    const circuit = this.#watch?.circuit ?? null;
    return helloOf(id, started_ms, {
      kind: 'watch',
      world: 'ros',
      circuit: circuit === null ? null : liveCircuit(circuit),
      direction: this.#watch?.direction ?? 'forward',
      laps: null,
    });
  }

  #tellCircuit(): void {
    const { circuit, direction } = this.#watch!;
    if (circuit !== null) this.#options.log.info(`the car is on ${circuit.name}, ${direction}`);
    this.#options.server.post({ type: 'hello', hello: this.#hello() });
  }

  #changed(node: RosNode): void {
    const { name, reports } = this.#watch!.watched;
    // A node that is named may begin later, or again, with others.
    const asked = `${name} ${reports}`;
    if (asked !== this.#asked) {
      this.#asked = asked;
      if (name !== null) void this.#askParameters(node, name, asked);
    }
    this.#tellState();
  }

  /** Anybody may set a parameter: it names a circuit that is known here, or it is left alone. */
  async #askParameters(node: RosNode, name: string, asked: string): Promise<void> {
    try {
      const circuit = await node.getParam(`${name}/circuit`);
      const transform = await node.getParam(`${name}/image_transform`);
      const direction = await node.getParam(`${name}/direction`);
      // Another node drives by now.
      if (asked !== this.#asked) return;
      this.#isCorrupted = typeof transform === 'string' && transform !== '' && transform !== 'none';
      const isKnown = typeof circuit === 'string' && isKnownWorld(circuit);
      const way = DIRECTIONS.find((known) => known === direction) ?? null;
      this.#watch?.learn(isKnown ? await loadCircuit(circuit) : null, way);
    } catch (error) {
      // The master is gone: the car's pose tells as well.
      this.#options.log.warn(`the parameters of ${name} could not be read: ${messageOf(error)}`);
    }
  }

  #tick(): void {
    this.#sayWaiting();
    this.#tellState();
    this.#feed!.follow();
    const message = { ...this.#figures!.read(), ...this.#rates() };
    this.#options.server.post({ type: 'broadcast', message });
  }

  /** As they come here, whatever a node counts. */
  #rates(): Pick<FiguresMessage, 'decisions_hz' | 'frames_hz'> {
    const { commands, framesReceived } = this.#watch!;
    const [last, now] = [this.#counted, { at_ms: performance.now(), commands, framesReceived }];
    this.#counted = now;
    if (last === null) return { decisions_hz: null, frames_hz: null };
    const seconds = (now.at_ms - last.at_ms) / 1000;
    return {
      decisions_hz: (now.commands - last.commands) / seconds,
      frames_hz: (now.framesReceived - last.framesReceived) / seconds,
    };
  }

  /** One line when topics are missing, and one when all of them bring something. */
  #sayWaiting(): void {
    if (performance.now() - this.#begun_ms < PATIENCE_MS) return;
    const { missing, watched } = this.#watch!;
    const said = missing.join(', ');
    if (said === this.#said) return;
    this.#said = said;
    const { log } = this.#options;
    if (said === '') log.info(`${watched.name ?? 'a node without a name'} drives`);
    else
      log.warn(`waiting for ${said}: nothing has come yet; camera:=, odom:= and cmd_vel:= name other topics`);
  }

  #tellState(): void {
    const message = this.#state();
    const { wall_ms: _, ...state } = message.state;
    const told = JSON.stringify([state, message.sight]);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.server.post(message);
  }

  #state(): StateOfThread {
    const now_ms = performance.now();
    const watch = this.#watch;
    const driver = watch?.watched.driver ?? { brain: null, model: null, provider: null };
    const waiting = { state: 'opening', reason: 'waiting for a ROS master' } as const;
    return {
      type: 'state',
      state: {
        wall_ms: now_ms - this.#options.server.zero_ms,
        ...(watch?.state(now_ms) ?? waiting),
        driver,
        recording: watch?.watched.recording ?? null,
        byHand: false,
        hand: null,
        controls: this.#control?.controls ?? {},
      },
      sight: { modelFile: modelHere(driver.model), camera: {}, isCorrupted: this.#isCorrupted },
    };
  }

  async #act(page: number, request: ControlRequest): Promise<void> {
    const none = { isDone: false, line: 'no node is watched yet' };
    const answer = (await this.#control?.act(request, () => this.#tellState())) ?? none;
    this.#tellState();
    const { id, action } = request;
    this.#options.server.post({ type: 'answer', page, id, action, ...answer });
  }
}

/** The file of this package's model of that name; null where there is none. */
function modelHere(model: string | null): string | null {
  try {
    // A name, no path: the node's files are another machine's.
    const isName = model !== null && /^[\w.-]+$/.test(model);
    return isName ? namedModel(model, (complaint) => new ConfigurationError(complaint)) : null;
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}
