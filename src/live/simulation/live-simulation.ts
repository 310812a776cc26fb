import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { Command } from '../../types';
import type { RosSimulator } from '../../world/simulator/ros-simulator';
import type { WorldWatcher } from '../../world/simulator/world-watcher';
import type { ToLiveThread } from '../feed/channel';
import { Feed } from '../feed/feed';
import { Figures } from '../feed/figures';
import { helloOf, liveCircuit } from '../feed/scene';
import type { LiveServer } from '../live-server';
import type { LiveState } from '../messages';
import type { ControlRequest, LiveControls } from '../page-requests';
import { WatchedSimulation } from './watched-simulation';

const FIGURES_MS = 1000;
/** A driver sends commands all the time. */
const SILENT_MS = 2000;
const NO_CONTROL = 'the world does not have that control, or does not run yet';

type StateOfThread = Extract<ToLiveThread, { readonly type: 'state' }>;
type Simulator = Pick<RosSimulator, 'isPaused' | 'pause' | 'resume' | 'resetWorld' | 'contacts'>;

/** Shows the built-in world, which others drive in over ROS, on live pages. */
export class LiveSimulation {
  readonly #server: LiveServer;
  readonly #watched: WatchedSimulation;
  readonly #feed: Feed;
  readonly #figures: Figures;
  #simulator: Simulator | null = null;
  #onStop = () => {};
  #timer: NodeJS.Timeout | null = null;
  #command: Command | null = null;
  #command_ms = 0;
  #isEnding = false;
  /** Contacts before the metrics began again. */
  #contacts = 0;
  #counted: { readonly commands: number; readonly at_ms: number } | null = null;
  /** What pages know, as text. */
  #told = '';

  constructor(server: LiveServer, circuit: Circuit, direction: Direction) {
    this.#server = server;
    const { samples, frames, zero_ms, id, started_ms } = server;
    this.#watched = new WatchedSimulation(circuit, direction, () => this.#feed.wantsFrame);
    this.#feed = new Feed({
      session: this.#watched,
      samples,
      frames,
      zero_ms,
      onPixels: (pixels) => server.post({ type: 'pixels', pixels }),
      onMessage: (message) => server.post({ type: 'broadcast', message }),
    });
    this.#figures = new Figures(this.#watched, zero_ms);
    const run = { kind: 'simulation', world: 'ros', direction, laps: null } as const;
    server.post({
      type: 'hello',
      hello: helloOf(id, started_ms, { ...run, circuit: liveCircuit(circuit) }),
    });
    server.on('control', ({ page, request }) => this.#act(page, request));
    this.#tellState();
  }

  /** What the simulator is given to tell this page. */
  get watcher(): WorldWatcher {
    const watched = this.#watched;
    return {
      get wantsFrame() {
        return watched.wantsFrame;
      },
      frame: (frame) => watched.frame(frame),
      pose: (pose) => watched.pose(pose),
      command: (command) => {
        this.#command = command;
        this.#command_ms = performance.now();
        watched.command(command);
      },
    };
  }

  /** The world runs. @param onStop ends it, as Ctrl-C does */
  begin(simulator: Simulator, onStop: () => void): void {
    this.#simulator = simulator;
    this.#onStop = onStop;
    this.#timer = setInterval(() => this.#tick(), FIGURES_MS);
    this.#tellState();
  }

  /** Tells pages the end, and closes the server. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#feed.close();
    this.#isEnding = true;
    this.#tellState();
    await this.#server.close();
  }

  #tick(): void {
    this.#tellState();
    this.#feed.follow();
    const { commands } = this.#watched;
    const at_ms = performance.now();
    const before = this.#counted;
    this.#counted = { commands, at_ms };
    const message = {
      ...this.#figures.read(),
      decisions_hz: before && (1000 * (commands - before.commands)) / (at_ms - before.at_ms),
      wallContactEvents: this.#simulator!.contacts().events - this.#contacts,
    };
    this.#server.post({ type: 'broadcast', message });
  }

  #act(page: number, { id, action }: ControlRequest): void {
    const reason = this.#controls[action];
    const isDone = reason === null;
    const line = isDone ? this.#do(action) : (reason ?? NO_CONTROL);
    this.#tellState();
    this.#server.post({ type: 'answer', page, id, action, isDone, line });
  }

  #do(action: ControlRequest['action']): string {
    const simulator = this.#simulator!;
    switch (action) {
      case 'pause':
        simulator.pause();
        return 'simulated time stands still, as by /gazebo/pause_physics';
      case 'resume':
        simulator.resume();
        return 'simulated time goes on';
      case 'reset':
        simulator.resetWorld();
        this.#contacts = simulator.contacts().events;
        this.#watched.restart();
        return 'the car is at its start, with its last command; metrics, laps and path begin again';
      default:
        this.#isEnding = true;
        this.#onStop();
        return 'the world ends';
    }
  }

  get #controls(): LiveControls {
    if (this.#simulator === null) return {};
    if (this.#isEnding) return { stop: 'the world is over' };
    const { isPaused } = this.#simulator;
    return {
      pause: isPaused ? 'it is paused already' : null,
      resume: isPaused ? null : 'it is not paused',
      reset: null,
      stop: null,
    };
  }

  #tellState(): void {
    const message = this.#state();
    const { wall_ms: _, ...state } = message.state;
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#server.post(message);
  }

  #state(): StateOfThread {
    return {
      type: 'state',
      state: {
        wall_ms: performance.now() - this.#server.zero_ms,
        ...this.#drive(),
        driver: { brain: null, model: null, provider: null },
        recording: null,
        byHand: false,
        hand: null,
        controls: this.#controls,
      },
      sight: { modelFile: null, camera: {}, isCorrupted: false },
    };
  }

  /** What the car is in. It keeps its last command, as Gazebo's does. */
  #drive(): { readonly state: LiveState; readonly reason: string | null } {
    if (this.#isEnding) return { state: 'ended', reason: 'interrupted' };
    if (this.#simulator === null) return { state: 'opening', reason: 'waiting for a ROS master' };
    if (this.#simulator.isPaused) return { state: 'paused', reason: null };
    const command = this.#command;
    if (command === null) return { state: 'ready', reason: 'nobody has sent a command yet' };
    if (performance.now() - this.#command_ms < SILENT_MS) return { state: 'driving', reason: null };
    const isAtRest = command.v_mps === 0 && command.w_radps === 0;
    if (isAtRest) return { state: 'ready', reason: 'no commands come' };
    return { state: 'driving', reason: 'no commands come; the car keeps its last one' };
  }
}
