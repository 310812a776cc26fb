import { BrainError, ConfigurationError, ModelError, ProviderError, WorldError } from '../../../src/errors';
import { faultOfEnd, faultOfError } from '../../../src/experiment/work/faults';

describe('a fault', () => {
  it.each([
    [new ConfigurationError('no such circuit'), true],
    [new ModelError('no weights'), true],
    [new WorldError('the simulator died'), undefined],
    [new ProviderError('no GPU'), undefined],
    [new BrainError('it was not ready after 60 s'), undefined],
    [Object.assign(new Error('no space left'), { code: 'ENOSPC' }), undefined],
  ])('of %p would come again: %p', (error, lasting) => {
    expect(faultOfError(error)).toEqual({
      outcome: 'fault',
      detail: error.message,
      statistics: null,
      behavior_metrics: null,
      withheld: {},
      ...(lasting && { lasting }),
    });
  });

  it.each([
    ['completed', 100, null],
    ['trapped', 100, null],
    ['brain_failed', 100, null],
    ['brain_failed', 0, 'lasting'],
    ['world_lost', 0, 'passing'],
    ['recording_failed', 100, 'passing'],
    [null, null, 'passing'],
  ] as const)('of an end by %p after %p answers is %p', (end, answered, fault) => {
    expect(faultOfEnd(end, answered)).toBe(fault);
  });
});
