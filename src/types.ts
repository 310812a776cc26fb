/**
 * The vocabulary shared by all stages on the way of a frame:
 * frame -> tensor -> inference -> command -> metrics.
 *
 * Units: metres, radians, seconds unless a name says otherwise. World axes as in ROS (REP 103):
 * x forward or east, y left or north, z up; angles counter-clockwise; positive w turns left.
 */

/** A point in time as ROS writes it (std_msgs/Header stamp, rosgraph_msgs/Clock). */
export interface Stamp {
  readonly sec: number;
  readonly nsec: number;
}

/** What ROS writes where a message has no stamp. */
export const NO_STAMP: Stamp = Object.freeze({ sec: 0, nsec: 0 });

export type PixelEncoding = 'rgb8' | 'bgr8' | 'rgba8' | 'bgra8' | 'mono8';

/** Bytes of one pixel by encoding (sensor_msgs/image_encodings). */
export const BYTES_PER_PIXEL: Readonly<Record<PixelEncoding, 1 | 3 | 4>> = {
  rgb8: 3,
  bgr8: 3,
  rgba8: 4,
  bgra8: 4,
  mono8: 1,
};

/** One camera picture, rows top to bottom. `data` belongs to the giver and may be overwritten
 *  once the promise that the frame's listener returned has settled. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Bytes from the start of one row to the start of the next; at least width * bytes per pixel. */
  readonly step: number;
  readonly encoding: PixelEncoding;
  readonly data: Uint8Array;
  /** Count of frames that arrived at this world before this one, this one included. */
  readonly sequence: number;
  /** The camera's stamp, on whatever clock the simulator uses; null when the message had none. */
  readonly stamp: Stamp | null;
  /** Monotonic wall clock (performance.now()) when the frame was complete in this process. */
  readonly arrival_ms: number;
}

/** Velocities of the body: linear.x in m/s and angular.z in rad/s of geometry_msgs/Twist. */
export interface Command {
  readonly v_mps: number;
  readonly w_radps: number;
}

export const STOP: Command = Object.freeze({ v_mps: 0, w_radps: 0 });

/** Pose of the car in the world (nav_msgs/Odometry) with the simulated time it holds for. */
export interface Pose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  /** Speed along the car's x axis. */
  readonly v_mps: number;
  readonly w_radps: number;
  /** Simulated seconds at which the pose was taken: its stamp where that is simulated,
   *  else the latest /clock; null before the first clock. */
  readonly sim_s: number | null;
  /** The latest /clock when it came, simulated seconds: the pose may be younger than its stamp, but not than
   *  this. Null or left out where there is no clock beside the stamps. */
  readonly clock_s?: number | null;
  readonly arrival_ms: number;
}

/** A message as it goes over the wire, for the record. */
export interface RawMessage {
  readonly topic: string;
  /** For example nav_msgs/Odometry. */
  readonly type: string;
  /** Serialised (http://wiki.ros.org/msg); a view that holds until the call returns. */
  readonly data: Uint8Array;
  /** Name of the node that published it; null where it is not known. */
  readonly callerId: string | null;
  /** When it came or left: wall clock, in lockstep simulated. */
  readonly time: Stamp;
}

/** Listens in on what a world takes and gives. Nothing here may throw. */
export interface MessageTap {
  /** Whether the next camera message is wanted: pictures cost the most. */
  readonly wantsFrames: boolean;
  /** @returns a promise when there is no room for more; a world that can wait does so until it settles */
  message(message: RawMessage): void | Promise<void>;
}

/**
 * What a brain drives in: frames and poses in, commands out, a clock, close.
 * Implemented over ROS (`world/ros`) and by the built-in simulator in lockstep (`world/simulator`).
 */
export interface World {
  /** One listener each; set before `start`. The lockstep world waits for the promise of the frame
   *  listener before time goes on; the ROS world does not. */
  onFrame(listener: (frame: Frame) => void | Promise<void>): void;
  /** A frame that could not be read: why, in one line. */
  onRejectedFrame(listener: (reason: string) => void): void;
  /** A frame that was passed over before it was read, because a newer one came; worlds that read every
   *  frame have none. */
  onPassedFrame?(listener: () => void): void;
  onPose(listener: (pose: Pose) => void): void;
  /** Why no frames come, in a few words, where the world knows; else null. */
  whyNoFrames?(): string | null;
  /** Shows every odometry, clock and camera message that comes and every command that leaves, until another
   *  tap or null takes its place. A command is shown after it has left, a picture after it was answered. */
  tap?(tap: MessageTap | null): void;
  /** Starts delivering. For the lockstep world, resolves when the run is over. */
  start(): Promise<void>;
  /** Sends a velocity command to the car at once. */
  command(command: Command): void;
  /** Latest simulated time, null before the first clock. */
  simulatedSeconds(): number | null;
  /** Lets go of every resource. The caller has sent STOP before. Safe to call twice. */
  close(): Promise<void>;
}

/** What a brain answers to one frame. */
export interface BrainOutput extends Command {
  /** Time inside the network alone; null for brains without one. */
  readonly inference_ms: number | null;
}

/** What a network saw of a frame: its input tensor as a picture. */
export interface NetworkImage {
  readonly width: number;
  readonly height: number;
  /** Rows top to bottom, red, green, blue; belongs to the receiver. */
  readonly rgb: Uint8Array;
  /** Rows [top, bottom) of the frame, as shares of its height, that fill the picture's height. */
  readonly top: number;
  readonly bottom: number;
  /** Columns [left, right) of the picture that the frame's width fills; the others are padding. */
  readonly left: number;
  readonly right: number;
}

/** A driver: one frame in, one command out. */
export interface Brain {
  readonly name: string;
  /** Model name and the execution provider that really runs it; null for brains without a network. */
  readonly model: string | null;
  readonly provider: string | null;
  /** Called before the car moves: load, check, run once or more with made-up input. */
  warmUp(): Promise<void>;
  /** Must not keep `frame.data` after its promise settles. A rejection stops the car. */
  decide(frame: Frame): Promise<BrainOutput> | BrainOutput;
  /** Called shortly before a frame is expected: may touch what `decide` will need (caches), and changes nothing
   *  of what it will answer. Short, and never while `decide` is at work. Must not fail. */
  prepare?(): Promise<void> | void;
  /** What the network saw in the last `decide`; called before the next. Absent or null for brains that look at
   *  the frame itself. */
  look?(): NetworkImage | null | Promise<NetworkImage | null>;
  /** Gives up on a `decide` that does not come back (its promise rejects) and starts the brain anew;
   *  only for brains in a thread of their own. */
  restart?(): Promise<void>;
  /** Lets go of model and thread. Safe to call twice. */
  close(): Promise<void>;
}

/** One decision of the node, as it is recorded. */
export interface Decision {
  readonly sequence: number;
  readonly stamp: Stamp | null;
  readonly command: Command;
  /** From frame complete in this process to the brain starting on it. */
  readonly waited_ms: number;
  /** Brain's whole step: frame in memory to command. */
  readonly step_ms: number;
  readonly inference_ms: number | null;
  /** From frame complete in this process to the command handed to the publisher. */
  readonly sensor_to_actuator_ms: number;
  /** Monotonic wall clock when the command left. */
  readonly left_ms: number;
  readonly sim_s: number | null;
}
