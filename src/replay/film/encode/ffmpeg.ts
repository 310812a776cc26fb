import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { ConfigurationError, escapeControls, FilmError, messageOf } from '../../../errors';
import type { RawImage } from '../../../image/codec';
import type { PartFile } from '../../../support/part-file';
import type { FilmFormatOptions, FilmWriter } from './film-writer';

export const VIDEO_FORMATS = ['webm', 'mp4'] as const;
export type VideoFormat = (typeof VIDEO_FORMATS)[number];

/** Encoder and quality. VP9 and H.264 play in every browser; H.264 in what else plays videos, too. */
const CODECS: Readonly<Record<VideoFormat, readonly [encoder: string, ...options: string[]]>> = {
  webm: ['libvpx-vp9', '-b:v', '0', '-crf', '31', '-deadline', 'good', '-cpu-used', '5', '-row-mt', '1'],
  mp4: ['libx264', '-crf', '20', '-preset', 'medium', '-movflags', '+faststart'],
};
/** So that players need not guess what the colours mean. */
const COLOURS = [
  ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv', '-pix_fmt', 'yuv420p'],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
];
const WITHOUT_FFMPEG = 'or name a .webp or .gif, which need no other program';
/** Of what ffmpeg writes to standard error, the end. */
const KEPT_TEXT = 4000;

/** Arguments of ffmpeg, which reads images from its standard input. */
function listArguments(format: VideoFormat, { size, fps }: FilmFormatOptions, file: string): string[] {
  return [
    // Without -xerror, ffmpeg takes a film that does not fit onto the disk for a success.
    ...['-hide_banner', '-loglevel', 'error', '-xerror', '-f', 'rawvideo', '-pixel_format', 'rgb24'],
    ...['-video_size', `${size.width}x${size.height}`, '-framerate', String(fps), '-i', 'pipe:0', '-an'],
    ...['-c:v', ...CODECS[format], ...COLOURS, '-f', format, '-y', `file:${file}`],
  ];
}

/** Hands images to an ffmpeg process, one after the other as it takes them. */
export class FfmpegWriter implements FilmWriter {
  readonly #file: PartFile;
  readonly #process: ChildProcess;
  readonly #images: Writable;
  readonly #ended: Promise<Ending>;
  #text = '';
  #isOver = false;

  private constructor(file: PartFile, child: ChildProcess) {
    this.#file = file;
    this.#process = child;
    this.#images = child.stdin!;
    // It has ended then, and says why.
    this.#images.on('error', () => {});
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#text = (this.#text + text).slice(-KEPT_TEXT);
    });
    this.#ended = new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Starts ffmpeg.
   *  @param command default `ffmpeg`
   *  @throws ConfigurationError where it is not installed */
  static async open(
    file: PartFile,
    format: VideoFormat,
    options: FilmFormatOptions,
    command = 'ffmpeg',
  ): Promise<FfmpegWriter> {
    const child = spawn(command, listArguments(format, options, file.part), {
      stdio: ['pipe', 'ignore', 'pipe'],
      // Ctrl-C in the terminal is for this process, which then ends ffmpeg.
      detached: true,
    });
    const writer = new FfmpegWriter(file, child);
    await started(child, file.file, format);
    return writer;
  }

  async write({ data }: RawImage): Promise<void> {
    if (this.#images.write(data)) return;
    const drained = new Promise<null>((resolve) => this.#images.once('drain', () => resolve(null)));
    const ending = await Promise.race([drained, this.#ended]);
    if (ending !== null) throw this.#failure(ending);
  }

  async finish(): Promise<void> {
    this.#images.end();
    const ending = await this.#ended;
    if (ending.code !== 0) throw this.#failure(ending);
    this.#isOver = true;
    this.#file.complete();
  }

  async abandon(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#process.kill('SIGKILL');
    await this.#ended;
    this.#file.discard();
  }

  #failure({ code, signal }: Ending): FilmError {
    const last = this.#text.trimEnd().split('\n').at(-1) ?? '';
    // It names the file that it wrote to.
    const why = escapeControls(last.trim().replaceAll(`file:${this.#file.part}`, this.#file.file));
    const how = signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`;
    return new FilmError(`${this.#file.file}: ffmpeg ${how}${why === '' ? '' : `: ${why}`}`);
  }
}

/** Whether there is an ffmpeg that makes films of this format. @param command default `ffmpeg`
 *  @throws ConfigurationError where it cannot be started, or lacks the encoder */
export async function requireFfmpeg(file: string, format: VideoFormat, command = 'ffmpeg'): Promise<void> {
  const child = spawn(command, ['-hide_banner', '-encoders'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let encoders = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    encoders += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await started(child, file, format);
  const code = await ended;
  const [encoder] = CODECS[format];
  if (code === 0 && encoders.split(/\s+/).includes(encoder)) return;
  const trouble = code === 0 ? `lacks the encoder ${encoder}` : 'cannot list its encoders';
  throw new ConfigurationError(
    `${file}: a .${format} film is made by ffmpeg, and this one ${trouble}; install a complete one, ${WITHOUT_FFMPEG}`,
  );
}

async function started(child: ChildProcess, file: string, format: VideoFormat): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } catch (error) {
    throw new ConfigurationError(
      `${file}: a .${format} film is made by ffmpeg, which cannot be started (${messageOf(error)}); ` +
        `install it, ${WITHOUT_FFMPEG}`,
      { cause: error },
    );
  }
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
