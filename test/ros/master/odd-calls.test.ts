import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { exactCall, ODD_CALLS } from './odd-calls';

describe('the embedded master answers as rosmaster does', () => {
  let master: RosMaster;

  beforeAll(async () => {
    master = await startMaster({ host: '127.0.0.1', port: 0 });
  });

  afterAll(() => master.close());

  it.each(ODD_CALLS)('%s%j', async (method, params, answer) => {
    expect(await exactCall(master.uri, method, params)).toEqual(answer);
  });
});
