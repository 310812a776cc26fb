import { useEffect, useState } from 'preact/hooks';
import { formatPercent } from '../../../measure/report/format';
import type { LiveCard, LiveDriver } from '../../messages';
import { findControl } from '../model/controls';
import type { PageState } from '../model/page-state';
import { buildSwap, chooseBrain, fillForm, listOptions, type SwapForm } from '../model/swap';
import { formatBytes } from '../model/words';
import type { PageActions } from './actions';

interface DriverProps {
  readonly page: PageState;
  readonly actions: PageActions;
}

/** Who drives, its model's card, and the choice of another one. */
export function Driver({ page, actions }: DriverProps) {
  const { state } = page;
  // Of a simulation only the commands are known.
  if (state === null || page.hello?.kind === 'simulation') return null;
  const { driver, byHand, isMyHand } = state;
  return (
    <section class="driver" aria-labelledby="driver-title">
      <h2 id="driver-title">Driver</h2>
      {byHand ? <p class="failed">{isMyHand ? 'You drive' : 'Somebody drives'} by hand.</p> : null}
      <dl class="facts" data-testid="driver">
        <Fact name="brain" value={driver.brain ?? '–'} />
        <Fact name="model" value={driver.model ?? 'no network'} />
        <Fact name="provider" value={driver.provider ?? '–'} />
        {driver.card ? <CardFacts card={driver.card} /> : null}
      </dl>
      {state.controls.swap === undefined || page.hello === null ? null : (
        <SwapPanel page={page} driver={driver} actions={actions} />
      )}
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-fact={name}>{value}</dd>
    </div>
  );
}

function CardFacts({ card }: { readonly card: LiveCard }) {
  const { crop, bytes, parent } = card;
  const percent = (share: number) => formatPercent(100 * share, 0);
  return (
    <>
      <Fact name="precision" value={card.precision} />
      <Fact name="size" value={bytes === null ? '–' : formatBytes(bytes)} />
      <Fact name="input" value={`${card.shape.join(' × ')} ${card.layout}`} />
      <Fact name="sees rows" value={`${percent(crop.top)} to ${percent(crop.bottom)} %`} />
      {card.frames > 1 ? <Fact name="frames at once" value={String(card.frames)} /> : null}
      {card.hasState ? <Fact name="memory" value="keeps a state" /> : null}
      {parent === null ? null : <Fact name="made from" value={parent} />}
      <Fact name="file" value={card.file} />
    </>
  );
}

interface SwapProps extends DriverProps {
  readonly driver: LiveDriver;
}

/** Its fields say what drives as long as nothing else is chosen; what was chosen drives once the server says so. */
function SwapPanel({ page, driver, actions }: SwapProps) {
  const [form, setForm] = useState<SwapForm>(fillForm(driver));
  const control = findControl(page, 'swap');
  const failed = page.answer?.action === 'swap' && !page.answer.isDone ? page.answer : null;
  const { brain, model, provider } = driver;
  // Another one drives, or a switch has failed and the old one drives on.
  useEffect(() => setForm(fillForm(driver)), [brain, model, provider, failed]);
  if (control === null || page.hello === null) return null;
  const options = listOptions(page.hello.choices, driver, form);
  const request = buildSwap(form, driver);
  const reason =
    control.reason ?? (request === null ? 'choose another brain, model or provider first' : null);
  const isOff = control.reason !== null;
  return (
    <form
      class="swap"
      aria-label="Another driver"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === null && request) actions.control('swap', request);
      }}
    >
      <Choice
        label="Brain"
        value={form.brain}
        names={options.brains}
        isOff={isOff}
        onChange={(brain) => setForm(chooseBrain(brain, driver))}
      />
      <Choice
        label="Model"
        value={form.model}
        names={options.models}
        isOff={isOff || options.reason !== null}
        onChange={(model) => setForm({ ...form, model })}
      />
      <Choice
        label="Provider"
        value={form.provider}
        names={options.providers}
        isOff={isOff || options.reason !== null}
        onChange={(provider) => setForm({ ...form, provider })}
      />
      <button
        type="submit"
        aria-disabled={reason !== null}
        aria-describedby="swap-reason"
        aria-busy={control.isPending}
      >
        {control.isPending ? 'Switching …' : 'Switch driver'}
      </button>
      <p class="muted" id="swap-reason">
        {[
          options.reason === null ? null : `Model, Provider: ${options.reason}`,
          reason && `Switch driver: ${reason}`,
        ]
          .filter((text) => text !== null)
          .join('. ')}
      </p>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly isOff: boolean;
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, names, isOff, onChange }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select
        name={label.toLowerCase()}
        value={value}
        disabled={isOff}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {value === '' ? <option value="">as its file says</option> : null}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
