import { messageOf } from '../../errors';
import { type MethodCall, XmlRpcFault } from './xmlrpc-parser';
import { type ExactValue, isStruct } from './xmlrpc-value';

const NOT_FOUND = -32601;
const INVALID_CALL = -32602;

/** @returns the answer of a call by its method
 *  @throws XmlRpcFault for a method that there is not */
export function answerBy(
  handlers: ReadonlyMap<string, (params: readonly ExactValue[]) => ExactValue>,
  { method, params }: MethodCall,
): ExactValue {
  const handler = handlers.get(method);
  if (handler === undefined) throw new XmlRpcFault(NOT_FOUND, `Method "${method}" not found`);
  return handler(params);
}

/** As `answerBy`, and system.multicall, by which roslaunch sets all parameters at once. */
export function answerMulticall(
  handlers: ReadonlyMap<string, (params: readonly ExactValue[]) => ExactValue>,
  call: MethodCall,
): ExactValue {
  if (call.method !== 'system.multicall') return answerBy(handlers, call);
  const [calls] = call.params;
  if (!Array.isArray(calls)) throw new XmlRpcFault(INVALID_CALL, 'system.multicall needs a list of calls');
  return calls.map((one) => {
    try {
      return [answerBy(handlers, callOf(one))];
    } catch (error) {
      const code = error instanceof XmlRpcFault ? error.code : INVALID_CALL;
      return { faultCode: code, faultString: messageOf(error) };
    }
  });
}

function callOf(value: ExactValue): MethodCall {
  const { methodName, params } = isStruct(value) ? value : {};
  if (typeof methodName !== 'string' || !Array.isArray(params)) {
    throw new XmlRpcFault(INVALID_CALL, 'a call has a methodName and params');
  }
  return { method: methodName, params };
}
