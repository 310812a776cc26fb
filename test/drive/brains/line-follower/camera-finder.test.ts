import { CameraFinder } from '../../../../src/drive/brains/line-follower/camera-finder';
import { LineColour } from '../../../../src/drive/brains/line-follower/line-colour';
import { plainFrame } from '../../../helpers/frames';

/** A colour that counts the frames that are searched for a line. */
class WatchedColour extends LineColour {
  frames = new Set<number>();
  now = 0;

  override at(_column: number, _row: number): number {
    this.frames.add(this.now);
    return 0;
  }
}

describe('The search for the camera', () => {
  it('looks at ever fewer frames where the line cannot be measured, and never stops', () => {
    const colour = new WatchedColour([255, 0, 0]);
    const finder = new CameraFinder({}, 0.11, 60, { found: () => {}, absurd: () => {} });
    const frame = plainFrame([90, 90, 90]);
    for (; colour.now < 1000; colour.now += 1) finder.see(frame, colour);
    const looked = [...colour.frames];
    expect(looked.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(looked.length).toBeLessThan(60);
    expect(1000 - looked.at(-1)!).toBeLessThan(40);
  });
});
