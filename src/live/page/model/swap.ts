import type { LiveChoices, LiveDriver } from '../../messages';

/** What the form says; '' where it asks for nothing. */
export interface SwapForm {
  readonly brain: string;
  readonly model: string;
  readonly provider: string;
}

export interface SwapOptions {
  readonly brains: readonly string[];
  readonly models: readonly string[];
  readonly providers: readonly string[];
  /** Why model and provider cannot be chosen; null where they can. */
  readonly reason: string | null;
}

/** The form as long as nobody touches it: what drives now. */
export function fillForm({ brain, model, provider }: LiveDriver): SwapForm {
  return { brain: brain ?? '', model: model ?? '', provider: provider ?? '' };
}

/** What may be chosen, with what drives now although it may be none of the choices. */
export function listOptions(choices: LiveChoices, driver: LiveDriver, form: SwapForm): SwapOptions {
  const withNow = (names: readonly string[], now: string | null) =>
    now === null || names.includes(now) ? names : [now, ...names];
  const keepsBrain = form.brain === (driver.brain ?? '');
  return {
    brains: withNow(choices.brains, driver.brain),
    models: withNow(choices.models, driver.model),
    providers: withNow(choices.providers, driver.provider),
    reason: keepsBrain && driver.model === null ? 'this brain has no network' : null,
  };
}

/** Another brain brings its own model and provider, unless some are chosen. */
export function chooseBrain(brain: string, driver: LiveDriver): SwapForm {
  return brain === driver.brain ? fillForm(driver) : { brain, model: '', provider: '' };
}

/** What to ask for: what differs from what drives now; null for nothing. */
export function buildSwap(form: SwapForm, driver: LiveDriver): Partial<SwapForm> | null {
  const now = fillForm(driver);
  const changed: [string, string][] = [];
  for (const key of ['brain', 'model', 'provider'] as const) {
    const isOther = form[key] !== now[key] || (key !== 'brain' && form.brain !== now.brain);
    if (form[key] !== '' && isOther) changed.push([key, form[key]]);
  }
  return changed.length === 0 ? null : Object.fromEntries(changed);
}
