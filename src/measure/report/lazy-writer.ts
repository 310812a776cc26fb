/** What draws and writes, loaded when it is needed: the charting library takes a quarter of a second that no
 *  other command has to wait for. */
export function loadReportWriter(): typeof import('./write-report') {
  return require('./write-report');
}
