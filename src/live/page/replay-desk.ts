import type { ImageHeader } from '../messages';
import type {
  LookRequest,
  ModelProgressMessage,
  ReplayMessage,
  ReplayServerMessage,
} from '../replay-messages';
import { ReplayStage, type ReplayStageSettings } from './draw/replay-stage';
import { type Counterpart, findCounterpart } from './model/replay/alignment';
import { RecordedDrive } from './model/replay/drive';
import { AT_START, type Playback, playOn, seek, stepBy, toggle } from './model/replay/player';
import { ReplayCharts } from './model/replay/replay-charts';

/** A server that lost an image is asked again. */
const PATIENCE_ms = 3000;
/** Least time between two images of a recording. */
const PERIOD_ms = 30;

/** What was asked of the server for one recording. */
interface Asked {
  image: number | null;
  at_ms: number;
  isThere: boolean;
}

export interface ReplayDeskOptions {
  readonly send: (request: LookRequest) => boolean;
  /** Asks for a frame of the screen. */
  readonly requestFrame: () => void;
  /** The document has to be written again. */
  readonly requestWriting: () => void;
}

/** A replay on this page: its time, what is drawn of it, and the images that are asked for. */
export class ReplayDesk {
  readonly #options: ReplayDeskOptions;
  #scene: ReplayMessage | null = null;
  /** Whether the scene came over this connection. */
  #isCurrent = false;
  #progress: ModelProgressMessage | null = null;
  #drives: readonly RecordedDrive[] = [];
  #charts: ReplayCharts | null = null;
  #stage: ReplayStage | null = null;
  #asked: Asked[] = [];
  #reasons: (string | null)[] = [];
  #notes: (string | null)[] = [];
  #playback: Playback = AT_START;
  #steps_s: readonly number[] = [];
  #ticked_ms = 0;

  constructor(options: ReplayDeskOptions) {
    this.#options = options;
  }

  /** Null while there is no replay. */
  get scene(): ReplayMessage | null {
    return this.#scene;
  }

  /** Of models that are running; null for none. */
  get progress(): ModelProgressMessage | null {
    return this.#progress;
  }

  get drives(): readonly RecordedDrive[] {
    return this.#drives;
  }

  get charts(): ReplayCharts | null {
    return this.#charts;
  }

  get stage(): ReplayStage | null {
    return this.#stage;
  }

  get playback(): Playback {
    return this.#playback;
  }

  get duration_s(): number {
    return this.#drives[0]?.recording.duration_s ?? 0;
  }

  /** Whether what a network sees can be shown. */
  get hasNetwork(): boolean {
    return this.#drives.some(({ recording }) => recording.card !== null);
  }

  /** Of the camera image on the page; null while there is no replay. */
  get width_px(): number | null {
    return this.#stage?.pictures[0]?.camera.width_px ?? null;
  }

  /** What is to be said of a recording at this time: why its image is missing, or that its car was never here. */
  noteOf(recording: number): string | null {
    return this.#notes[recording] ?? this.#reasons[recording] ?? null;
  }

  /** Another connection: what was asked of the one before will not come. */
  begin(): void {
    this.#isCurrent = false;
    this.#progress = null;
    this.#forgetAsked();
  }

  take(message: ReplayServerMessage): void {
    if (message.type === 'replay') this.#open(message);
    else if (message.type === 'model_progress') this.#progress = message;
    else this.#miss(message.recording, message.image, message.reason);
    this.#options.requestWriting();
  }

