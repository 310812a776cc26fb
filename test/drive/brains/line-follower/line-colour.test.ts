import { LineFollower } from '../../../../src/drive/brains/line-follower';
import { LineColour } from '../../../../src/drive/brains/line-follower/line-colour';
import { partialFrame } from '../../../helpers/partial-frame';
import { arc, drawRoad } from './drawn-road';

const ROAD = drawRoad({ distance_m: arc(0.1, 0.05, 0.1) });

describe('The line follower before a frame that has only the rows which were asked for', () => {
  it('answers as before the whole frame, and reads no sky', () => {
    const partial = partialFrame(ROAD);
    const [seen, asked] = [ROAD, partial].map((frame) => new LineFollower().decide(frame));
    expect(structuredClone(asked)).toEqual(structuredClone(seen));
    expect(partial.asked).toEqual([{ top: 235, bottom: 480 }]);
    expect(partial.wholeReads).toBe(0);
  });

  it('reads the other rows where a camera shows the road in them', () => {
    const partial = partialFrame(ROAD);
    const [whole, part] = [ROAD, partial].map((frame) => {
      const colour = new LineColour([255, 0, 0]);
      colour.read(frame);
      return [colour.at(5, 470), colour.at(320, 100), colour.between(320.5, 12.5), colour.at(330, 470)];
    });
    expect(part).toEqual(whole);
    expect(partial.wholeReads).toBe(1);
  });
});
