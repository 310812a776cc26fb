import type { Circuit } from '../../../circuit/circuit';
import type { Direction } from '../../../circuit/direction';
import type { Command, Frame } from '../../../types';
import type { CoursePose } from '../../../world/simulator/course-pose';
import { teach } from '../../../world/simulator/teacher';

/** Who drives while a dataset is recorded; its commands are the labels. */
export interface Driver {
  /** @param place the true pose, for those who may know it */
  decide(frame: Frame, place: CoursePose): Promise<Command> | Command;
  close(): Promise<void>;
}

/** A driver that has seen nothing yet. */
export type OpenDriver = (circuit: Circuit, direction: Direction) => Promise<Driver>;

/** The expert that labels training data: it knows the true pose. */
export const openTeacher: OpenDriver = async (circuit, direction) => ({
  decide: (_frame, place) => teach(circuit, direction, place),
  close: async () => {},
});
