import { ConfigurationError, quoted } from '../../errors';
import type { RosNode } from '../../ros/transport';
import { suggestion } from '../../support/nearest';
import type { SessionLog } from '../session-log';

/** What roscpp and rospy nodes call their levels, which pino spells the same. */
const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
/** The one logger of the node. */
const NAME = 'f1_brain';
/** By which tools made for roscpp and rospy ask for all of a node. */
const ALL = ['ros', 'rosout', ''];

/** Offers ~get_loggers and ~set_logger_level (roscpp), which rqt_logger_level and rosservice speak: the level holds
 *  for the node's own log and for /rosout. */
export function offerLoggerServices(node: Pick<RosNode, 'advertiseService'>, log: SessionLog): void {
  node.advertiseService('~get_loggers', 'roscpp/GetLoggers', () => ({
    loggers: [{ name: NAME, level: log.level === 'trace' ? 'debug' : log.level }],
  }));
  node.advertiseService('~set_logger_level', 'roscpp/SetLoggerLevel', ({ logger, level }) => {
    if (logger !== NAME && !ALL.includes(logger)) {
      throw new ConfigurationError(`no logger is called ${quoted(logger)}; there is ${NAME}`);
    }
    const wanted = level.toLowerCase();
    const known = LEVELS.find((one) => one === wanted);
    if (known === undefined) {
      throw new ConfigurationError(
        `logger level ${quoted(level)} must be one of ${LEVELS.join(', ')}${suggestion(wanted, LEVELS)}`,
      );
    }
    log.level = known;
    return {};
  });
}
