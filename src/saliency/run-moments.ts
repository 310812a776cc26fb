import { loadCircuit } from '../circuit/load';
import { BrainError } from '../errors';
import { decodeImage, encodeJpeg } from '../image/codec';
import { formatNumber } from '../measure/report/format';
import type { ReportMoment, RunMoments } from '../measure/report/moments';
import { explainBag } from './explain';
import { openSaliency } from './open-saliency';
import type { Moment } from './picture/moment';
import { drawFilmStrip, drawThumbnail, formatDeviation, nameOf } from './picture/pictures';
import { findWorst } from './recorded/choose-frames';
import { type DrivenModel, findDrivenModel } from './recorded/driven-model';
import { type SurveyOptions, surveyDrive } from './recorded/survey-drive';

/** Of the images in a page: sharp on dense displays, 10 to 20 kB each. */
const WIDTH_PX = 480;
const QUALITY = 82;

export interface RunMomentsOptions extends Pick<SurveyOptions, 'topics'> {
  readonly count: number;
  /** Of a bag that does not name its own. */
  readonly circuit?: string;
  readonly title: string;
}

/**
 * Draws the worst moments of a recorded run with what its network looked at.
 * @returns why there are none, in its place: no model, no line, or a model or an image that cannot be read
 */
export async function findRunMoments(
  bag: string,
  driven: DrivenModel,
  { count, circuit, topics, title }: RunMomentsOptions,
): Promise<RunMoments | string> {
  const card = findDrivenModel(driven, bag);
  if (typeof card === 'string') return card;
  try {
    const drive = await surveyDrive(bag, {
      ...(topics === undefined ? {} : { topics }),
      ...(circuit === undefined ? {} : { circuit: await loadCircuit(circuit) }),
    });
    const worst = findWorst(drive.frames, count).sort((a, b) => a.index - b.index);
    if (worst.length === 0) return 'the bag does not tell how far the car was from the line';
    const network = await openSaliency(card);
    try {
      const moments = await explainBag(drive, worst, [network]);
      return {
        moments: await Promise.all(moments.map(toReport)),
        filmStrip: await drawFilmStrip(moments, title),
      };
    } finally {
      await network.close();
    }
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    return error.message;
  }
}

async function toReport(moment: Moment): Promise<ReportMoment> {
  const [explained] = moment.explained;
  const picture = await decodeImage(await drawThumbnail(moment, explained!, WIDTH_PX));
  const { v_mps, w_radps } = explained!.map.command;
  const answer = `v ${formatNumber(v_mps, 1)} m/s, w ${formatNumber(w_radps, 2)} rad/s`;
  const caption = `${nameOf(moment)}: ${formatDeviation(moment.deviation_m!)}; ${answer}`;
  return {
    image: await encodeJpeg(picture, QUALITY),
    width: picture.width,
    height: picture.height,
    caption,
    description: `Camera image, ${caption}; bright where it moved the command of ${explained!.model}`,
  };
}
