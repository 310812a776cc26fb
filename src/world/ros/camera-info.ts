import { cameraInfoTopic } from '../../config/topics';
import type { RosNode, RosSubscription } from '../../ros/transport';
import type { CameraOptics, Frame } from '../../types';

/** The camera_info of a camera: what is known of its optics. */
export class CameraInfo {
  #optics: CameraOptics | null = null;

  /** @param imageTopic of the camera; its camera_info is beside it, unless `camera_info` is remapped */
  subscribe(node: RosNode, imageTopic: string): RosSubscription {
    return node.subscribe(
      node.remapped('camera_info') ?? cameraInfoTopic(imageTopic),
      'sensor_msgs/CameraInfo',
      ({ width, height, K }) => {
        const focal_px = K[0] ?? 0;
        // ROS' K of a camera that is not calibrated is zero.
        const isKnown = width > 0 && height > 0 && focal_px > 0 && Number.isFinite(focal_px);
        const { focal_px: before, width: widthBefore } = this.#optics ?? {};
        if (isKnown && (focal_px !== before || width !== widthBefore)) {
          this.#optics = { width, height, focal_px };
        }
      },
      { lossIsReported: true },
    );
  }

  /** The frame with the camera's optics. */
  complete(frame: Frame): Frame {
    return this.#optics === null ? frame : { ...frame, optics: this.#optics };
  }
}
