import { parse as parseYaml } from 'yaml';
import { ConfigurationError, messageOf } from '../errors';
import type { RosArguments } from './names';
import type { ParamValue } from './transport';

/** The private parameters of a command line by name (`~key`): ROS reads the text of `_key:=text` as YAML 1.1, where
 *  yes and no are booleans. Throws ConfigurationError for invalid YAML. */
export function privateParamsOf({ privateParams }: RosArguments): Map<string, ParamValue> {
  return new Map([...privateParams].map(([key, text]) => [`~${key}`, parsed(key, text)]));
}

function parsed(key: string, text: string): ParamValue {
  try {
    return parseYaml(text, { version: '1.1' }) as ParamValue;
  } catch (error) {
    throw new ConfigurationError(`_${key}:=${text} is not valid YAML: ${messageOf(error).split('\n')[0]}`);
  }
}
