import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { type CarPreset, F1_CAR } from '../../config/car-preset';
import { CAR_MODEL_NAME } from '../../config/f1-car';
import { CLOCK_TOPIC, cameraInfoTopic, rawTopic } from '../../config/topics';
import { type RosLogger, SILENT } from '../../ros/logger';
import type { RosNode } from '../../ros/transport';
import type { Frame } from '../../types';
import { RateMeter } from '../rate-meter';
import { type Appearance, CameraRenderer } from './camera/renderer';
import { CameraSchedule } from './camera-schedule';
import { type CameraTiming, DEFAULT_CAMERA_TIMING, isDefaultTiming } from './camera-timing';
import type { Contacts } from './car';
import { cameraImage, cameraInfo, modelPose, modelTwist, odometry, performanceMetrics } from './car-messages';
import { offerGazeboServices } from './gazebo-services';
import { Pacer } from './pacer';
import { PixelEncoder } from './pixel-encoder';
import { type CapturedFrame, Simulation, stampOf } from './simulation';
import type { WorldWatcher } from './world-watcher';

export interface RosSimulatorOptions {
  readonly node: RosNode;
  readonly circuit: Circuit;
  readonly direction: Direction;
  /** Seed of the road's texture and the pixel noise. */
  readonly seed: number;
  /** Real time factor; 'max' for as fast as the machine allows. */
  readonly realTimeFactor: number | 'max';
  readonly logger?: RosLogger;
  /** Start pose. Default: the circuit's. */
  readonly start?: StartPose;
  readonly appearance?: Partial<Appearance>;
  /** Whose topics, camera and encoding the world has. Default: the F1 car's. */
  readonly car?: Pick<CarPreset, 'topics' | 'camera' | 'encoding'>;
  /** When the camera captures and when its frames are published; drawn by the seed. Default: 20 Hz, at once. */
  readonly cameraTiming?: CameraTiming;
  /** Simulated milliseconds between two /clock messages. Default 10. */
  readonly clockPeriod_ms?: number;
  /** The same for /gazebo/model_states, which is published only while it has subscribers. Default 10. */
  readonly modelStatesPeriod_ms?: number;
  /** Default: nobody. */
  readonly watcher?: WorldWatcher;
}

export interface RosSimulator {
  contacts(): Contacts;
  /** Real time factor over the last second or two. */
  realTimeFactor(): number | null;
  readonly isPaused: boolean;
  /** As Gazebo's service `pause_physics`. */
  pause(): void;
  /** As Gazebo's service `unpause_physics`. */
  resume(): void;
  /** As Gazebo's service `reset_world`: the car goes back to its start pose, and keeps its command. */
  resetWorld(): void;
  /** Ends the world; the node belongs to the caller. */
  close(): Promise<void>;
}

/** Images that a subscriber may have unread, as with Gazebo's plugin. */
const IMAGE_QUEUE = 2;
/** Where frames are held back, those of a stall have to fit: 59 MB. */
const BURST_QUEUE = 64;
const PERFORMANCE_PERIOD_MS = 200;
/** Below this share of the requested real time factor there is a warning. */
const TOO_SLOW = 0.9;
/** From this share on it is withdrawn. */
const FAST_ENOUGH = 0.97;

/** Runs the built-in world over ROS, with the topics and services of the F1 worlds in Gazebo. */
export async function startRosSimulator(options: RosSimulatorOptions): Promise<RosSimulator> {
  const simulator = new Simulator(options);
  simulator.start();
  return simulator;
}

class Simulator implements RosSimulator {
  readonly #options: RosSimulatorOptions;
  readonly #log: RosLogger;
  readonly #simulation: Simulation;
  readonly #renderer: CameraRenderer;
  readonly #image: Uint8Array;
  readonly #encoder: PixelEncoder;
  readonly #pacer: Pacer;
  readonly #meter = new RateMeter();
  readonly #frames = new RateMeter();
  readonly #publishers;
  #nextClock_ms = 0;
  #nextStates_ms = 0;
  #nextPerformance_ms = 0;
  #odometrySeq = 0;
  #framesShown = 0;
  #warnedOfTwist = false;
  #isSlow = false;
  #isPaused = false;

