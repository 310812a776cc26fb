import { type XmlElement, xml } from './xml';

const BLACK = '0 0 0 1';

/** A surface that looks the same under every light: `colour` (0 to 255) times its texture, if it has one. */
export function glowing(colour: readonly [number, number, number] = [255, 255, 255]): XmlElement {
  const emissive = colour.map((value) => Number((value / 255).toFixed(4))).join(' ');
  return xml(
    'material',
    {},
    xml('ambient', {}, BLACK),
    xml('diffuse', {}, BLACK),
    xml('specular', {}, BLACK),
    xml('emissive', {}, `${emissive} 1`),
  );
}

/** A surface under Gazebo's lamps. */
export function matt(colour: readonly [number, number, number]): XmlElement {
  const text = `${colour.map((value) => Number((value / 255).toFixed(4))).join(' ')} 1`;
  return xml('material', {}, xml('ambient', {}, text), xml('diffuse', {}, text), xml('specular', {}, BLACK));
}
