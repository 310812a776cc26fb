import { readdirSync, readFileSync } from 'node:fs';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import type { RosNode } from '../../../src/ros/transport';
import { type Running, start } from '../../helpers/command-line';

const WIDTH = 64;
const HEIGHT = 48;

interface Heard {
  readonly v_mps: number;
  readonly w_radps: number;
  readonly from: string | null;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}

/** The process of each guard of this name. */
export function guardsNamed(name: string): number[] {
  const isGuard = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith(`guard-process.js\0${name}\0`);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isGuard(pid))
    .map(Number);
}

function isZero({ v_mps, w_radps }: Heard): boolean {
  return v_mps === 0 && w_radps === 0;
}

/** A camera of one colour and a car that notes its commands, on a master of their own. */
export class GuardedCar {
  readonly heard: Heard[] = [];
  /** Of the camera's images, 0 to 255. */
  brightness = 0;
  readonly #master: RosMaster;
  readonly #node: RosNode;
  readonly #camera: NodeJS.Timeout;

  private constructor(master: RosMaster, node: RosNode) {
    this.#master = master;
    this.#node = node;
    const images = node.advertise('/F1ROS/cameraL/image_raw', 'sensor_msgs/Image');
    let seq = 0;
    this.#camera = setInterval(() => {
      seq += 1;
      images.publish({
        header: { seq, stamp: { sec: seq, nsec: 0 }, frame_id: '' },
        width: WIDTH,
        height: HEIGHT,
        step: 3 * WIDTH,
        encoding: 'rgb8',
        is_bigendian: 0,
        data: Buffer.alloc(3 * WIDTH * HEIGHT, this.brightness),
      });
    }, 50);
    node.subscribe('/F1ROS/cmd_vel', 'geometry_msgs/Twist', ({ linear, angular }, _bytes, from) => {
      this.heard.push({ v_mps: linear.x, w_radps: angular.z, from });
    });
  }

  static async open(): Promise<GuardedCar> {
    const master = await startMaster({ host: '127.0.0.1', port: 0 });
    const options = { name: 'gazebo', masterUri: master.uri, environment: {}, handleSignals: false };
    return new GuardedCar(master, await rosnodejs.startNode(options));
  }

  get masterUri(): string {
    return this.#master.uri;
  }

  get last(): Heard | undefined {
    return this.heard.at(-1);
  }

  get isStopped(): boolean {
    return this.last !== undefined && isZero(this.last);
  }

  /** The latest command is zero, and of this node: one that the camera's process kept waiting stops the car itself too. */
  isStoppedBy(from: string): boolean {
    return this.isStopped && this.last?.from === from;
  }

  /** The latest commands are zero, and of this node: not the one of a guard whose node the machine held up for a moment. */
  isKeptStoppedBy(from: string): boolean {
    const latest = this.heard.slice(-3);
    return latest.length === 3 && latest.every((heard) => isZero(heard) && heard.from === from);
  }

  /** Starts a node, and waits until it drives. Each has a name of its own: guards of others may still be ending.
   *  @param onOpen called when the node is about to drive */
  async drivenBy(
    name: string,
    args: readonly string[],
    onOpen: (node: Running) => void = () => {},
  ): Promise<Running> {
    const node = start(['run', ...args, `__name:=${name}`], { ROS_MASTER_URI: this.#master.uri });
    await node.said(/drives with/);
    onOpen(node);
    await until(() => this.last?.from === `/${name}` && !this.isStopped);
    return node;
  }

  async close(): Promise<void> {
    clearInterval(this.#camera);
    await this.#node.shutdown();
    await this.#master.close();
  }
}
