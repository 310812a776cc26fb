import { circuitNames } from '../circuit/load';
import { ownCircuits } from '../circuit/own-circuits';
import type { LiveServer } from '../live/live-server';
import { LiveSession } from '../live/live-session';
import type { SessionResult } from '../session/run';
import type { Session } from '../session/session';
import type { BuiltInSessionOptions } from '../session/session-options';
import { CircuitChange } from './change-circuit';

export interface CircuitDrives {
  /** Of the pages, which stay; it is closed at the end. */
  readonly server: LiveServer;
  readonly first: Session;
  /** Makes the session that follows. */
  next(options: BuiltInSessionOptions): Session;
  /** A page has the drive end. */
  readonly onStop?: () => void;
  /** Whether no other one may follow. */
  isOver(): boolean;
  readonly log: { info(line: string): void };
}

/** Drives a session in the built-in world under live pages, and another one for each circuit that a page asks for.
 *  @returns the result of the last. @throws what one of them throws */
export async function driveCircuits(
  options: BuiltInSessionOptions,
  { server, first, next, onStop = () => {}, isOver, log }: CircuitDrives,
): Promise<SessionResult> {
  const names = [...circuitNames(), ...ownCircuits().keys()];
  const change = new CircuitChange();
  let session = first;
  try {
    for (let isNext = false; ; isNext = true) {
      const driven = session;
      const circuits = { names, change: (name: string) => change.ask(driven, name) };
      change.follow(driven);
      const live = new LiveSession(driven, server, { isNext, circuits, onStop });
      let result: SessionResult;
      try {
        await driven.start();
        result = await driven.result;
      } finally {
        await live.leave();
      }
      const following = isOver() ? null : change.take(options);
      if (following === null) return result;
      const { circuit, files } = result.statistics;
      log.info(
        `${circuit} is left for ${following.circuit}${files.statistics ? `: ${files.statistics}` : ''}`,
      );
      session = next(following);
    }
  } finally {
    await server.close();
  }
}
