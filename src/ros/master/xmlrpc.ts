import { request } from 'node:http';
import { Deserializer, serializeMethodCall, type XmlRpcValue } from '@foxglove/xmlrpc';

export type { XmlRpcValue } from '@foxglove/xmlrpc';

/** An answer of a ROS peer whose status is not 1 (success): [status, message, value]. */
export class RosApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'RosApiError';
  }
}

/** One XML-RPC call over HTTP, without a pool: a peer that hangs costs `timeout_ms` and nothing after it.
 *  Rejects with the socket's error, an XmlRpcFault, or an Error that says it timed out. */
export function callXmlRpc(
  uri: string,
  method: string,
  params: XmlRpcValue[],
  timeout_ms: number,
): Promise<XmlRpcValue> {
  return new Promise((resolve, reject) => {
    const body = serializeMethodCall(method, params);
    const call = request(
      uri,
      {
        method: 'POST',
        agent: false,
        headers: { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeout_ms),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode !== 200) {
            reject(new Error(`${method} at ${uri} answered HTTP ${response.statusCode}`));
            return;
          }
          new Deserializer()
            .deserializeMethodResponse(Buffer.concat(chunks).toString('utf8'))
            .then(resolve, reject);
        });
      },
    );
    call.on('error', (error) => {
      const timedOut = error.name === 'AbortError' || error.name === 'TimeoutError';
      reject(timedOut ? new Error(`${method} at ${uri} got no answer within ${timeout_ms} ms`) : error);
    });
    call.end(body);
  });
}

/** A call of the ROS master, parameter or slave API: unwraps [status, message, value]. */
export async function callRos(
  uri: string,
  method: string,
  params: XmlRpcValue[],
  timeout_ms: number,
): Promise<XmlRpcValue> {
  const answer = await callXmlRpc(uri, method, params, timeout_ms);
  if (!Array.isArray(answer) || typeof answer[0] !== 'number') {
    throw new Error(`${method} at ${uri} gave an answer that is not ROS's`);
  }
  if (answer[0] !== 1) throw new RosApiError(answer[0], `${method} at ${uri}: ${String(answer[1])}`);
  return answer[2];
}