  takeImage(header: ImageHeader, data: Uint8Array<ArrayBuffer>): void {
    const recording = header.replayed?.recording ?? 0;
    const asked = this.#asked[recording];
    if (asked === undefined || this.#stage === null) return;
    if (header.kind === 'camera') {
      if (header.frame === asked.image) asked.isThere = true;
      this.#reasons[recording] = null;
    }
    this.#stage.pictures[recording]!.images.take(header, data);
  }

  /** The page wants other images than before. */
  askAgain(): void {
    this.#forgetAsked();
    this.#options.requestFrame();
  }

  forgetSaliency(): void {
    for (const { images } of this.#stage?.pictures ?? []) images.clear('saliency');
    this.#stage?.invalidate();
  }

  toggle(): void {
    this.#change(toggle(this.#playback, this.duration_s));
  }

  seek(time_s: number): void {
    this.#change(seek(this.#playback, time_s, this.duration_s));
  }

  /** @param count frames; negative for back */
  step(count: number): void {
    this.#change(stepBy(this.#playback, this.#steps_s, count));
  }

  setSpeed(speed: number): void {
    this.#change({ ...this.#playback, speed });
  }

  /** Once in a frame of the screen. @returns whether the next one is needed, too */
  advance(now_ms: number): boolean {
    const elapsed_s = (now_ms - this.#ticked_ms) / 1000;
    this.#ticked_ms = now_ms;
    if (this.#playback.isPlaying) {
      const next = playOn(this.#playback, elapsed_s, this.duration_s);
      const hasEnded = !next.isPlaying;
      this.#playback = next;
      this.#moveTo(next.time_s);
      if (hasEnded) this.#options.requestWriting();
    }
    const waits = this.#look(now_ms);
    return this.#playback.isPlaying || waits;
  }

  draw(settings: ReplayStageSettings): void {
    this.#stage?.draw(settings);
  }

  #open(scene: ReplayMessage): void {
    this.#scene = scene;
    this.#drives = scene.recordings.map((recording) => new RecordedDrive(recording));
    this.#charts = new ReplayCharts(scene, this.#drives);
    this.#stage = new ReplayStage(
      this.#drives,
      this.#charts,
      this.#options.requestFrame,
      this.#options.requestWriting,
    );
    this.#reasons = this.#drives.map(() => null);
    this.#steps_s = stepsOf(scene.recordings[0]!);
    // What models answer comes while the drive is played.
    const isPlaying = this.#isCurrent && this.#playback.isPlaying;
    this.#isCurrent = true;
    this.#progress = null;
    this.#playback = seek({ ...this.#playback, isPlaying }, this.#playback.time_s, this.duration_s);
    this.#forgetAsked();
    this.#moveTo(this.#playback.time_s);
  }

  #forgetAsked(): void {
    this.#asked = this.#drives.map(nothingAsked);
  }

  #change(playback: Playback): void {
    this.#playback = playback;
    this.#moveTo(playback.time_s);
    this.#options.requestWriting();
  }

  #moveTo(time_s: number): void {
    const [first, second] = this.#drives;
    if (first === undefined || this.#scene === null) return;
    first.moveTo(time_s);
    this.#charts?.moveTo(time_s);
    this.#notes = [null];
    if (second !== undefined) {
      const found: Counterpart = findCounterpart(first, second, this.#scene.alignment, time_s);
      second.moveTo(found.time_s);
      this.#notes.push(found.note);
    }
    this.#stage?.touch();
  }

  /** Asks for the images that are shown now. @returns whether one has to wait */
  #look(now_ms: number): boolean {
    let waits = false;
    for (const [recording, drive] of this.#drives.entries()) {
      const asked = this.#asked[recording]!;
      const { image } = drive;
      if (image === null || (image === asked.image && asked.isThere)) continue;
      const isWaiting = asked.image !== null && !asked.isThere && now_ms - asked.at_ms < PATIENCE_ms;
      if (isWaiting) continue;
      if (now_ms - asked.at_ms < PERIOD_ms) {
        waits = true;
        continue;
      }
      if (this.#options.send({ type: 'look', recording, image }))
        this.#asked[recording] = { image, at_ms: now_ms, isThere: false };
    }
    return waits;
  }

  #miss(recording: number, image: number, reason: string): void {
    const asked = this.#asked[recording];
    if (asked?.image === image) asked.isThere = true;
    this.#reasons[recording] = `Frame ${image} cannot be shown: ${reason}`;
    this.#options.requestFrame();
  }
}

function nothingAsked(): Asked {
  return { image: null, at_ms: Number.NEGATIVE_INFINITY, isThere: false };
}

/** Frame by frame; without images by commands, else by poses. */
function stepsOf({ images_s, commands, poses }: ReplayMessage['recordings'][number]): readonly number[] {
  if (images_s.length > 0) return images_s;
  return commands.time_s.length > 0 ? commands.time_s : poses.time_s;
}
