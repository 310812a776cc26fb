import type { Circuit } from '../../../circuit/circuit';
import type { Direction } from '../../../circuit/direction';
import type { Command, Frame } from '../../../types';
import type { CoursePose } from '../../../world/simulator/course-pose';
import { teach } from '../../../world/simulator/teacher';

/** Drives while a dataset is recorded; its commands are the labels. */
export interface Driver {
  /** @param place the true pose, for drivers that may use it */
  decide(frame: Frame, place: CoursePose): Promise<Command> | Command;
  close(): Promise<void>;
}

/** Opens a driver without state from earlier drives. */
export type OpenDriver = (circuit: Circuit, direction: Direction) => Promise<Driver>;

/** The expert that labels training data, using the true pose. */
export const openTeacher: OpenDriver = async (circuit, direction) => ({
  decide: (_frame, place) => teach(circuit, direction, place),
  close: async () => {},
});
