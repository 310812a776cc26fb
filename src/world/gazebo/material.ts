import { type XmlElement, xml } from './xml';

const BLACK = '0 0 0 1';

/** A colour of 0 to 255 in SDF. */
function rgba(colour: readonly number[]): string {
  return `${colour.map((value) => Number((value / 255).toFixed(4))).join(' ')} 1`;
}

/** A surface of one colour, independent of the light. */
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

/** A surface with a texture, independent of the light. SDF's own colours would hide the texture, so this needs a script
 *  for the renderer. @param name of the model and of its material */
export function textured(model: string, name: string): XmlElement {
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

/** The script of such a material. @param repeats whether the texture is repeated beyond its edges */
export function textureScript(model: string, name: string, image: string, repeats: boolean): string {
  return `material ${model}/${name}
{
  technique
  {
    pass
    {
      lighting off
      texture_unit
      {
        texture ${image}
        tex_address_mode ${repeats ? 'wrap' : 'clamp'}
        filtering trilinear
      }
    }
  }
}
`;
}
