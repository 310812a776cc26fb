import { names } from '../scripts/support/program';
import { CAR_CAMERA_NAMES, type CarCameraName } from '../src/config/f1-car';
import { ConfigurationError } from '../src/errors';

/** Cameras by name, commas between them.
 *  @throws ConfigurationError for a name that is none */
export function mountNames(list: string): CarCameraName[] {
  return names(list).map((name) => {
    const mount = CAR_CAMERA_NAMES.find((known) => known === name);
    if (!mount) throw new ConfigurationError(`--mounts: '${name}' is none of ${CAR_CAMERA_NAMES.join(', ')}`);
    return mount;
  });
}
