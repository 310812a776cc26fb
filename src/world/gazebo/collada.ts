import type { Mesh } from './mesh';
import { document, type XmlElement, xml } from './xml';

const NAMESPACE = 'http://www.collada.org/2005/11/COLLADASchema';

/** The mesh as a COLLADA 1.4.1 document, z up, in metres: one white geometry with normals and texture coordinates. */
export function collada(mesh: Mesh): string {
  const material = xml('material', { id: 'material' }, xml('instance_effect', { url: '#effect' }));
  return document(
    xml(
      'COLLADA',
      { xmlns: NAMESPACE, version: '1.4.1' },
      asset(),
      xml('library_effects', {}, effect()),
      xml('library_materials', {}, material),
      xml('library_geometries', {}, geometry(mesh)),
      xml('library_visual_scenes', {}, visualScene()),
      xml('scene', {}, xml('instance_visual_scene', { url: '#scene' })),
    ),
    'Made by f1-brain export-gazebo.',
  );
}

/** The dates that the format requires are fixed, so that the same circuit gives the same bytes. */
function asset(): XmlElement {
  return xml(
    'asset',
    {},
    xml('created', {}, '1970-01-01T00:00:00Z'),
    xml('modified', {}, '1970-01-01T00:00:00Z'),
    xml('unit', { name: 'metre', meter: 1 }),
    xml('up_axis', {}, 'Z_UP'),
  );
}

function geometry({ vertices, triangles }: Mesh): XmlElement {
  const positions = vertices.map(({ at }) => at);
  const normals = vertices.map(({ normal }) => normal);
  const map = vertices.map(({ uv }) => uv);
  return xml(
    'geometry',
    { id: 'geometry' },
    xml(
      'mesh',
      {},
      source('positions', 'XYZ', positions, 4),
      source('normals', 'XYZ', normals, 4),
      source('map', 'ST', map, 6),
      xml('vertices', { id: 'vertices' }, xml('input', { semantic: 'POSITION', source: '#positions' })),
      xml(
        'triangles',
        { material: 'surface', count: triangles.length / 3 },
        xml('input', { semantic: 'VERTEX', source: '#vertices', offset: 0 }),
        xml('input', { semantic: 'NORMAL', source: '#normals', offset: 1 }),
        xml('input', { semantic: 'TEXCOORD', source: '#map', offset: 2, set: 0 }),
        xml('p', {}, triangles.map((i) => `${i} ${i} ${i}`).join(' ')),
      ),
    ),
  );
}

function visualScene(): XmlElement {
  const textured = xml(
    'instance_material',
    { symbol: 'surface', target: '#material' },
    xml('bind_vertex_input', { semantic: 'MAP', input_semantic: 'TEXCOORD', input_set: 0 }),
  );
  const material = xml('bind_material', {}, xml('technique_common', {}, textured));
  const node = xml('node', { id: 'node' }, xml('instance_geometry', { url: '#geometry' }, material));
  return xml('visual_scene', { id: 'scene' }, node);
}

/** White: light and colour come from the SDF. */
function effect(): XmlElement {
  const white = xml('diffuse', {}, xml('color', {}, '1 1 1 1'));
  return xml(
    'effect',
    { id: 'effect' },
    xml('profile_COMMON', {}, xml('technique', { sid: 'common' }, xml('lambert', {}, white))),
  );
}

function source(id: string, axes: string, rows: readonly (readonly number[])[], digits: number) {
  const numbers = rows.map((row) => row.map((value) => plain(value, digits)).join(' '));
  return xml(
    'source',
    { id },
    xml('float_array', { id: `${id}-array`, count: rows.length * axes.length }, numbers.join(' ')),
    xml(
      'technique_common',
      {},
      xml(
        'accessor',
        { source: `#${id}-array`, count: rows.length, stride: axes.length },
        ...[...axes].map((name) => xml('param', { name, type: 'float' })),
      ),
    ),
  );
}

/** Without an exponent, trailing zeros or a negative zero. */
function plain(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)) + 0);
}
