/**
 * The types shared by all stages that a frame passes: frame -> tensor -> inference -> command -> metrics.
 *
 * Units: metres, radians, seconds unless a name says otherwise. World axes as in ROS (REP 103):
 * x forward or east, y left or north, z up; angles counter-clockwise; positive w turns left.
 */

/** A point in time in ROS (std_msgs/Header stamp, rosgraph_msgs/Clock). */
export interface Stamp {
  readonly sec: number;
  readonly nsec: number;
}

/** ROS' stamp of a message without one. */
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

/** Rows [top, bottom) of an image. */
export interface RowRange {
  readonly top: number;
  readonly bottom: number;
}

/** One camera image, rows top to bottom. `data` belongs to the sender and may be overwritten once the promise that the
 *  frame's listener returned has settled. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Bytes from the start of one row to the start of the next; at least width * bytes per pixel. */
  readonly step: number;
  readonly encoding: PixelEncoding;
  readonly data: Uint8Array;
  /** Number of frames that have arrived at this world, including this one. */
  readonly sequence: number;
  /** The camera's stamp, on the clock that the simulator uses; null when the message had none. */
  readonly stamp: Stamp | null;
  /** Monotonic wall clock (performance.now()) when the frame was complete in this process. */
  readonly arrival_ms: number;
  /** Of the camera, by its camera_info; null or absent where none has come. */
  readonly optics?: CameraOptics | null;
  /** `data` for a reader of these rows alone: the built-in world draws rows when they are first read, and what lies in the
   *  others is undefined. Absent where every row is there already.
   *  @param columns 1 for each column that is read, always the same array; pixels of the others are undefined as well */
  rows?(needed: readonly RowRange[], columns?: Uint8Array): Uint8Array;
}

/** What sensor_msgs/CameraInfo tells of a camera. */
export interface CameraOptics {
  /** Of the images that the focal length refers to. */
  readonly width: number;
  readonly height: number;
  /** Horizontal focal length, pixels. */
  readonly focal_px: number;
}

/** Velocities of the body: linear.x in m/s and angular.z in rad/s of geometry_msgs/Twist. */
export interface Command {
  readonly v_mps: number;
  readonly w_radps: number;
}

export const STOP: Command = Object.freeze({ v_mps: 0, w_radps: 0 });

/** Pose of the car in the world (nav_msgs/Odometry) and its simulated time. */
export interface Pose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  /** Speed along the car's x axis. */
  readonly v_mps: number;
  readonly w_radps: number;
  /** Angle between the car's z axis and the world's, 0 to pi; absent in worlds without a third dimension. */
  readonly tilt_rad?: number;
  /** Simulated seconds at which the pose was taken: its stamp where that is simulated,
   *  else the latest /clock; null before the first clock. */
  readonly sim_s: number | null;
  /** The latest /clock when the pose arrived, simulated seconds: the pose may be later than its stamp, but not later
   *  than this. Null or absent where there is no clock besides the stamps. */
  readonly clock_s?: number | null;
  /** The fastest speed that the car was commanded to around this pose, m/s; null or absent where commands are unknown. */
  readonly commanded_mps?: number | null;
  readonly arrival_ms: number;
  /** When the message would have come if nothing had delayed it, as far as its stamps tell. Absent where unknown. */
  readonly taken_ms?: number;
}

/** A serialised message, for recording. */
export interface RawMessage {
  readonly topic: string;
  /** For example nav_msgs/Odometry. */
  readonly type: string;
  /** Serialised (http://wiki.ros.org/msg); a view that holds until the call returns. */
  readonly data: Uint8Array;
  /** Name of the node that published it; null when unknown. */
  readonly callerId: string | null;
  /** When it arrived or was sent: wall time, in lockstep simulated time. */
  readonly time: Stamp;
}

/** Sees every message that a world receives and sends. Must not throw. */
export interface MessageTap {
  /** Whether the next camera message is wanted: frames cost the most. */
  readonly wantsFrames: boolean;
  /** @returns a promise when the buffer is full; a world that can wait does so until it settles */
  message(message: RawMessage): void | Promise<void>;
}

/** Time since it was started, ms. */
export type Stopwatch = () => number;

/**
 * What a brain drives in: frames and poses in, commands out, a clock.
 * Implemented over ROS (`world/ros`) and by the built-in simulator in lockstep (`world/simulator`).
 */
export interface World {
  /** One listener per event, set before `start`. The lockstep world waits for the promise of the frame listener before
   *  it advances time; the ROS world does not. */
  onFrame(listener: (frame: Frame) => void | Promise<void>): void;
  /** A frame could not be read; the reason is one line. */
  onRejectedFrame(listener: (reason: string) => void): void;
  /** A frame was superseded before it was decoded. Absent in worlds that decode every frame. */
  onPassedFrame?(listener: () => void): void;
  onPose(listener: (pose: Pose) => void): void;
  /** Why no frames arrive, in a few words; null when the world does not know. */
  whyNoFrames?(): string | null;
  /** Shows the tap every odometry, clock and camera message that arrives and every command that is sent, until another
   *  tap or null replaces it. A command is shown after it was sent, a frame after it was answered. */
  tap?(tap: MessageTap | null): void;
  /** Starts delivering. For the lockstep world, resolves when the run is over. */
  start(): Promise<void>;
  /** Sends a velocity command to the car at once. */
  command(command: Command): void;
  /** Latest simulated time, null before the first clock. */
  simulatedSeconds(): number | null;
  /** Simulated time at this moment, between two clock messages too; null before the first. Absent where
   *  `simulatedSeconds` is exact.
   *  @param at_ms in place of this moment, an earlier one; monotonic */
  simulatedNow?(at_ms?: number): number | null;
  /** Starts a stopwatch of the time in which the car may have moved: simulated while it advances, wall time else. Absent
   *  where that is always wall time. */
  stopwatch?(): Stopwatch;
  /** Simulated time from a command to its effect, seconds. Absent where it is what a simulator takes to read it. */
  readonly actuation_s?: number;
  /** Called every 10 ms of simulated time by a world that waits for the brain, after a frame of that time. */
  onTick?(listener: () => void): void;
  /** Releases every resource. The caller has sent STOP before. Safe to call twice. */
  close(): Promise<void>;
}

