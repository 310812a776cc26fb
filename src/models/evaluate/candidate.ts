import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import type { ProviderRequest } from '../../drive/inference/providers';
import { BrainError, ModelError, ProviderError } from '../../errors';
import { builtFile } from '../../support/paths';
import type { FramePlace, FromCandidate, ToCandidate, Turn } from './messages';

/** Compiled code also where this file runs from its source (tests): started in a fraction of the time. */
const WORKER_FILE = builtFile('models', 'evaluate', 'candidate-worker.js');

/** Loading takes longest with a GPU: TensorRT builds its engine then. */
const OPEN_TIMEOUT_S = 600;
/** A round at least, and each picture of it: a software renderer takes a quarter of a second. */
const TURN_TIMEOUT_S = 60;
const PICTURE_TIMEOUT_S = 5;
const LAST_WORDS = 2000;

const ERROR_CLASSES = { ModelError, ProviderError, BrainError } as const;

/** What one model's process is for. */
export interface CandidateRequest {
  readonly modelFile: string;
  readonly provider: ProviderRequest;
  /** Threads inside one operator on the CPU. */
  readonly threads: number;
}

export interface OpenedCandidate {
  /** The provider that runs it. */
  readonly provider: string;
  /** Peak of its process before the model was loaded: Node, our code and onnxruntime's library. */
  readonly bare_runtime_memory_bytes: number;
}

/**
 * One model on one provider in a process of its own, so that its memory is its own, and that one which takes
 * its process down takes nobody with it. It works only while it is asked something.
 */
export class Candidate {
  private readonly child: ChildProcess;
  private lastWords = '';
  /** Why it is gone; null while it lives. */
  private gone: string | null = null;
  private waiting: { resolve: (answer: FromCandidate) => void; reject: (error: Error) => void } | null = null;

  constructor(private readonly request: CandidateRequest) {
    const options: ForkOptions = {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    };
    this.child = fork(WORKER_FILE, options);
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-LAST_WORDS);
    });
    this.child.on('message', (answer: FromCandidate) => {
      const { waiting } = this;
      this.waiting = null;
      waiting?.resolve(answer);
    });
    this.child.on('error', ({ message }) => this.die(message));
    this.child.on('exit', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      const words = this.lastWords.trim().split('\n').at(-1)!;
      this.die(words === '' ? how : `${how}: ${words}`);
    });
  }

  /** Loads the model and runs it a few times.
   *  @throws ModelError, ProviderError as the model's process met them */
  async open(): Promise<OpenedCandidate> {
    return this.ask({ type: 'open', ...this.request }, 'opened', OPEN_TIMEOUT_S);
  }

  /** @param file of raw pictures, in which `frame` lies */
  async warmUp(file: string, frame: FramePlace, decisions: number): Promise<void> {
    const timeout_s = TURN_TIMEOUT_S + decisions * PICTURE_TIMEOUT_S;
    await this.ask({ type: 'warm_up', file, frame, decisions }, 'warm', timeout_s);
  }

  /** Decides on the pictures of one round, in their order. */
  async turn(file: string, frames: readonly FramePlace[], settling: number): Promise<Turn> {
    const timeout_s = TURN_TIMEOUT_S + frames.length * PICTURE_TIMEOUT_S;
    return this.ask({ type: 'turn', file, frames, settling }, 'turn', timeout_s);
  }

  /** Lets go of the model. @returns the most memory that its process had, bytes */
  async end(): Promise<number> {
    const { peak_memory_bytes } = await this.ask({ type: 'end' }, 'ended', TURN_TIMEOUT_S);
    this.kill();
    return peak_memory_bytes;
  }

  kill(): void {
    this.die('was ended');
    this.child.kill('SIGKILL');
  }

  private async ask<T extends FromCandidate['type']>(
    message: ToCandidate,
    wanted: T,
    timeout_s: number,
  ): Promise<Extract<FromCandidate, { type: T }>> {
    if (this.gone !== null) throw this.lost(this.gone);
    const answer = await new Promise<FromCandidate>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.die(`gave no answer within ${timeout_s} s`);
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
      this.child.send(message, (error) => error && this.die(error.message));
    });
    if (answer.type === 'failed') {
      const known = Object.entries(ERROR_CLASSES).find(([name]) => name === answer.errorName);
      throw new (known?.[1] ?? BrainError)(answer.message);
    }
    if (answer.type !== wanted) throw this.lost(`answered ${answer.type} when asked to ${message.type}`);
    return answer as Extract<FromCandidate, { type: T }>;
  }

  private die(how: string): void {
    this.gone ??= how;
    const { waiting } = this;
    this.waiting = null;
    waiting?.reject(this.lost(how));
  }

  private lost(how: string): BrainError {
    return new BrainError(`${this.request.modelFile}: its process ${how}`);
  }
}
