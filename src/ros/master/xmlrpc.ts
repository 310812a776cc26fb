import { request } from 'node:http';
import { foreignText } from '../foreign-text';
import { parseMethodResponse } from './xmlrpc-parser';
import { type ExactValue, NODE_LIMITS, plain, type RpcLimits, type XmlRpcValue } from './xmlrpc-value';
import { writeMethodCall } from './xmlrpc-writer';

export type { XmlRpcValue } from './xmlrpc-value';

/** An answer of a ROS peer whose status is not 1 (success): [status, message, value]. */
export class RosApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly value?: XmlRpcValue,
  ) {
    super(message);
    this.name = 'RosApiError';
  }
}

/** One XML-RPC call over HTTP, without a pool: a peer that hangs costs `timeout_ms` and nothing after it, one that
 *  answers without end no more than `limits`.
 *  Rejects with the socket's error, an XmlRpcFault, or an Error that says what is wrong with the answer. */
export async function callXmlRpc(
  uri: string,
  method: string,
  params: readonly ExactValue[],
  timeout_ms: number,
  limits: RpcLimits = NODE_LIMITS,
): Promise<XmlRpcValue> {
  const bytes = await post(uri, method, writeMethodCall(method, params), timeout_ms, limits.longest_bytes);
  return plain(parseMethodResponse(bytes, limits));
}

function post(
  uri: string,
  method: string,
  body: string,
  timeout_ms: number,
  longest_bytes: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      const timedOut = error.name === 'AbortError' || error.name === 'TimeoutError';
      reject(timedOut ? new Error(`${method} at ${uri} got no answer within ${timeout_ms} ms`) : error);
    };
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
        let size = 0;
        response.on('error', fail);
        if (response.statusCode !== 200) {
          call.destroy(new Error(`${method} at ${uri} answered HTTP ${response.statusCode}`));
        }
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > longest_bytes) {
            call.destroy(new Error(`${method} at ${uri} answered with more than ${longest_bytes} bytes`));
          }
        });
        response.on('end', () => resolve(Buffer.concat(chunks)));
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}

/** A call of the ROS master, parameter or slave API: unwraps [status, message, value]. */
export async function callRos(
  uri: string,
  method: string,
  params: readonly ExactValue[],
  timeout_ms: number,
  limits: RpcLimits = NODE_LIMITS,
): Promise<XmlRpcValue> {
  const answer = await callXmlRpc(uri, method, params, timeout_ms, limits);
  if (!Array.isArray(answer) || typeof answer[0] !== 'number') {
    throw new Error(`${method} at ${uri} gave an answer that is not ROS's`);
  }
  const [status, message, value] = answer;
  if (status !== 1) {
    throw new RosApiError(
      status,
      `${method} at ${uri}: ${typeof message === 'string' ? foreignText(message) : ''}`,
      value,
    );
  }
  return value;
}
