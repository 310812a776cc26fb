import type { Command } from '../../../types';
import type { CoursePose } from '../../../world/simulator/course-pose';
import { CAMERA_PERIOD_MS } from '../../../world/simulator/simulation';
import { teach } from '../../../world/simulator/teacher';
import { spreadOverSteering } from '../spread-samples';
import { countImage, type DrivesPlan, EPISODE_FRAMES, GAP_MS, type Part, startEpisode } from './episodes';

/** Poses driven through for each image kept. */
const POSES_PER_IMAGE = 10;
/** At least a lap of the longest of our circuits, so that its tightest bend is among them: 1.4 km, 0.6 m apart. */
const MIN_POSES = 3000;

/** A pose of a drive, and the teacher's command there. */
interface Visit {
  readonly place: CoursePose;
  readonly command: Command;
  readonly time_ms: number;
}

/**
 * Records single images spread over the steering: the teacher, who needs no image, drives far more than is kept, and
 * only what is kept is rendered.
 */
export async function recordOverSteering(parts: readonly Part[], plan: DrivesPlan): Promise<void> {
  const kept = new Map<Part, readonly Visit[]>();
  for (const part of parts) {
    if (plan.signal?.aborted) return;
    const visits = drivePart(part, plan);
    const steering = visits.map(({ command }) => command.w_radps);
    kept.set(
      part,
      spreadOverSteering(steering, part.wanted).map((index) => visits[index]!),
    );
    // Ctrl-C is noticed between two parts.
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Parts take turns, so that an interrupted recording is balanced.
  for (let left = parts; left.length > 0; left = left.filter(({ count, wanted }) => count < wanted)) {
    for (const part of left) {
      if (plan.signal?.aborted) return;
      const visit = kept.get(part)![part.count];
      if (visit === undefined) continue;
      const frame = part.camera.view(visit.place, visit.time_ms);
      await part.writer.add(frame, visit.command, visit.time_ms / 1000);
      countImage(part, parts, plan);
    }
  }
}

/** Drives a part's episodes without a camera. */
function drivePart(part: Part, plan: DrivesPlan): Visit[] {
  const wanted = Math.max(MIN_POSES, POSES_PER_IMAGE * part.wanted);
  const visits: Visit[] = [];
  while (visits.length < wanted) {
    const drive = startEpisode(part, plan);
    for (let i = 0; i < EPISODE_FRAMES && visits.length < wanted; i++) {
      const command = teach(part.circuit, part.direction, drive.place);
      visits.push({ place: drive.place, command, time_ms: part.time_ms });
      part.time_ms += CAMERA_PERIOD_MS;
      drive.advance(command);
      if (drive.lost) {
        part.lost++;
        break;
      }
    }
    part.time_ms += GAP_MS;
  }
  return visits;
}