  constructor(options: RosSimulatorOptions) {
    this.#options = options;
    this.#log = options.logger ?? SILENT;
    const { node, circuit, direction, seed, start, appearance } = options;
    const cameraTiming = options.cameraTiming ?? DEFAULT_CAMERA_TIMING;
    const queueSize = isDefaultTiming(cameraTiming) ? IMAGE_QUEUE : BURST_QUEUE;
    const schedule = new CameraSchedule(cameraTiming, seed);
    this.#simulation = new Simulation(circuit, direction, start, schedule);
    const { topics, camera, encoding } = options.car ?? F1_CAR;
    this.#renderer = new CameraRenderer(circuit, seed, { camera, ...appearance });
    this.#image = new Uint8Array(this.#renderer.byteLength);
    this.#encoder = new PixelEncoder(encoding);
    const imageTopic = rawTopic(topics.camera);
    this.#publishers = {
      image: node.advertise(imageTopic, 'sensor_msgs/Image', { queueSize }),
      info: node.advertise(cameraInfoTopic(imageTopic), 'sensor_msgs/CameraInfo'),
      odometry: node.advertise(topics.odometry, 'nav_msgs/Odometry'),
      clock: node.advertise(CLOCK_TOPIC, 'rosgraph_msgs/Clock'),
      states: node.advertise('/gazebo/model_states', 'gazebo_msgs/ModelStates'),
      performance: node.advertise('/gazebo/performance_metrics', 'gazebo_msgs/PerformanceMetrics'),
    };
    this.#pacer = new Pacer({
      realTimeFactor: options.realTimeFactor,
      now: () => performance.now(),
      time_ms: () => this.#simulation.time_ms,
      nextDue_ms: () => Math.min(this.#simulation.nextDue_ms, this.#nextClock_ms),
      advance: (to_ms) => this.#advance(to_ms),
    });
  }

  start(): void {
    const { node, circuit, car = F1_CAR } = this.#options;
    const { command: topic } = car.topics;
    node.subscribe(topic, 'geometry_msgs/Twist', ({ linear, angular }) => {
      if (!Number.isFinite(linear.x) || !Number.isFinite(linear.y) || !Number.isFinite(angular.z)) {
        this.#warnOfTwist(topic);
        return;
      }
      this.#pacer.catchUp();
      const command = { v_mps: linear.x, w_radps: angular.z };
      this.#simulation.car.command(command, linear.y);
      this.#options.watcher?.command(command);
    });
    offerGazeboServices(node, {
      simulation: this.#simulation,
      circuitName: circuit.name,
      pause: () => this.pause(),
      unpause: () => this.resume(),
      timeWasReset: () => {
        this.#nextClock_ms = 0;
        this.#nextStates_ms = 0;
        this.#nextPerformance_ms = 0;
        this.#meter.reset();
        this.#frames.reset();
        this.#pacer.anchor();
      },
    });
    this.#pacer.start();
  }

  #warnOfTwist(topic: string): void {
    if (this.#warnedOfTwist) return;
    this.#warnedOfTwist = true;
    this.#log.warn(`${topic}: a Twist with NaN or infinity is ignored; the last command goes on`);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
    this.#pacer.stop();
  }

  resume(): void {
    this.#isPaused = false;
    this.#meter.reset();
    this.#frames.reset();
    this.#pacer.start();
  }

  resetWorld(): void {
    this.#simulation.resetPose();
  }

  contacts(): Contacts {
    return this.#simulation.car.contacts();
  }

  realTimeFactor(): number | null {
    const rate = this.#meter.perSecond();
    return rate === null ? null : rate / 1000;
  }

  async close(): Promise<void> {
    this.#pacer.stop();
  }

  #advance(to_ms: number): void {
    const simulation = this.#simulation;
    this.#tell();
    while (simulation.time_ms < to_ms) {
      simulation.step();
      this.#tell();
    }
  }

  /** Publishes what is due now: the image first, nothing heavy before it. */
  #tell(): void {
    const simulation = this.#simulation;
    const time_ms = simulation.time_ms;
    if (time_ms >= simulation.nextDue_ms) {
      const due = simulation.due();
      for (const frame of due.frames) this.#showFrame(frame);
      if (due.odometry) this.#tellOdometry(time_ms);
    }
    if (time_ms >= this.#nextClock_ms) {
      this.#nextClock_ms = time_ms + (this.#options.clockPeriod_ms ?? 10);
      this.#publishers.clock.publish({ clock: stampOf(time_ms) });
    }
    if (time_ms >= this.#nextStates_ms) {
      this.#nextStates_ms = time_ms + (this.#options.modelStatesPeriod_ms ?? 10);
      if (this.#publishers.states.subscribers > 0) this.#tellStates();
    }
    if (time_ms >= this.#nextPerformance_ms) {
      this.#nextPerformance_ms = time_ms + PERFORMANCE_PERIOD_MS;
      const now_ms = performance.now();
      this.#meter.note(now_ms, time_ms);
      this.#frames.note(now_ms, this.#framesShown);
      this.#watchSpeed();
      if (this.#publishers.performance.subscribers > 0) this.#tellPerformance(time_ms);
    }
  }

  #showFrame({ number, time_ms, pose }: CapturedFrame): void {
    const { image, info } = this.#publishers;
    const { watcher } = this.#options;
    const isSubscribed = image.subscribers > 0;
    // Without subscribers Gazebo does not render either.
    if (isSubscribed || watcher?.wantsFrame) this.#renderer.render(pose, this.#image);
    if (isSubscribed) {
      this.#framesShown += 1;
      const pixels = this.#encoder.encode(this.#image);
      image.publish(cameraImage(this.#renderer.appearance.camera, stampOf(time_ms), number, pixels));
    }
    if (watcher?.wantsFrame) watcher.frame(this.#frameOf(number, time_ms));
    if (info.subscribers > 0) {
      info.publish(cameraInfo(this.#renderer.appearance.camera, stampOf(time_ms), number));
    }
  }

  #frameOf(sequence: number, time_ms: number): Frame {
    const { width, height } = this.#renderer.appearance.camera;
    const [stamp, arrival_ms, data] = [stampOf(time_ms), performance.now(), this.#image];
    return { width, height, step: 3 * width, encoding: 'rgb8', data, sequence, stamp, arrival_ms };
  }

  #tellOdometry(time_ms: number): void {
    this.#odometrySeq += 1;
    // With /use_sim_time false, Gazebo stamps frames in simulated time but odometry in wall time.
    const stamp = this.#options.node.useSimTime ? stampOf(time_ms) : stampOf(Date.now());
    const { car } = this.#simulation;
    this.#publishers.odometry.publish(odometry(car, stamp, this.#odometrySeq));
    const { x_m, y_m, yaw_rad, v_mps, w_radps } = car;
    const arrival_ms = performance.now();
    this.#options.watcher?.pose({ x_m, y_m, yaw_rad, v_mps, w_radps, sim_s: time_ms / 1000, arrival_ms });
  }

  #tellStates(): void {
    this.#publishers.states.publish({
      name: [CAR_MODEL_NAME],
      pose: [modelPose(this.#simulation.car)],
      twist: [modelTwist(this.#simulation.car)],
    });
  }

  /** Logs once when the machine is too slow for the requested factor, and when it no longer is. */
  #watchSpeed(): void {
    const { realTimeFactor } = this.#options;
    const factor = this.realTimeFactor();
    if (realTimeFactor === 'max' || factor === null) return;
    const slow = factor < (this.#isSlow ? FAST_ENOUGH : TOO_SLOW) * realTimeFactor;
    if (slow === this.#isSlow) return;
    this.#isSlow = slow;
    const factors = `real time factor ${factor.toFixed(2)} instead of ${realTimeFactor}`;
    if (slow) this.#log.warn(`The machine is too slow for this world: ${factors}`);
    else this.#log.info(`The world keeps up again: ${factors}`);
  }

  #tellPerformance(time_ms: number): void {
    const factor = this.realTimeFactor();
    const fps = this.#frames.perSecond();
    // The message cannot express "not known yet".
    if (factor === null || fps === null) return;
    this.#publishers.performance.publish(performanceMetrics(stampOf(time_ms), factor, fps));
  }
}
