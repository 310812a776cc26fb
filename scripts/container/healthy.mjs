// Whether a ROS node answers: node healthy.mjs [NAME], by way of the master at ROS_MASTER_URI; without a name the
// master itself. Needs no ROS, so that every image can be asked. Exit code 0: it answers. 1: it does not, and why.
import { XmlRpcClient } from '@foxglove/xmlrpc';

const CALLER = '/health';
const LIMIT_ms = 4000;
const name = process.argv[2];
const uri = process.env.ROS_MASTER_URI ?? 'http://localhost:11311';

setTimeout(() => fail(`no answer within ${LIMIT_ms} ms`), LIMIT_ms).unref();
try {
  const node = name ? await call(uri, 'lookupNode', [CALLER, name]) : uri;
  await call(node, 'getPid', [CALLER]);
  process.exit(0);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

/** The value of a call of ROS's APIs, which answer [1, message, value] where all is well. */
async function call(address, method, parameters) {
  const [status, message, value] = await new XmlRpcClient(address).methodCall(method, parameters);
  if (status !== 1) throw new Error(`${method}: ${message}`);
  return value;
}

function fail(why) {
  console.error(`${name ?? 'the master'} at ${uri} does not answer: ${why}`);
  process.exit(1);
}
