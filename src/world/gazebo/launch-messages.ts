/** What a process is to launch. */
export interface LaunchCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Of all its processes: in `environment` too. */
  readonly mark: string;
  /** Where what it writes is appended. */
  readonly logFile: string;
  /** A folder that Gazebo makes at home for this launch alone, and where it belongs; null where there is no home. */
  readonly homeLog: { readonly from: string; readonly to: string } | null;
}

/** To the process that keeps a launch. Without its parent, it ends the launch and itself. */
export type ToLaunchKeeper = { readonly type: 'start'; readonly launch: LaunchCommand };

/** From it. */
export interface LaunchLost {
  readonly type: 'lost';
  /** How, and the last error that it wrote, in one line. */
  readonly why: string;
  /** Whether the simulator had been started; otherwise the launch itself is wrong. */
  readonly hadStarted: boolean;
}
