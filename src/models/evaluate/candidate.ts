import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import type { ProviderRequest } from '../../drive/inference/providers';
import { BrainError, ModelError, ProviderError } from '../../errors';
import { builtFile } from '../../support/paths';
import type { FramePlace, FromCandidate, ToCandidate, Turn } from './messages';

/** The compiled file, even if this file runs from source (tests), because it starts much faster. */
const WORKER_FILE = builtFile('models', 'evaluate', 'candidate-worker.js');

/** Loading can take long: TensorRT builds its engine. */
const OPEN_TIMEOUT_S = 600;
/** Timeout of a round plus a time per image: a software GPU driver needs a quarter of a second. */
const TURN_TIMEOUT_S = 60;
const IMAGE_TIMEOUT_S = 5;
const MAX_STDERR = 2000;

const ERROR_CLASSES = { ModelError, ProviderError, BrainError } as const;

/** Model, provider and threads of one process. */
export interface CandidateRequest {
  readonly modelFile: string;
  readonly provider: ProviderRequest;
  /** Threads inside one operator on the CPU. */
  readonly threads: number;
  /** Existing folder for the times of its operators, which are there after `end`; default: none are taken. */
  readonly profileFolder?: string | undefined;
}

export interface OpenedCandidate {
  /** The provider that actually runs the model. */
  readonly provider: string;
  /** Peak memory before the model was loaded: Node, our code and the onnxruntime library. */
  readonly bare_runtime_memory_bytes: number;
}

/**
 * One model on one provider in a separate process, so that its memory can be measured and a crash affects no other
 * model. It is idle between requests.
 */
export class Candidate {
  private readonly child: ChildProcess;
  private stderrTail = '';
  /** Why the process failed; null while it runs. */
  private failure: string | null = null;
  private waiting: { resolve: (answer: FromCandidate) => void; reject: (error: Error) => void } | null = null;

  constructor(private readonly request: CandidateRequest) {
    const options: ForkOptions = {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    };
    this.child = fork(WORKER_FILE, options);
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderrTail = (this.stderrTail + text).slice(-MAX_STDERR);
    });
    this.child.on('message', (answer: FromCandidate) => {
      const { waiting } = this;
      this.waiting = null;
      waiting?.resolve(answer);
    });
    this.child.on('error', ({ message }) => this.fail(message));
    this.child.on('exit', (code, signal) => {
      const how = signal === null ? `exited with code ${code}` : `was terminated by ${signal}`;
      const words = this.stderrTail.trim().split('\n').at(-1)!;
      this.fail(words === '' ? how : `${how}: ${words}`);
    });
  }

  /** Loads the model and warms it up.
   *  @throws ModelError or ProviderError as thrown in the process */
  async open(): Promise<OpenedCandidate> {
    return this.ask({ type: 'open', ...this.request }, 'opened', OPEN_TIMEOUT_S);
  }

  /** Decides repeatedly on one image, untimed. @param file raw images, which contain `frame` */
  async warmUp(file: string, frame: FramePlace, decisions: number): Promise<void> {
    const timeout_s = TURN_TIMEOUT_S + decisions * IMAGE_TIMEOUT_S;
    await this.ask({ type: 'warm_up', file, frame, decisions }, 'warm', timeout_s);
  }

  /** Decides on the images of one round, in order. @param settling initial decisions that are not timed */
  async turn(file: string, frames: readonly FramePlace[], settling: number): Promise<Turn> {
    const timeout_s = TURN_TIMEOUT_S + frames.length * IMAGE_TIMEOUT_S;
    return this.ask({ type: 'turn', file, frames, settling }, 'turn', timeout_s);
  }

  /** Ends the process. @returns its peak memory, bytes */
  async end(): Promise<number> {
    const { peak_memory_bytes } = await this.ask({ type: 'end' }, 'ended', TURN_TIMEOUT_S);
    this.kill();
    return peak_memory_bytes;
  }

  kill(): void {
    this.fail('was terminated');
    this.child.kill('SIGKILL');
  }

  private async ask<T extends FromCandidate['type']>(
    message: ToCandidate,
    expected: T,
    timeout_s: number,
  ): Promise<Extract<FromCandidate, { type: T }>> {
    if (this.failure !== null) throw this.createError(this.failure);
    const answer = await new Promise<FromCandidate>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.fail(`did not answer within ${timeout_s} s`);
        this.child.kill('SIGKILL');
      }, timeout_s * 1000);
      this.waiting = {
        resolve: (found) => {
          clearTimeout(timer);
          resolve(found);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.child.send(message, (error) => error && this.fail(error.message));
    });
    if (answer.type === 'failed') {
      const known = Object.entries(ERROR_CLASSES).find(([name]) => name === answer.errorName);
      throw new (known?.[1] ?? BrainError)(answer.message);
    }
    if (answer.type !== expected) throw this.createError(`answered ${answer.type} to ${message.type}`);
    return answer as Extract<FromCandidate, { type: T }>;
  }

  private fail(how: string): void {
    this.failure ??= how;
    const { waiting } = this;
    this.waiting = null;
    waiting?.reject(this.createError(how));
  }

  private createError(how: string): BrainError {
    return new BrainError(`${this.request.modelFile}: the process ${how}`);
  }
}
