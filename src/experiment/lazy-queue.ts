/** What drives runs over a queue, loaded when there is one: its library takes a fifth of a second that no other command has to
 *  wait for. */
export function loadQueueRunner(): typeof import('./queue-runner') {
  return require('./queue-runner');
}
