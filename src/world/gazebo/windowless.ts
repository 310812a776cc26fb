import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import type { LaunchFile } from './launch-file';

const COMMENT = /<!--.*?-->/gs;
/** Its attributes, and what is within it. */
const INCLUDE = /<include\b([^>]*?)(?:\/>|>(.*?)<\/include>)/gs;
const GUI = /<arg\b[^>]*\bname\s*=\s*["']gui["'][^>]*>/g;
const VALUE = /\b(value|default)(\s*=\s*)("[^"]*"|'[^']*')/;
const NO_WINDOW = '<arg name="gui" value="false"/>';

/**
 * The same launch without Gazebo's window. A file that has an argument `gui` is given it; of a file that fixes the window,
 * as JdeRobot's do, a copy is written that does not.
 * @param folder for the copy
 * @throws ConfigurationError when the file cannot be read
 */
export function withoutWindow(launch: LaunchFile, folder: string): LaunchFile {
  const text = readText(launch.file).replace(COMMENT, '');
  if (takesGui(text)) return { ...launch, args: [...launch.args, 'gui:=false'] };
  const windowless = windowlessText(text, path.dirname(launch.file));
  if (windowless === text) return launch;
  const file = path.join(folder, path.basename(launch.file));
  writeFileSync(file, windowless);
  return { ...launch, file };
}

/** Whether the file itself has an argument `gui`, beside what it passes on to others. */
function takesGui(text: string): boolean {
  const own = text.replace(INCLUDE, '').match(GUI) ?? [];
  return own.some((tag) => !/\bvalue\s*=/.test(tag));
}

function windowlessText(text: string, folder: string): string {
  const included = text.replace(INCLUDE, (whole, attributes: string, content: string | undefined) => {
    const passed = (content ?? '').replace(GUI, (tag) => tag.replace(VALUE, '$1$2"false"'));
    if (passed !== (content ?? '')) return whole.replace(content ?? '', () => passed);
    // Its own default is a window.
    const opensOne = /\bempty_world\.launch["']/.test(attributes) && !GUI.test(passed);
    GUI.lastIndex = 0;
    return opensOne ? `<include${attributes}>${passed}${NO_WINDOW}</include>` : whole;
  });
  return included === text ? text : included.replaceAll('$(dirname)', folder);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}