/** A brain's answer to one frame. */
export interface BrainOutput extends Command {
  /** Time inside the network alone; null for brains without one. */
  readonly inference_ms: number | null;
  /** `as-is` for a manoeuvre, such as a search on the spot: these velocities are meant as they are, not as a course along
   *  the road that could be continued or moved to where the car is now. Absent for a course along the road. */
  readonly taken?: 'as-is';
  /** The brain looks for its way and gives up by itself, so that a lack of progress does not end laps meanwhile. */
  readonly searches?: true;
  /** The line ahead, from a brain that sees it: followed in place of the arc that the velocities mean where the drive
   *  compensates for age and rate of frames. To be read before the next frame: it may be computed only when it is read. */
  readonly course?: RoadCourse;
}

/** The line of the road in the car's coordinates at a frame: metres, x ahead, y left of the body's origin. */
export interface RoadCourse {
  /** Points, at least 2, nearest first. The arrays hold until the next frame. */
  readonly x_m: Float64Array;
  readonly y_m: Float64Array;
  /** Highest speed at each point. */
  readonly limit_mps: Float64Array;
  readonly acceleration_mps2: number;
  /** Upper limit of v^2 times the curvature that the car drives. */
  readonly lateralAcceleration_mps2: number;
  /** Distance to the point that the car steers to, as time at its speed, and at least. */
  readonly lookahead_s: number;
  readonly minLookahead_m: number;
}

/** What compensation made of a brain's answer. */
export interface CompensationNote {
  /** Age of the frame when its command left, on the clock of the simulation where there is one. */
  readonly age_ms: number;
  /** How the frame was dated: by its stamp, by its stamp on another clock, or by its arrival. */
  readonly dating: 'stamp' | 'other_clock' | 'arrival';
  /** How far the car had driven, and turned, from the frame's capture to the effect of the command, as predicted. */
  readonly moved_m: number;
  readonly turned_rad: number;
  /** What the brain itself answered. */
  readonly brain_v_mps: number;
  readonly brain_w_radps: number;
}

/** What a network saw of a frame: its input tensor as an image. */
export interface NetworkImage {
  readonly width: number;
  readonly height: number;
  /** Rows top to bottom, red, green, blue; belongs to the receiver. */
  readonly rgb: Uint8Array;
  /** Rows [top, bottom) of the frame, as shares of its height, that fill the image's height. */
  readonly top: number;
  readonly bottom: number;
  /** Columns [left, right) of the image that the frame's width fills; the others are padding. */
  readonly left: number;
  readonly right: number;
}

/** A driver: one frame in, one command out. */
export interface Brain {
  readonly name: string;
  /** Name of the model and the execution provider that actually runs it; null for brains without a network. */
  readonly model: string | null;
  readonly provider: string | null;
  /** Called before the car moves: load, check, run a few times on synthetic input. */
  warmUp(): Promise<void>;
  /** Must not keep `frame.data` after its promise settles. A rejection stops the car. */
  decide(frame: Frame): Promise<BrainOutput> | BrainOutput;
  /** Called shortly before a frame is due: may load what `decide` needs into the caches, and must not change what it
   *  will answer. Short; never called during `decide`. Must not fail. */
  prepare?(): Promise<void> | void;
  /** What the network saw in the last `decide`; called before the next. Absent or null for brains without a network. */
  look?(): NetworkImage | null | Promise<NetworkImage | null>;
  /** Lines for the user since the last call, about what the brain found out; called after each decision. */
  notices?(): readonly string[];
  /** Gives up on a `decide` that does not return (its promise rejects) and restarts the brain; only for brains in a
   *  thread of their own. */
  restart?(): Promise<void>;
  /** Releases model and thread. Safe to call twice. */
  close(): Promise<void>;
}

/** One decision of the node, as recorded. */
export interface Decision {
  readonly sequence: number;
  readonly stamp: Stamp | null;
  readonly command: Command;
  /** From the frame's arrival in this process to the start of the step. */
  readonly waited_ms: number;
  /** Step time of the brain: from the frame to its command. */
  readonly step_ms: number;
  readonly inference_ms: number | null;
  /** End-to-end latency: from the frame's arrival in this process to its command being published. */
  readonly sensor_to_actuator_ms: number;
  /** Monotonic wall clock when the command was sent. */
  readonly left_ms: number;
  readonly sim_s: number | null;
  /** Null where the command is the brain's own answer; absent where that is not recorded. */
  readonly compensation?: CompensationNote | null;
  /** The brain looks for its way (BrainOutput). */
  readonly searches?: true;
}
