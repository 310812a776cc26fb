import { type XmlElement, xml } from './xml';

const BLACK = '0 0 0 1';

/** Text of a colour of 0 to 255, as SDF has it. */
function rgba(colour: readonly number[]): string {
  return `${colour.map((value) => Number((value / 255).toFixed(4))).join(' ')} 1`;
}

/** A surface of one colour that looks the same under every light. */
export function glowing(colour: readonly [number, number, number]): XmlElement {
  return xml(
    'material',
    {},
    xml('ambient', {}, BLACK),
    xml('diffuse', {}, BLACK),
    xml('specular', {}, BLACK),
    xml('emissive', {}, rgba(colour)),
  );
}

/** A surface of one colour under Gazebo's lamps. */
export function matt(colour: readonly [number, number, number]): XmlElement {
  return xml(
    'material',
    {},
    xml('ambient', {}, rgba(colour)),
    xml('diffuse', {}, rgba(colour)),
    xml('specular', {}, BLACK),
  );
}

/** A surface that looks like its picture under every light. SDF's own colours would hide the picture, so this
 *  takes a script of the renderer's. @param name of the model and of its material */
export function pictured(model: string, name: string): XmlElement {
  return xml(
    'material',
    {},
    xml(
      'script',
      {},
      xml('uri', {}, `model://${model}/materials/scripts`),
      xml('uri', {}, `model://${model}/materials/textures`),
      xml('name', {}, `${model}/${name}`),
    ),
  );
}

/** The script of such a material. @param repeats whether the picture goes on beyond its edges */
export function pictureScript(model: string, name: string, picture: string, repeats: boolean): string {
  return `material ${model}/${name}
{
  technique
  {
    pass
    {
      lighting off
      texture_unit
      {
        texture ${picture}
        tex_address_mode ${repeats ? 'wrap' : 'clamp'}
        filtering trilinear
      }
    }
  }
}
`;
}
