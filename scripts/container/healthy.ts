// Whether a ROS node answers: healthy.ts [NAME], by way of the master at ROS_MASTER_URI; without a name the master
// itself. Needs no ROS, so that every image can be asked. Exit code 0: it answers. 1: it does not, and why.
import { XmlRpcClient } from '@foxglove/xmlrpc';

const CALLER = '/health';
const LIMIT_MS = 4000;
const name = process.argv[2];
const uri = process.env.ROS_MASTER_URI ?? 'http://localhost:11311';

async function check(): Promise<void> {
  const node = name === undefined ? uri : String(await call(uri, 'lookupNode', [CALLER, name]));
  await call(node, 'getPid', [CALLER]);
}

/** The value of a call of ROS's APIs, which answer [1, message, value] where all is well. */
async function call(address: string, method: string, parameters: string[]): Promise<unknown> {
  const answer: unknown = await new XmlRpcClient(address).methodCall(method, parameters);
  const [status, message, value] = Array.isArray(answer) ? answer : [];
  if (status !== 1) throw new Error(`${method}: ${message}`);
  return value;
}

function fail(reason: string): never {
  console.error(`${name ?? 'the master'} at ${uri} does not answer: ${reason}`);
  process.exit(1);
}

setTimeout(() => fail(`no answer within ${LIMIT_MS} ms`), LIMIT_MS).unref();
check().then(
  () => process.exit(0),
  (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
);
