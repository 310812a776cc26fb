/** Preloaded by `node -r`: when the process ends, writes the peak of its memory in kB and its processor time in seconds to
 *  file descriptor 3. */
const { writeSync } = require('node:fs');

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify([maxRSS, (userCPUTime + systemCPUTime) / 1e6]));
});
