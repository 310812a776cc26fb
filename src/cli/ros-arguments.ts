/** Arguments of the form name:=value (remappings, private parameters, __name and the like: ROS wiki,
 *  "Command line remapping arguments") and the others. */
export function splitRosArguments(argv: readonly string[]): { own: string[]; ros: string[] } {
  const isRos = (argument: string) => /^[~/_a-zA-Z][\w~/]*:=/.test(argument);
  return {
    own: argv.filter((argument) => !isRos(argument)),
    ros: argv.filter(isRos),
  };
}
