/**
 * Drives the benchmark suite with the brains that ship, and writes their table into README.md and docs/suite.md. What has
 * been driven in its folder is not driven again; a brain without all of its runs is left out of the table.
 *
 *     npm run suite-table -- --help
 */
import { suiteTableProgram } from './suite-table/program';
import { runProgram } from './support/program';

void runProgram(suiteTableProgram());
